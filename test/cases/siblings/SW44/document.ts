import { Mutex } from 'async-mutex';
import type { AsyncEmitter } from './async-emitter.ts';

export class Document {
  private readonly mutex = new Mutex();
  private text = 'once upon a time';
  private readonly saved: AsyncEmitter<string>;

  constructor(saved: AsyncEmitter<string>) {
    this.saved = saved;
  }

  countWords(): Promise<number> {
    return this.mutex.runExclusive(() => this.text.split(' ').length); //~ self-deadlock | wait-cycle
  }

  async save(title: string): Promise<void> {
    await this.mutex.runExclusive(async () => { //~ self-deadlock | wait-cycle
      this.text = `${title}: ${this.text}`;
      await this.saved.emit(title); //~ self-deadlock | wait-cycle
    });
  }
}
