// file: main.ts
export class Session {
  private token: string | null = null;
  private tokenPromise: Promise<string> | undefined;

  async get(login: () => Promise<string>): Promise<string> {
    if (this.token === null) {
      this.tokenPromise ??= (async () => (this.token = await login()))().finally(() => {
        this.tokenPromise = undefined;
      });
      this.token = await this.tokenPromise;
    }
    return this.token;
  }
}
