export class P {
  private provider?: string;
  private p?: Promise<string>;
  constructor(private make: () => Promise<string>) {}
  async init() {
    if (this.provider === undefined) {
      if (this.p === undefined) {
        this.p = this.make();
      }
      this.provider = await this.p;
    }
    return this.provider;
  }
}
