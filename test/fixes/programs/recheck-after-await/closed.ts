// finds: race-across-await
// fix: Check this.closed again after the await
// run: run.test.ts
// file: main.ts
export interface Socket {
  end(): void;
}

export class Client {
  private socket: Socket | undefined;
  private closed = false;
  private readonly connect: () => Promise<Socket>;

  constructor(connect: () => Promise<Socket>) {
    this.connect = connect;
  }

  async start(): Promise<void> {
    if (this.closed) return;
    const socket = await this.connect();
    this.socket = socket;
  }

  close(): void {
    this.closed = true;
    this.socket?.end();
    this.socket = undefined;
  }

  get open(): boolean {
    return this.socket !== undefined;
  }
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './main.ts';

const client = new Client(() => sleep(5, { end: () => undefined }));
const started = client.start();
client.close();
await started;
process.exitCode = client.open ? 1 : 0;
