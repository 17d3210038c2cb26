// file: main.ts
const flags = new Int32Array(new SharedArrayBuffer(4));

export function ready(): void {
  Atomics.store(flags, 0, 1);
  Atomics.notify(flags, 0);
}
