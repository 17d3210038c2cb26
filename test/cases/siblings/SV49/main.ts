import { Worker } from 'node:worker_threads';
import { createReadStream } from 'node:fs';

function checksum(frame: Uint8Array): number {
  let sum = 0;
  for (const byte of frame) sum = (sum + byte) & 0xffff; //~ use-after-transfer
  return sum;
}

class Encoder {
  readonly #worker = new Worker('./encoder.ts');
  readonly #sums: number[] = [];

  push(frame: Uint8Array<ArrayBuffer>): void {
    this.#worker.postMessage({ frame }, [frame.buffer]);
    this.#sums.push(checksum(frame)); //~ use-after-transfer
  }

  finish(): readonly number[] {
    this.#worker.postMessage(null);
    return this.#sums;
  }
}

const encoder = new Encoder();
for await (const chunk of createReadStream('movie.raw')) {
  encoder.push(new Uint8Array(chunk as Buffer));
}
console.log(encoder.finish());
