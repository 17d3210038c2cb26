export class S {
  private v?: string;
  private find(): string | undefined {
    if (Math.random() > 1) return undefined;
    return this.v;
  }
  async get() {
    const x = this.find();
    await fetch('x');
    return x;
  }
}
