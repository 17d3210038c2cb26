export class A11 {
  map = new Map<string, Promise<any>>();
  client: any;
  load(k: string) {
    const old = this.map.get(k);
    if (old) return old;
    const p = this.client.load(k).finally(() => {
      this.map.delete(k);
    });
    this.map.set(k, p);
    return p;
  }
}
