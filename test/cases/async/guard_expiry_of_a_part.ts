// What was asked about a part of a record is used up by the replacement of the record.
interface Cred {
  token: string;
  expires: number;
}
declare function refresh(token: string): Promise<Cred>;
const isExpired = (c: Cred) => Date.now() > c.expires;

export class Direct {
  constructor(private credentials: Cred) {}
  async token(): Promise<string> {
    if (Date.now() > this.credentials.expires) {
      this.credentials = await refresh(this.credentials.token);
      //| race-across-await
    }
    return this.credentials.token;
  }
}

export class ByHelper {
  constructor(private credentials: Cred) {}
  async token(): Promise<string> {
    if (isExpired(this.credentials)) {
      this.credentials = await refresh(this.credentials.token);
      //| race-across-await
    }
    return this.credentials.token;
  }
}

// One refresh for all who ask meanwhile.
export class Shared {
  private refreshing?: Promise<Cred>;
  constructor(private credentials: Cred) {}
  async token(): Promise<string> {
    if (isExpired(this.credentials)) {
      this.refreshing ??= refresh(this.credentials.token).finally(() => (this.refreshing = undefined));
      this.credentials = await this.refreshing;
    }
    return this.credentials.token;
  }
}

// Looked at again.
export class Again {
  constructor(private credentials: Cred) {}
  async token(): Promise<string> {
    if (isExpired(this.credentials)) {
      const fresh = await refresh(this.credentials.token);
      if (isExpired(this.credentials)) this.credentials = fresh;
    }
    return this.credentials.token;
  }
}
