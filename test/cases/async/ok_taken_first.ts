export class Client {
  topology?: { close(): Promise<void> };
  async close() {
    const topology = this.topology;
    if (!topology) return;
    this.topology = undefined;
    await topology.close();
  }
}
