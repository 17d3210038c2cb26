// What undoes a listener is kept only after the await: who stops meanwhile finds nothing to undo.
import type { EventEmitter } from 'node:events';
declare function connect(): Promise<EventEmitter>;

export class Watcher {
  private off?: () => void;
  async start(): Promise<void> {
    const source = await connect();
    const listener = (): void => this.changed();
    source.on('change', listener);
    this.off = () => source.off('change', listener);
    //| race-across-await: Watcher.stop can clear this.off on line 16 while this waits on line 8; what is set up here then is never taken down.
  }
  changed(): void {}
  stop(): void {
    this.off?.();
    this.off = undefined;
  }
}

export class Careful {
  private off?: () => void;
  private stopped = false;
  async start(): Promise<void> {
    const source = await connect();
    if (this.stopped) return;
    const listener = (): void => this.changed();
    source.on('change', listener);
    this.off = () => source.off('change', listener);
  }
  changed(): void {}
  stop(): void {
    this.stopped = true;
    this.off?.();
    this.off = undefined;
  }
}
