// plan: atomics-update | at main.ts `totals[slot] = totals[slot] | flag`
// fix: Use Atomics.or for this update
// file: main.ts
const totals = new Int32Array(new SharedArrayBuffer(16));

export function mark(slot: number, flag: number): void {
  totals[slot] = totals[slot] | flag;
}
