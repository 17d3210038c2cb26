export class K {
  constructor(private store: any) {}
  async send() {
    const n = await this.store.getUser();
    await this.store.setToken(n.id);
  }
}
