// A guard that `using` gives back, a callback under the lock, and a lock that is asked for by name in a Map.
import { Worker } from 'node:worker_threads';
const memory = new SharedArrayBuffer(64);
for (let i = 0; i < 2; i++) new Worker(new URL('./worker.ts', import.meta.url), { workerData: memory });

// file: worker.ts
import { workerData } from 'node:worker_threads';
import { Mutex } from './mutex.ts';
const words = new Int32Array(workerData as SharedArrayBuffer);
const locks = new Map([['total', new Mutex(words, 0)]]);
function add(n: number): void {
  using _guard = locks.get('total')!.guard();
  words[5] += n;
}
add(1);
locks.get('total')!.run(() => {
  words[5] += 2;
});

// file: mutex.ts
export class Mutex {
  constructor(
    private readonly words: Int32Array,
    private readonly at: number,
  ) {}
  private lock(): void {
    while (Atomics.compareExchange(this.words, this.at, 0, 1) !== 0) Atomics.wait(this.words, this.at, 1);
  }
  private unlock(): void {
    Atomics.store(this.words, this.at, 0);
    Atomics.notify(this.words, this.at, 1);
  }
  guard(): Disposable {
    this.lock();
    return { [Symbol.dispose]: () => this.unlock() };
  }
  run<T>(body: () => T): T {
    this.lock();
    try {
      return body();
    } finally {
      this.unlock();
    }
  }
}
