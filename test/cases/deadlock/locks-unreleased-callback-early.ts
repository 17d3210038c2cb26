// The callback holds the only release and leaves early.
import { Mutex } from 'async-mutex';
import { EventEmitter } from 'node:events';
const mutex = new Mutex();
export async function transfer(stream: EventEmitter, wanted: number): Promise<void> {
  const release = await mutex.acquire();
  //| unreleased-lock
  stream.on('end', (size: number) => {
    if (size !== wanted) return;
    release();
  });
}
