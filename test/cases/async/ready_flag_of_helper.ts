declare function load(): Promise<string>;
export class X {
  private started = false;
  private v = '';
  private async ensure() {
    if (this.started) return;
    //| race-across-await: this.started
    this.started = true;
    this.v = await load();
  }
  async value() {
    await this.ensure();
    return this.v.toUpperCase();
  }
}
