export class A7 {
  cur: any;
  client: any;
  start() {
    this.client.load().then((v: any) => {
      this.cur = v;
      //| race-across-await: this.cur
    });
  }
  setCurrent(v: any) {
    this.cur = v;
  }
}
