import { Mutex } from 'async-mutex';
import { readFile } from 'node:fs';

const mutex = new Mutex();

export async function load(path: string, done: (text: string) => void): Promise<void> {
  const release = await mutex.acquire();
  //| unreleased-lock
  readFile(path, 'utf8', (error, text) => {
    if (error) return;
    done(text);
    release();
  });
}

export async function loadSafely(path: string, done: (text: string) => void): Promise<void> {
  const release = await mutex.acquire();
  readFile(path, 'utf8', (error, text) => {
    release();
    if (error) return;
    done(text);
  });
}

// A recurring event: what it waits for comes with a later one.
export async function until(socket: { on(event: 'data', f: (s: string) => void): void }): Promise<void> {
  const release = await mutex.acquire();
  socket.on('data', (text) => {
    if (text !== 'end') return;
    release();
  });
}
