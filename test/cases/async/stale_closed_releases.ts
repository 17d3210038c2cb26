export class A5 {
  closed = false;
  client: any;
  sock: any;
  async connect() {
    if (this.closed) return;
    const s = await this.client.open();
    this.sock = s;
    //| race-across-await: this.sock
  }
  close() {
    this.closed = true;
    this.sock?.close();
  }
}
