// plan: atomics-update | at main.ts `--left[0]`
// fix: Use Atomics.sub for this update
// file: main.ts
const left = new Uint32Array(new SharedArrayBuffer(4));

export function take(): boolean {
  return --left[0] >= 0;
}
