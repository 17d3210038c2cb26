// What a check asks for changes only after the work that it guards: everybody who checks meanwhile does the work, too.
declare function open(): Promise<object>;
declare function load(): Promise<void>;

let users = 0;
let connection: object | undefined;
let ready = false;

export async function acquire(): Promise<object | undefined> {
  if (users === 0) connection = await open();
  //| race-across-await: because users changes only on line 12: the work in between is done twice, and the second overwrites connection
  users++;
  return connection;
}

export async function ensure(): Promise<void> {
  if (!ready) await load();
  ready = true;
  //| race-across-await: because ready changes only on line 18: the work in between is done twice.
}

export class Pool {
  private users = 0;
  private connection: object | undefined;
  async use(): Promise<object | undefined> {
    if (this.users > 0) {
      this.users++;
      return this.connection;
    }
    this.connection = await open();
    //| race-across-await: and the second overwrites this.connection
    this.users++;
    return this.connection;
  }
}

export class Session {
  private calls = 0;
  private token: object | undefined;
  async call(): Promise<object | undefined> {
    if (this.calls < 1) {
      this.token = await open();
      //| race-across-await: because this.calls changes only on line 45
    }
    this.calls += 1;
    return this.token;
  }
}
