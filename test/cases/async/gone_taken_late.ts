export class Client {
  topology?: { close(): void };
  async close() {
    if (this.topology == null) return;
    await this.end();
    const topology = this.topology;
    this.topology = undefined;
    topology.close();
    //| race-across-await: this.topology
  }
  async end() {
    await fetch('x');
  }
}
