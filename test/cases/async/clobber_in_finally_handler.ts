export class A10 {
  prom: any;
  client: any;
  load() {
    const p = this.client.load().finally(() => {
      this.prom = null;
      //| race-across-await: this.prom
    });
    this.prom = p;
    return p;
  }
}
