// plan: atomics-access | at main.ts `flags[0]`
// fix: Use Atomics.load for this read
// file: main.ts
const flags = new Int32Array(new SharedArrayBuffer(4));

export function isReady(): boolean {
  return flags[0] === 1;
}

export function ready(): void {
  Atomics.store(flags, 0, 1);
}
