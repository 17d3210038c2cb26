abstract class Ring {
  protected readonly indices: Int32Array;
  protected readonly samples: Float32Array;

  constructor(memory: SharedArrayBuffer) {
    this.indices = new Int32Array(memory, 0, 2);
    this.samples = new Float32Array(memory, 8);
  }
}

export class Writer extends Ring {
  push(sample: number): boolean {
    const write = Atomics.load(this.indices, 0);
    const next = (write + 1) % this.samples.length;
    if (next === Atomics.load(this.indices, 1)) return false;
    this.samples[write] = sample;
    Atomics.store(this.indices, 0, next);
    return true;
  }
}

export class Reader extends Ring {
  pop(): number | undefined {
    const read = Atomics.load(this.indices, 1);
    if (read === Atomics.load(this.indices, 0)) return undefined;
    const sample = this.samples[read];
    Atomics.store(this.indices, 1, (read + 1) % this.samples.length);
    return sample;
  }
}
