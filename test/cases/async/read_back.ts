// What belongs to one call is put into a shared cell, and read back after an await together with the rest of it.
declare function derive(material: string): Promise<string>;
declare function shouldStep(details: object): Promise<boolean>;
declare function send(to: string, body: string): Promise<void>;
declare const emitter: { fire(details: object, event: object): void };
declare const log: { debug(text: string, more: unknown): void };

export class Keys {
  private current = 0;
  private ring: string[] = [];
  private details: object | undefined;
  private query = '';

  async setKey(material: string, index = 0) {
    if (index >= 0) this.current = index % 16;
    const set = await derive(material);
    this.store(set, this.current);
    //| race-across-await: the second's this.current
  }

  private store(set: string, index: number) {
    this.ring[index] = set;
  }

  async onPaused(event: { reason: string }) {
    this.details = { reason: event.reason };
    if (await shouldStep(this.details)) return;
    emitter.fire(this.details, event);
    //| race-across-await
  }

  // Looks whether it is still the one.
  async onPausedOnce(event: { reason: string }) {
    const details = { reason: event.reason };
    this.details = details;
    if (await shouldStep(details)) return;
    if (this.details !== details) return;
    emitter.fire(this.details, event);
  }

  // Uses its own.
  async onPausedOwn(event: { reason: string }) {
    const details = { reason: event.reason };
    this.details = details;
    if (await shouldStep(details)) return;
    emitter.fire(details, event);
  }

  // The newest query is what is wanted.
  async search(query: string) {
    this.query = query;
    await derive('pause');
    await send('server', this.query);
  }

  // Told to nobody but the log.
  async searchLogged(query: string) {
    this.query = query;
    await derive('pause');
    log.debug(query, this.query);
  }
}

let tenant = '';

export async function handle(request: { tenant: string; body: string }) {
  tenant = request.tenant;
  await derive(request.body);
  await send(tenant, request.body);
  //| race-across-await: the second's tenant
}
