import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { createServer } from 'node:http';

abstract class Pool<T> {
  private readonly free: T[] = [];
  private size = 0;

  constructor(private readonly max: number) {}

  protected abstract open(): Promise<T>;

  async lease(): Promise<T> {
    const idle = this.free.pop();
    if (idle !== undefined) return idle;
    if (this.size >= this.max) throw new Error('pool is exhausted');
    const made = await this.open();
    this.size++; //~ race-across-await
    return made;
  }

  giveBack(item: T): void {
    this.free.push(item);
  }
}

class SocketPool extends Pool<Socket> {
  protected override async open(): Promise<Socket> {
    const socket = connect(5432, 'db.example');
    await once(socket, 'connect');
    return socket;
  }
}

const pool = new SocketPool(4);
createServer(async (_request, response) => {
  const socket = await pool.lease();
  try {
    socket.write('select 1');
    response.end('sent');
  } finally {
    pool.giveBack(socket);
  }
}).listen(8080);
