export class A6 {
  sock: any;
  state = 'a';
  client: any;
  async init() {
    if (this.state !== 'a') throw new Error();
    this.state = 'b';
    const s = await this.client.open();
    this.sock = s;
    //| race-across-await: this.sock
    this.state = 'c';
  }
  leave() {
    this.state = 'a';
    this.sock = undefined;
  }
}
