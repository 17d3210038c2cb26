class Cache {
  private loading: Promise<string> | undefined;
  async load(): Promise<string> {
    this.loading ??= this.fetchAll();
    return this.loading;
  }
  private async fetchAll(): Promise<string> {
    const token = await this.token();
    //| wait-cycle
    return `all with ${token}`;
  }
  private async token(): Promise<string> {
    await Promise.resolve();
    const all = await this.load();
    return all.slice(0, 3);
  }
}
export const cache = new Cache();
