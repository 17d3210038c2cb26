declare function refresh(): Promise<{ exp: number }>;
export class X {
  private token?: { exp: number };
  async get() {
    let token = this.token;
    if (!token || token.exp < Date.now()) {
      token = await refresh();
      this.token = token;
      //| race-across-await: this.token
    }
    return token;
  }
}
