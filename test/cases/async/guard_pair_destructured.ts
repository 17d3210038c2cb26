declare function load(): Promise<string>;
export class X {
  private a?: string;
  private b?: string;
  async get() {
    if (!this.a || !this.b) {
      [this.a, this.b] = await Promise.all([load(), load()]);
      //| race-across-await: this.a
    }
    return this.a;
  }
}
