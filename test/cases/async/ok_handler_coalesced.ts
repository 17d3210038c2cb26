export class A10 {
  prom?: Promise<void>;
  client: any;
  load() {
    return (this.prom ??= this.client.load().finally(() => {
      this.prom = undefined;
    }));
  }
}
