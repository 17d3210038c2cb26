class W {
  async close() {}
}
export class A {
  private ws?: W;
  async reconnect() {
    const old = this.ws;
    this.ws = new W();
    await old?.close();
  }
}
