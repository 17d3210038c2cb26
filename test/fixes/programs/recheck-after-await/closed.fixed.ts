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
    if (this.closed) return;
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
