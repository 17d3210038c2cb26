import { Mutex } from 'async-mutex';

class Playlist {
  private readonly mutex = new Mutex();
  /** @guardedBy mutex */
  private songs: string[];

  constructor(songs: readonly string[]) {
    this.songs = [...songs];
    this.songs.sort();
  }

  async add(song: string): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const songs = this.songs;
      await Promise.resolve();
      this.songs = [...songs, song];
    });
  }

  async count(): Promise<number> {
    return this.mutex.runExclusive(() => this.songs.length);
  }
}

const playlist = new Playlist(['b', 'a']);
await Promise.all([playlist.add('c'), playlist.add('d')]);
console.log(await playlist.count());
