import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

// To block is what a worker is there for.
parentPort?.on('message', (file: string) => {
  parentPort?.postMessage(readFileSync(file, 'utf8').length);
});

export function build(): void {
  spawnSync('make');
}

async function main(): Promise<void> {
  build();
  console.log(readFileSync('out.txt', 'utf8'));
}

await main();
