export class Client {
  topology?: { close(): Promise<void> };
  async close() {
    if (this.topology) {
      await this.topology.close();
      this.topology = undefined;
    }
  }
}
