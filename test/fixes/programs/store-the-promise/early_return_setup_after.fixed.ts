// file: main.ts
import { synchronized } from './interleave-locks.ts';

// What comes after the assignment would be done by everybody who joins.
export interface Connection {
  readonly id: number;
  on(event: string, listener: () => void): void;
}

export class Pool {
  private connection?: Connection;
  closed = 0;

  private readonly connect: () => Promise<Connection>;

  constructor(connect: () => Promise<Connection>) {
    this.connect = connect;
  }

  @synchronized
  async get(): Promise<Connection> {
    if (this.connection) return this.connection;
    this.connection = await this.connect();
    this.connection.on('close', () => (this.closed += 1));
    return this.connection;
  }
}
// file: interleave-locks.ts
// (the lock file for activations)
