export class Client {
  topology?: { close(): void };
  async close() {
    if (!this.topology) return;
    await fetch('x');
    if (this.topology) {
      this.topology.close();
      this.topology = undefined;
    }
  }
}
