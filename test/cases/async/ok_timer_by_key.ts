declare function connect(): Promise<object>;
export class Room {
  private timers: Record<string, NodeJS.Timeout> = {};
  async join(id: string) {
    clearTimeout(this.timers[id]);
    await connect();
    delete this.timers[id];
  }
  async reserve(id: string) {
    await connect();
    this.timers[id] = setTimeout(() => delete this.timers[id], 1000);
  }
}
