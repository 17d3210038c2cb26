export class P {
  private provider?: string;
  private p?: Promise<string>;
  constructor(private make: () => Promise<string>) {}
  async init() {
    if (this.provider === undefined) {
      this.p = this.make();
      this.provider = await this.p;
      //| race-across-await: this.provider
    }
    return this.provider;
  }
}
