import { workerData } from 'node:worker_threads';

const { head, next, data } = workerData as { head: Int32Array; next: Int32Array; data: Int32Array };
const SLOTS = next.length;

function take(): number | undefined {
  for (;;) {
    const word = Atomics.load(head, 0);
    const slot = word & 0xff;
    if (slot >= SLOTS) return undefined;
    const after = (((word >> 8) + 1) << 8) | Atomics.load(next, slot);
    if (Atomics.compareExchange(head, 0, word, after) === word) return slot;
  }
}

function give(slot: number): void {
  for (;;) {
    const word = Atomics.load(head, 0);
    Atomics.store(next, slot, word & 0xff);
    const after = (((word >> 8) + 1) << 8) | slot;
    if (Atomics.compareExchange(head, 0, word, after) === word) return;
  }
}

for (let i = 0; i < 300; i++) {
  const slot = take();
  if (slot === undefined) continue;
  data[slot] += 1;
  give(slot);
}
