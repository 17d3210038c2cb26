declare function load(): Promise<string>;
export class X {
  private x?: string;
  async get() {
    return this.x ? this.x : (this.x = await load());
    //| race-across-await: this.x
  }
}
