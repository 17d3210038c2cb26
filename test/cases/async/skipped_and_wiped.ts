// A list that is gone through with awaits, and a mark that is taken back after one.
interface Client {
  send(text: string): Promise<void>;
}

export class Room {
  private readonly clients: Client[] = [];
  private readonly known = new Set<Client>();

  join(client: Client): void {
    this.clients.push(client);
    this.known.add(client);
  }

  leave(client: Client): void {
    this.clients.splice(this.clients.indexOf(client), 1);
    this.known.delete(client);
  }

  async say(text: string): Promise<void> {
    for (const client of this.clients) await client.send(text);
    //| race-across-await: when Room.leave takes something out of this.clients meanwhile (line 16), what comes after it moves up, and the loop skips one
  }

  // Another removal of the same list tells the same.
  async count(text: string): Promise<void> {
    for (let i = 0; i < this.clients.length; i++) await this.clients[i]?.send(text);
  }

  // A copy stays as it is, nothing waits, and a set knows what it has given out.
  async copied(text: string): Promise<void> {
    for (const client of [...this.clients]) await client.send(text);
  }

  started(text: string): void {
    for (const client of this.clients) void client.send(text);
  }

  async each(text: string): Promise<void> {
    for (const client of this.known) await client.send(text);
  }
}

declare function save(data: object): Promise<void>;

export class AutoSave {
  private dirty = false;
  private readonly data: Record<string, string> = {};

  set(key: string, value: string): void {
    this.data[key] = value;
    this.dirty = true;
  }

  async flush(): Promise<void> {
    await save(this.data);
    this.dirty = false;
    //| race-across-await: this.dirty is taken back only after the await on line 56: when AutoSave.set sets it again meanwhile
  }

  get isDirty(): boolean {
    return this.dirty;
  }
}

export class InOrder {
  private dirty = false;
  private readonly data: Record<string, string> = {};

  set(key: string, value: string): void {
    this.data[key] = value;
    this.dirty = true;
  }

  async flush(): Promise<void> {
    while (this.dirty) {
      this.dirty = false;
      await save(this.data);
    }
  }
}

export class Counted {
  private readonly clients: Client[] = [];

  leave(at: number): void {
    this.clients.splice(at, 1);
  }

  async say(text: string): Promise<void> {
    for (let i = 0; i < this.clients.length; i++) await this.clients[i]?.send(text);
    //| race-across-await: The loop over this.clients waits
  }

  async backwards(text: string): Promise<void> {
    for (let i = this.clients.length - 1; i >= 0; i--) await this.clients[i]?.send(text);
  }
}
