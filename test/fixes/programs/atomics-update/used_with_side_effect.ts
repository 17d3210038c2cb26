// plan: atomics-update | at main.ts `cells[0] += next()`
// fix: none
// file: main.ts
const cells = new Int32Array(new SharedArrayBuffer(4));

export function add(next: () => number): number {
  return (cells[0] += next());
}
