class Defaults<K, V> extends Map<K, V> {
  private readonly make: () => V;

  constructor(make: () => V) {
    super();
    this.make = make;
  }

  getOrCreate(key: K): V {
    if (!this.has(key)) this.set(key, this.make());
    return this.get(key) as V;
  }
}
declare function reestablish(sender: string, device: string): Promise<void>;

export class Sessions {
  private last = new Defaults<string, Defaults<string, number>>(() => new Defaults(() => 0));

  async unwedge(sender: string, device: string) {
    const ofSender = this.last.getOrCreate(sender);
    const last = ofSender.getOrCreate(device);
    if (last + 1000 > Date.now()) return;
    await reestablish(sender, device);
    ofSender.set(device, Date.now());
    //| race-across-await: last + 1000 > Date.now()
  }
}

// The time is noted in the turn of the check.
export class Noted {
  private last = new Defaults<string, number>(() => 0);

  async unwedge(device: string) {
    if (this.last.getOrCreate(device) + 1000 > Date.now()) return;
    this.last.set(device, Date.now());
    await reestablish('', device);
  }
}
