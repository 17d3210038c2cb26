export class Client {
  topology?: { close(): void };
  async close() {
    if (!this.topology) return;
    await fetch('x');
    this.topology?.close();
    this.topology = undefined;
  }
}
