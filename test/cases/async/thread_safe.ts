// @threadSafe promises that calls may overlap, whoever calls today: the promise is held against the code.
declare function connect(): Promise<object>;

/** @threadSafe */
class Pool {
  private client: object | undefined;

  async get(): Promise<object> {
    if (!this.client) {
      this.client = await connect();
      //| race-across-await: Two calls of Pool.get
    }
    return this.client;
  }
}

// Nobody promises anything, and the module calls it once.
class Once {
  private client: object | undefined;

  async get(): Promise<object> {
    if (!this.client) {
      this.client = await connect();
    }
    return this.client;
  }
}

let loaded: object | undefined;

/** @threadSafe */
async function load(): Promise<object> {
  if (!loaded) {
    loaded = await connect();
    //| race-across-await: Two calls of load
  }
  return loaded;
}

/** @threadSafe */
class Kept {
  private client: Promise<object> | undefined;

  get(): Promise<object> {
    this.client ??= connect();
    return this.client;
  }
}

await new Pool().get();
await new Once().get();
await new Kept().get();
await load();
