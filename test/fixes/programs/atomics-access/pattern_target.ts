// plan: atomics-access | at main.ts `flags[0]`
// fix: none
// file: main.ts
const flags = new Int32Array(new SharedArrayBuffer(4));

export function take(values: readonly number[]): void {
  [flags[0]] = values as [number];
}
