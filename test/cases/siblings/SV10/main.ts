import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { createServer } from 'node:http';

class Pool {
  readonly #free: Socket[] = [];
  #size = 0;

  constructor(private readonly max: number) {}

  async lease(): Promise<Socket> {
    const idle = this.#free.pop();
    if (idle) return idle;
    if (this.#size >= this.max) throw new Error('pool is exhausted');
    this.#size++;
    try {
      const socket = connect(5432, 'db.example');
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      this.#size--;
      throw error;
    }
  }

  giveBack(socket: Socket): void {
    if (socket.destroyed) this.#size--;
    else this.#free.push(socket);
  }
}

const pool = new Pool(4);
createServer(async (_request, response) => {
  const socket = await pool.lease();
  try {
    socket.write('select 1');
    response.end('sent');
  } finally {
    pool.giveBack(socket);
  }
}).listen(8080);
