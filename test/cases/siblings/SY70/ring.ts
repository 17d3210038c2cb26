const HEAD = 0;
const TAIL = 1;

export class Ring {
  private readonly ends: Int32Array;
  private readonly slots: Float64Array;

  constructor(buffer: SharedArrayBuffer) {
    this.ends = new Int32Array(buffer, 0, 2);
    this.slots = new Float64Array(buffer, 8);
  }

  push(value: number): boolean {
    const tail = Atomics.load(this.ends, TAIL);
    const next = (tail + 1) % this.slots.length;
    if (next === Atomics.load(this.ends, HEAD)) return false;
    this.slots[tail] = value;
    Atomics.store(this.ends, TAIL, next);
    return true;
  }

  pop(): number | undefined {
    const head = Atomics.load(this.ends, HEAD);
    if (head === Atomics.load(this.ends, TAIL)) return undefined;
    const value = this.slots[head];
    Atomics.store(this.ends, HEAD, (head + 1) % this.slots.length);
    return value;
  }
}
