import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('./resize.ts', import.meta.url));

async function resize(width: number): Promise<number> {
  await once(worker, 'message'); //~ wait-cycle
  worker.postMessage({ width });
  const [height] = (await once(worker, 'message')) as [number];
  return height;
}

console.log(await resize(640));
await worker.terminate();
