// file: main.ts
const flags = new Int32Array(new SharedArrayBuffer(4));

export function isReady(): boolean {
  return Atomics.load(flags, 0) === 1;
}

export function ready(): void {
  Atomics.store(flags, 0, 1);
}
