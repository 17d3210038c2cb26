// A record laid over shared memory whose lock is taken in one step, and one record for each worker.
import { isMainThread, Worker, workerData } from 'node:worker_threads';

class Inode {
  private readonly words = new Int32Array(this.buffer, this.offset, 4);

  constructor(
    private readonly buffer: SharedArrayBuffer,
    private readonly offset: number,
  ) {}

  get size(): number {
    return Atomics.load(this.words, 1);
  }

  set size(value: number) {
    Atomics.store(this.words, 1, value);
  }

  get links(): number {
    return this.words[2] ?? 0;
  }

  set links(value: number) {
    this.words[2] = value;
  }

  grow(by: number): void {
    while (Atomics.compareExchange(this.words, 0, 0, 1) !== 0) Atomics.wait(this.words, 0, 1);
    this.size += by;
    this.links = this.links + 1;
    Atomics.store(this.words, 0, 0);
    Atomics.notify(this.words, 0);
  }

  touch(): void {
    this.size = this.size + 1;
    this.links += 1;
  }
}

if (isMainThread) {
  const buffer = new SharedArrayBuffer(256);
  for (let i = 1; i <= 2; i++) new Worker(new URL(import.meta.url), { workerData: { buffer, i } });
} else {
  const { buffer, i } = workerData as { buffer: SharedArrayBuffer; i: number };
  const shared = new Inode(buffer, 0);
  const own = new Inode(buffer, i * 64);
  for (let round = 0; round < 50; round++) {
    shared.grow(4);
    own.touch();
  }
}
