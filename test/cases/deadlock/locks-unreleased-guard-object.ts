import { Mutex } from 'async-mutex';
class Guard implements Disposable {
  private readonly release: () => void;
  constructor(release: () => void) {
    this.release = release;
  }
  [Symbol.dispose](): void {
    this.release();
  }
}
const mutex = new Mutex();
async function enter(): Promise<Guard> {
  return new Guard(await mutex.acquire());
}
let n = 0;
export async function bump(load: () => Promise<number>): Promise<void> {
  using _guard = await enter();
  n = await load();
}
export const value = (): number => n;
