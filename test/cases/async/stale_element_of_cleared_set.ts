import { createServer, type Server, type Socket } from 'node:net';

export class Listener {
  private closed = false;
  private connections = new Set<Socket>();
  private server: Server;
  constructor(private upgrade: (s: Socket) => Promise<void>) {
    this.server = createServer(this.onSocket.bind(this));
  }
  private onSocket(socket: Socket) {
    if (this.closed) {
      socket.destroy();
      return;
    }
    this.upgrade(socket).then(() => {
      this.connections.add(socket);
      //| race-across-await: closed
    });
  }
  async close() {
    this.closed = true;
    this.connections.forEach((c) => c.destroy());
    this.connections.clear();
    this.server.close();
  }
}

export class CarefulListener {
  private closed = false;
  private connections = new Set<Socket>();
  private server: Server;
  constructor(private upgrade: (s: Socket) => Promise<void>) {
    this.server = createServer(this.onSocket.bind(this));
  }
  private onSocket(socket: Socket) {
    if (this.closed) {
      socket.destroy();
      return;
    }
    this.upgrade(socket).then(() => {
      if (this.closed) socket.destroy();
      else this.connections.add(socket);
    });
  }
  async close() {
    this.closed = true;
    this.connections.forEach((c) => c.destroy());
    this.connections.clear();
    this.server.close();
  }
}
