export class Client {
  topology?: { close(): void };
  async close() {
    if (!this.topology) return;
    await fetch('x');
    this.topology.close();
    //| race-across-await: this.topology
    this.topology = undefined;
  }
}
