export class A7 {
  cur: any;
  client: any;
  async load() {
    this.cur = await this.client.load();
  }
  setCurrent(v: any) {
    this.cur = v;
  }
}
