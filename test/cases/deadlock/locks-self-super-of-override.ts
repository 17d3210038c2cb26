// `super.mute()` is the base's own method, not the override that holds the lock.
import { Mutex } from 'async-mutex';

class Track {
  muted = false;
  async mute(): Promise<void> {
    this.muted = true;
  }
}

export class AudioTrack extends Track {
  private readonly lock = new Mutex();

  override async mute(): Promise<void> {
    const unlock = await this.lock.acquire();
    try {
      await super.mute();
    } finally {
      unlock();
    }
  }
}

// Handed to an executor, which gives it back: whoever awaits the promise holds nothing.
export class Signal {
  private readonly lock = new Mutex();

  async connect(open: (done: () => void) => void): Promise<string> {
    const unlock = await this.lock.acquire();
    return new Promise<string>((resolve) => {
      open(() => {
        unlock();
        resolve('open');
      });
    });
  }

  async reconnect(open: (done: () => void) => void): Promise<string> {
    await this.connect(open);
    return this.connect(open);
  }
}
