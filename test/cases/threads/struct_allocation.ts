// A record whose fields are views of a parameter property, made by field initialisers.
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
    //| non-atomic-update
  }

  grow(by: number): number {
    const end = this.size + by;
    this.size = end;
    return end;
  }
}

if (isMainThread) {
  const buffer = new SharedArrayBuffer(64);
  for (let i = 0; i < 2; i++) new Worker(new URL(import.meta.url), { workerData: buffer });
} else {
  const inode = new Inode(workerData as SharedArrayBuffer, 16);
  for (let i = 0; i < 100; i++) inode.grow(4);
}
