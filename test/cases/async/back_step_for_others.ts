// The same step is also there for others to call, and a public method leads to it.
import { Splitter } from './splitter.js';

export const splitter = new Splitter();
// file: splitter.js
export class Splitter {
  constructor() {
    this.remaining = 0;
  }

  async write(chunk) {
    await this.handle(chunk);
  }

  async handle(chunk) {
    if (this.remaining > 0) {
      const left = this.remaining;
      await this.copy(chunk, left);
      this.remaining = left - chunk.length;
      //| race-across-await: this.remaining
    }
  }

  copy(chunk, n) {
    return new Promise((resolve) => setTimeout(resolve, n, chunk));
  }
}
