export class A5 {
  closed = false;
  client: any;
  sock: any;
  async connect() {
    if (this.closed) return;
    const s = await this.client.open();
    if (this.closed) {
      s.close();
      return;
    }
    this.sock = s;
  }
  close() {
    this.closed = true;
    this.sock?.close();
  }
}
