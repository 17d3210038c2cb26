export abstract class Cache<V extends object> {
  protected readonly entries = new Map<string, V>();

  protected abstract load(key: string): Promise<V>;

  async get(key: string): Promise<V> {
    const known = this.entries.get(key); //~ race-across-await
    if (known !== undefined) {
      return known;
    }
    const loaded = await this.load(key);
    this.entries.set(key, loaded); //~ race-across-await
    return loaded;
  }
}
