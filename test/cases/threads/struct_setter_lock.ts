// A record laid over shared memory: its lock is looked at by a getter and taken by a setter, in two steps.
import { isMainThread, Worker, workerData } from 'node:worker_threads';

class Superblock {
  constructor(
    private readonly buffer: SharedArrayBuffer,
    private readonly offset: number,
  ) {}

  private field(at: number): Int32Array {
    return new Int32Array(this.buffer, this.offset + at, 1);
  }

  get lock(): number {
    return Atomics.load(this.field(0), 0);
  }

  set lock(value: number) {
    Atomics.store(this.field(0), 0, value);
    //| non-atomic-update
  }

  get used(): number {
    return this.field(4)[0] ?? 0;
  }

  set used(value: number) {
    this.field(4)[0] = value;
  }

  acquire(): void {
    while (this.lock === 1) Atomics.wait(this.field(0), 0, 1);
    this.lock = 1;
  }

  release(): void {
    this.lock = 0;
    Atomics.notify(this.field(0), 0);
  }
}

if (isMainThread) {
  const buffer = new SharedArrayBuffer(64);
  for (let i = 0; i < 2; i++) new Worker(new URL(import.meta.url), { workerData: buffer });
} else {
  const block = new Superblock(workerData as SharedArrayBuffer, 8);
  for (let i = 0; i < 100; i++) {
    block.acquire();
    block.used += 8;
    block.release();
  }
}
