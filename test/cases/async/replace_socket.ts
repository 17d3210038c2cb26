class W {
  async close() {}
}
export class A {
  private ws?: W;
  async reconnect() {
    await this.ws?.close();
    this.ws = new W();
    //| race-across-await: this.ws
  }
}
