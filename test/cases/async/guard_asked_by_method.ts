declare function load(): Promise<string>;
export class X {
  private db?: string;
  private isReady() {
    return this.db !== undefined;
  }
  async open() {
    if (this.isReady()) return;
    await this.doOpen();
    //| race-across-await: this.db
  }
  private async doOpen() {
    const d = await load();
    this.setDb(d);
  }
  private setDb(d: string) {
    this.db = d;
  }
}
