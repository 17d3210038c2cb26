declare function open(): Promise<string>;
export class X {
  private p?: Promise<string>;
  async get() {
    if (!this.p) {
      this.p = open();
    }
    const v = await this.p;
    return v.trim();
  }
}
