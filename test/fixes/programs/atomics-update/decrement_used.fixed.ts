// file: main.ts
const left = new Uint32Array(new SharedArrayBuffer(4));

export function take(): boolean {
  return (Atomics.sub(left, 0, 1) - 1) >= 0;
}
