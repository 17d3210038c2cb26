/**
 * The article's first I/O task: a thousand chunks of one kilobyte from the kernel's random numbers. Every read lets
 * go of the interpreter lock, but the kernel computes during it, so more threads only help where there are more cores.
 *
 * Benchmark it: `interleave bench examples/urandom.ts#readRandom`
 */
import { closeSync, openSync, readSync } from 'node:fs';

export function readRandom(chunks = 1000, size = 1024): void {
  const handle = openSync('/dev/urandom', 'r');
  try {
    const chunk = Buffer.alloc(size);
    for (let i = 0; i < chunks; i++) readSync(handle, chunk);
  } finally {
    closeSync(handle);
  }
}
