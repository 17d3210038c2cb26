import { Mutex } from 'async-mutex';
class Cache {
  private readonly mutex = new Mutex();
  private readonly map = new Map<string, string>();
  onEvict: ((key: string) => Promise<void>) | undefined;
  async get(key: string): Promise<string | undefined> {
    return this.mutex.runExclusive(() => this.map.get(key));
  }
  async evict(key: string): Promise<void> {
    await this.mutex.runExclusive(async () => {
      this.map.delete(key);
      await this.onEvict?.(key);
      //| self-deadlock
    });
  }
}
export const cache = new Cache();
cache.onEvict = async (key) => {
  console.log(await cache.get(key));
};
