export class Auth {
  #o: { storage: { getLogin(id?: string): Promise<any>; setLogin(v: any, id?: string): Promise<void> } };
  constructor(o: any) {
    this.#o = o;
  }
  async getToken(id?: string) {
    const s = await this.#sess(id);
    if (s) return s.token;
    const l = await this.#login(id);
    return l.token;
  }
  async #sess(id?: string) {
    const a = await this.#o.storage.getLogin(id);
    if (!a) return null;
    return a;
  }
  async #login(id?: string) {
    const r = await (await fetch('x')).json();
    await this.#o.storage.setLogin(r, id);
    //| race-across-await: the Login of this.#o.storage
    return r;
  }
}
