declare function mk(): Promise<string>;
export class X {
  constructor(private redis: any) {}
  async get(key: string) {
    const v = await this.redis.get(key);
    if (v) return v;
    const n = await mk();
    await this.redis.set(key, n);
    //| race-across-await: this.redis[key]
    return n;
  }
}
