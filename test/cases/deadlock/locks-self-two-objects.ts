// The lock is taken again two objects further on: the part was made with the very service that holds it.
import { Mutex } from 'async-mutex';

class Records {
  async remove(id: string): Promise<void> {
    console.log(id);
  }
  async all(): Promise<string[]> {
    return [];
  }
}

class Service {
  private readonly mutex = new Mutex();
  private readonly records = new Records();

  async withRecords<T>(work: (records: Records) => Promise<T>): Promise<T> {
    return this.mutex.runExclusive(async () => work(this.records));
  }
}

class Uploads {
  constructor(private readonly service: Service) {}

  async clean(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.drop(id);
  }

  async drop(id: string): Promise<void> {
    await this.service.withRecords(async (records) => records.remove(id));
  }
}

export class Queue {
  private readonly service = new Service();
  private readonly uploads: Uploads;

  constructor() {
    this.uploads = new Uploads(this.service);
  }

  async sync(): Promise<void> {
    await this.service.withRecords(async (records) => {
      await this.uploads.clean(await records.all());
      //| self-deadlock: Queue.sync holds Service.mutex
    });
  }

  // Afterwards the lock is free again.
  async later(): Promise<void> {
    const ids = await this.service.withRecords(async (records) => records.all());
    await this.uploads.clean(ids);
  }
}

// Given both by its maker: the constructor hands on what it was given.
export class Panel {
  private readonly uploads: Uploads;

  constructor(private readonly service: Service) {
    this.uploads = new Uploads(service);
  }

  async reset(): Promise<void> {
    await this.service.withRecords(async () => this.uploads.drop('x'));
    //| self-deadlock: Panel.reset
  }
}

// Two services: nobody waits for himself, and nobody takes them the other way round.
export class Mirror {
  private readonly first = new Service();
  private readonly uploads = new Uploads(new Service());

  async copy(): Promise<void> {
    await this.first.withRecords(async (records) => {
      await this.uploads.clean(await records.all());
    });
  }
}
