declare function load(k: string): Promise<string>;
export class X {
  private outer = new Map<string, Map<string, string>>();
  async get(a: string, b: string) {
    let m = this.outer.get(a);
    if (!m) {
      m = new Map();
      this.outer.set(a, m);
    }
    if (!m.has(b)) {
      m.set(b, await load(b));
      //| race-across-await: this.outer[a][b]
    }
    return m.get(b);
  }
}
