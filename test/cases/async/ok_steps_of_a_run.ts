// Plain JavaScript cannot say `private`: the steps are called by the run alone, one after the other, and a stream does
// not write a chunk before the last one is done.
import { Splitter } from './splitter.js';

export const splitter = new Splitter();
// file: splitter.js
import { Writable } from 'node:stream';

export class Splitter extends Writable {
  constructor() {
    super();
    this.remaining = 0;
  }

  _write(chunk, encoding, callback) {
    this.handle(chunk).then(() => callback(), callback);
  }

  async handle(chunk) {
    if (this.remaining > 0) {
      const left = this.remaining;
      await this.copy(chunk, left);
      this.remaining = left - chunk.length;
    }
  }

  copy(chunk, n) {
    return new Promise((resolve) => setTimeout(resolve, n, chunk));
  }
}
