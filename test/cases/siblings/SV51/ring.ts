export class Ring {
  private readonly indices: Int32Array;
  private readonly samples: Float32Array;

  constructor(readonly memory: SharedArrayBuffer) {
    this.indices = new Int32Array(memory, 0, 2);
    this.samples = new Float32Array(memory, 8);
  }

  static allocate(capacity: number): Ring {
    return new Ring(new SharedArrayBuffer(8 + capacity * 4));
  }

  push(sample: number): boolean {
    const write = Atomics.load(this.indices, 0);
    const next = (write + 1) % this.samples.length;
    if (next === Atomics.load(this.indices, 1)) return false;
    Atomics.store(this.indices, 0, next);
    this.samples[write] = sample; //~ unlocked-shared-mutation
    return true;
  }

  pop(): number | undefined {
    const read = Atomics.load(this.indices, 1);
    if (read === Atomics.load(this.indices, 0)) return undefined;
    const sample = this.samples[read]; //~ unlocked-shared-read
    Atomics.store(this.indices, 1, (read + 1) % this.samples.length);
    return sample;
  }
}
