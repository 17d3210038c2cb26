export class A11 {
  map = new Map<string, Promise<any>>();
  client: any;
  get(k: string) {
    return this.map.get(k);
  }
  load(k: string) {
    const p = this.client.load(k).finally(() => {
      this.map.delete(k);
      //| race-across-await: this.map[k]
    });
    this.map.set(k, p);
    return p;
  }
}
