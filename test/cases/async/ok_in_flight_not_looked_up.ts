export class Tracker {
  private inFlight = new Map<string, Promise<unknown>>();
  async send(id: string, run: () => Promise<unknown>) {
    const sent = run().finally(() => {
      this.inFlight.delete(id);
    });
    this.inFlight.set(id, sent);
    return sent;
  }
  async drain() {
    await Promise.all(this.inFlight.values());
  }
}
