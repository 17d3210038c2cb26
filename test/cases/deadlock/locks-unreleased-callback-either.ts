// Either event gives the lock back.
import { Mutex } from 'async-mutex';
import { EventEmitter } from 'node:events';
const mutex = new Mutex();
export async function transfer(stream: EventEmitter): Promise<void> {
  const release = await mutex.acquire();
  stream.once('end', () => release());
  stream.once('error', () => release());
}
