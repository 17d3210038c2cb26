import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('./worker.ts', import.meta.url));
function send(bytes: Uint8Array<ArrayBuffer>): void {
  worker.postMessage({ bytes }, [bytes.buffer]);
}
const bytes = new Uint8Array(8);
send(bytes);
bytes[0] = 1;
//| use-after-transfer

// file: worker.ts
import { parentPort } from 'node:worker_threads';
parentPort?.on('message', ({ bytes }: { bytes: Uint8Array }) => console.log(bytes[0]));
