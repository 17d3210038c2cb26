// finds: race-across-await
// fix: Share one attempt: keep its promise in connectionPromise
// run: run.test.ts
// file: main.ts
export interface Connection {
  readonly id: number;
}

export class Pool {
  private connection?: Connection;

  private readonly connect: (delay: number) => Promise<Connection>;

  constructor(connect: (delay: number) => Promise<Connection>) {
    this.connect = connect;
  }

  async get(): Promise<Connection> {
    if (this.connection) return this.connection;
    const delay = 5;
    this.connection = await this.connect(delay);
    return this.connection;
  }
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from './main.ts';

let made = 0;
const pool = new Pool((delay) => sleep(delay, { id: ++made }));
const connections = await Promise.all([pool.get(), pool.get(), pool.get()]);
process.exitCode = made === 1 && new Set(connections).size === 1 ? 0 : 1;
