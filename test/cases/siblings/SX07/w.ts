import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
const { s, n } = workerData as { s: Int32Array; n: string };
const m = new Mutex(s, 0);
function parse(text: string): number {
  if (!text.startsWith('{')) throw new Error('bad input');
  return 1;
}
for (let i = 0; i < 100; i++) {
  try {
    m.lock(); //~ unreleased-lock | self-deadlock
    s[1] += parse(n); //~ unreleased-lock
    m.unlock();
  } catch {
    console.log('skipped');
  }
}
