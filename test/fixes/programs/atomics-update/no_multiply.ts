// plan: atomics-update | at main.ts `cells[0] *= 2`
// fix: none
// file: main.ts
const cells = new Int32Array(new SharedArrayBuffer(4));

export function double(): void {
  cells[0] *= 2;
}
