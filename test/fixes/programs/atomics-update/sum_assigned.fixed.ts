// file: main.ts
const totals = new Int32Array(new SharedArrayBuffer(16));

export function mark(slot: number, flag: number): void {
  Atomics.or(totals, slot, flag);
}
