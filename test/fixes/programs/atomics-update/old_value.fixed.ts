// file: main.ts
const next = new Int32Array(new SharedArrayBuffer(4));

export function ticket(): number {
  return Atomics.add(next, 0, 1);
}
