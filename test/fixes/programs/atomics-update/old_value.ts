// plan: atomics-update | at main.ts `next[0]++`
// fix: Use Atomics.add for this update
// file: main.ts
const next = new Int32Array(new SharedArrayBuffer(4));

export function ticket(): number {
  return next[0]++;
}
