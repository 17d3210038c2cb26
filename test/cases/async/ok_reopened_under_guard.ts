export class A4 {
  topology?: Promise<any>;
  async close() {
    if (this.topology == null) return;
    await fetch('x');
    this.topology = undefined;
  }
  async open() {
    if (!this.topology) {
      this.topology = fetch('y');
    }
    return this.topology;
  }
}
