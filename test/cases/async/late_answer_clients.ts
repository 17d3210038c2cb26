// Clients whose calls are named like those of lists, maps and stores: their answers come late as all others.
interface Client {
  find(id: string): Promise<{ name: string }>;
  get(id: string): Promise<{ name: string }>;
  findOne(where: object): Promise<{ name: string } | undefined>;
}
interface Repository {
  find(where: object): Promise<{ name: string }[]>;
}

export class Finding {
  private id = '';
  private name = '';
  constructor(private readonly api: Client) {}
  async show(id: string): Promise<void> {
    this.id = id;
    const { name } = await this.api.find(id);
    this.name = name;
    //| race-across-await
  }
}

export class Getting {
  private id = '';
  private name = '';
  constructor(private readonly client: Client) {}
  async show(id: string): Promise<void> {
    this.id = id;
    const person = await this.client.get(id);
    this.name = person.name;
    //| race-across-await
  }
}

export class FirstOfList {
  private id = '';
  private name = '';
  constructor(private readonly users: Repository) {}
  async show(id: string): Promise<void> {
    this.id = id;
    const [first] = await this.users.find({ id });
    this.name = first.name;
    //| race-across-await
  }
}

/** Looks whether it is still the one that is wanted. */
export class Checked {
  private id = '';
  private name = '';
  constructor(private readonly api: Client) {}
  async show(id: string): Promise<void> {
    this.id = id;
    const { name } = await this.api.find(id);
    if (this.id !== id) return;
    this.name = name;
  }
}

/** By what was asked for: every answer has its place. */
export class ByKey {
  private readonly names = new Map<string, string>();
  private readonly people = [{ id: 'a', name: 'A' }];
  constructor(private readonly client: Client) {}
  async show(id: string): Promise<void> {
    const person = await this.client.get(id);
    this.names.set(id, person.name);
  }
  first(): string {
    return this.people.find((p) => p.id === 'a')?.name ?? '';
  }
}
