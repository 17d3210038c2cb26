export class A10 {
  prom: any;
  client: any;
  load() {
    if (this.prom) return this.prom;
    const p = this.client.load().finally(() => {
      this.prom = null;
    });
    this.prom = p;
    return p;
  }
}
