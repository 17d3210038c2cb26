export class A10 {
  prom: any;
  client: any;
  load() {
    const p = this.client.load().finally(() => {
      if (this.prom === p) this.prom = null;
    });
    this.prom = p;
    return p;
  }
}
