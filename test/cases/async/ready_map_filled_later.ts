declare function load(): Promise<[string, string][]>;
export class X {
  private m?: Map<string, string>;
  async get(k: string) {
    if (!this.m) {
      this.m = new Map();
      //| race-across-await: this.m
      for (const [a, b] of await load()) this.m.set(a, b);
    }
    return this.m.get(k);
  }
}
