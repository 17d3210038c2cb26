// plan: atomics-access | at main.ts `flags[0] = 1`
// fix: Use Atomics.store for this write
// file: main.ts
const flags = new Int32Array(new SharedArrayBuffer(4));

export function ready(): void {
  flags[0] = 1;
  Atomics.notify(flags, 0);
}
