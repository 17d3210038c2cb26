import AsyncLock from 'async-lock';

const lock = new AsyncLock();
const open = new Set<string>();

export function close(id: string): void {
  void lock.acquire('close', (done: () => void) => {
    //| unreleased-lock
    if (!open.has(id)) {
      return;
    }
    open.delete(id);
    done();
  });
}

export function closeSafely(id: string): void {
  void lock.acquire('close', (done: () => void) => {
    if (!open.has(id)) {
      done();
      return;
    }
    open.delete(id);
    setTimeout(done, 10);
  });
}

export async function closeAsync(id: string): Promise<void> {
  await lock.acquire('close', async () => {
    if (!open.has(id)) return;
    open.delete(id);
  });
}
