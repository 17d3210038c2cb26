import { workerData } from 'node:worker_threads';

const { memory, fill } = workerData as { memory: WebAssembly.Memory; fill: number };
const header = new Int32Array(memory.buffer, 0, 1);
for (let i = 0; i < 4; i++) {
  const at = Atomics.add(header, 0, 64);
  new Uint8Array(memory.buffer, at, 64).fill(fill);
}
