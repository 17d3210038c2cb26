import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

class Pool extends EventEmitter {
  async connect(): Promise<void> {
    await delay(5);
    this.emit('ready');
  }
}

async function start(pool: Pool): Promise<void> {
  const ready = once(pool, 'ready');
  await pool.connect();
  await ready;
  console.log('serving');
}

await start(new Pool());
