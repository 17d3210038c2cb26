import { Mutex } from 'async-mutex';
const mutex = new Mutex();
let mode = 'idle';
export async function step(kind: 'start' | 'stop' | 'noop'): Promise<void> {
  await mutex.acquire();
  //| unreleased-lock
  switch (kind) {
    case 'start':
      mode = 'running';
      break;
    case 'stop':
      mode = 'idle';
      break;
    case 'noop':
      return;
  }
  mutex.release();
}
export const current = (): string => mode;
