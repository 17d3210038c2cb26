class Q {
  add(x: number) {
    return Promise.resolve(x);
  }
}
export class X {
  private q?: Q;
  async run() {
    if (!this.q) {
      this.q = new Q();
    }
    await this.q.add(1);
    await this.q.add(2);
  }
}
