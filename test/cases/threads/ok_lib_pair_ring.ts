// One producer and one consumer: that nobody else may call push or pop goes without saying.
export class Ring {
  static storage(capacity: number): SharedArrayBuffer {
    return new SharedArrayBuffer(8 + capacity);
  }

  private readonly head: Uint32Array;
  private readonly tail: Uint32Array;
  private readonly bytes: Uint8Array;

  constructor(
    buffer: SharedArrayBuffer,
    private readonly capacity = 16,
  ) {
    this.head = new Uint32Array(buffer, 0, 1);
    this.tail = new Uint32Array(buffer, 4, 1);
    this.bytes = new Uint8Array(buffer, 8);
  }

  push(value: number): boolean {
    const head = Atomics.load(this.head, 0);
    const next = (head + 1) % this.capacity;
    if (next === Atomics.load(this.tail, 0)) return false;
    this.bytes[head] = value;
    Atomics.store(this.head, 0, next);
    return true;
  }

  pop(): number | undefined {
    const tail = Atomics.load(this.tail, 0);
    if (tail === Atomics.load(this.head, 0)) return undefined;
    const value = this.bytes[tail];
    Atomics.store(this.tail, 0, (tail + 1) % this.capacity);
    return value;
  }

  get size(): number {
    return (Atomics.load(this.head, 0) - Atomics.load(this.tail, 0) + this.capacity) % this.capacity;
  }

  clear(): void {
    Atomics.store(this.tail, 0, Atomics.load(this.head, 0));
  }
}
