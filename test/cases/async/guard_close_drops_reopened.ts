export class A4 {
  topology?: any;
  async close() {
    if (this.topology == null) return;
    await fetch('x');
    this.topology.close();
    this.topology = undefined;
    //| race-across-await: this.topology
  }
  async open() {
    this.topology = await fetch('y');
  }
}
