import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

class Pool extends EventEmitter {
  async connect(): Promise<void> {
    await delay(5);
    this.emit('ready'); //~ lost-wakeup | wait-cycle
  }
}

async function start(pool: Pool): Promise<void> {
  await pool.connect(); //~ lost-wakeup | wait-cycle
  await once(pool, 'ready'); //~ lost-wakeup | wait-cycle
  console.log('serving');
}

await start(new Pool());
