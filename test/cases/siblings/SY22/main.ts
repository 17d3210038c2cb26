import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

class Uploader {
  private readonly worker = new Worker(new URL('./sink.ts', import.meta.url));

  send(chunk: Uint8Array<ArrayBuffer>): void {
    this.worker.postMessage({ chunk }, [chunk.buffer]);
  }

  async close(): Promise<void> {
    this.worker.postMessage({ chunk: undefined });
    await once(this.worker, 'exit');
  }
}

function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xffff; //~ use-after-transfer
  return sum;
}

const uploader = new Uploader();
const sums: number[] = [];
for (let part = 0; part < 3; part++) {
  const chunk = new Uint8Array(512).fill(part);
  uploader.send(chunk);
  sums.push(checksum(chunk)); //~ use-after-transfer
}
await uploader.close();
console.log(sums);
