import { Mutex } from 'async-mutex';

class Playlist {
  private readonly mutex = new Mutex();
  /** @guardedBy mutex */
  private tracks: readonly string[] = [];

  async add(track: string): Promise<void> {
    await this.mutex.runExclusive(() => this.replace([...this.tracks, track]));
  }

  async reset(track: string): Promise<void> {
    await this.replace([track]); //~ inconsistent-locking | race-across-await
    await this.mutex.runExclusive(() => {
      console.log(this.tracks.join());
    });
  }

  /** @requiresLock mutex */
  private async replace(tracks: readonly string[]): Promise<void> {
    await Promise.resolve();
    this.tracks = tracks;
  }
}

const playlist = new Playlist();
await Promise.all([playlist.add('intro'), playlist.reset('outro')]);
