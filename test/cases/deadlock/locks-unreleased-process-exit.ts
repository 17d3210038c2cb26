import { Mutex } from 'async-mutex';
const mutex = new Mutex();
export async function stop(): Promise<void> {
  await mutex.acquire();
  process.exit(0);
}
