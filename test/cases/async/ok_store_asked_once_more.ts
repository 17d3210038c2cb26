declare function login(): Promise<string>;

// What the store answers is known when it answers: the login that is stored then is shared from there on.
export class Auth {
  private readonly pending = new Map<string, Promise<string>>();
  private readonly options: { storage: { getToken(id: string): Promise<string>; setToken(v: string, id: string): Promise<void> } };

  constructor(options: Auth['options']) {
    this.options = options;
  }

  async token(id: string) {
    const known = await this.options.storage.getToken(id);
    if (known) return known;
    const running = this.pending.get(id);
    if (running) return running;
    const made = this.make(id).finally(() => this.pending.delete(id));
    this.pending.set(id, made);
    return made;
  }

  private async make(id: string) {
    const token = await login();
    await this.options.storage.setToken(token, id);
    return token;
  }
}
