export class Client {
  topology?: { close(): Promise<void>; end(): void };
  async close() {
    const t = this.topology;
    if (!t) return;
    await t.close();
    t.end();
    this.topology = undefined;
  }
}
