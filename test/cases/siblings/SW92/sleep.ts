const cell = new Int32Array(new SharedArrayBuffer(4));

export function sleep(milliseconds: number): void {
  Atomics.wait(cell, 0, 0, milliseconds); //~ blocking-call | blocking-wait-on-event-loop
}
