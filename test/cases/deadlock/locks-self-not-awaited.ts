import { Mutex } from 'async-mutex';

export class Log {
  private readonly mutex = new Mutex();
  private readonly lines: string[] = [];
  private dropped = 0;

  append(line: string): Promise<void> {
    return this.mutex.runExclusive(() => {
      this.lines.push(line);
    });
  }

  rotate(): Promise<void> {
    return this.mutex.runExclusive(() => {
      this.dropped += this.lines.length;
      this.lines.length = 0;
      // Queued behind this section, which does not wait for it.
      void this.append('rotated');
    });
  }
}
