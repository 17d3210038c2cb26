import { Mutex } from 'async-mutex';
import { open } from 'node:fs/promises';
declare const db: any;
class DisposableLock {
  private m = new Mutex();
  async lock(): Promise<Disposable> {
    const release = await this.m.acquire();
    return { [Symbol.dispose]: release };
  }
}
const l = new DisposableLock();
export async function usingOk() {
  using _g = await l.lock();
  await fetch('x', { signal: AbortSignal.timeout(1) });
}
export async function usingTwice() {
  using _g = await l.lock();
  await usingOk();
  //| self-deadlock: usingTwice
}
export class Conn {
  private mutex = new Mutex();
  private connected = false;
  async connect() {
    const unlock = await this.mutex.acquire();
    //| unreleased-lock: Conn.connect
    if (this.connected) return;
    try { await db.connect(); this.connected = true; } finally { unlock(); }
  }
  async query(q: string) {
    const unlock = await this.mutex.acquire();
    //| unreleased-lock: Conn.query
    const r = await db.query(q);
    unlock();
    return r;
  }
  async tx(fn: () => Promise<void>) {
    const unlock = await this.mutex.acquire();
    //| unreleased-lock: Conn.tx
    try { await db.begin(); } catch (e) { throw e; }
    try { await fn(); } finally { unlock(); }
  }
  async safe() {
    const unlock = await this.mutex.acquire();
    try { await db.begin(); } catch (e) { unlock(); throw e; }
    unlock();
  }
  async loop(items: string[]) {
    for (const i of items) {
      const unlock = await this.mutex.acquire();
      try { if (!i) continue; await db.q(i); } finally { unlock(); }
    }
  }
  acquireThen() {
    return this.mutex.acquire().then(async (release) => { try { return await db.q(); } finally { release(); } });
  }
  acquireThenBad() {
    return this.mutex.acquire().then(async (release) => { const r = await db.q(); release(); return r; });
  }
  private release?: () => void;
  async begin() { this.release = await this.mutex.acquire(); await db.begin(); }
  async commit() { await db.commit(); this.release?.(); }
  async viaTimeout() {
    const release = await this.mutex.acquire();
    const t = setTimeout(release, 1000);
    await db.q();
    clearTimeout(t);
    release();
  }
}
class Cache {
  private mutex = new Mutex();
  private v = new Map<string, string>();
  async get(k: string) { return this.mutex.runExclusive(async () => this.v.get(k) ?? (await this.fill(k))); }
  //| self-deadlock: Cache.get
  private async fill(k: string) { const v = await db.get(k); await this.set(k, v); return v; }
  async set(k: string, v: string) { await this.mutex.runExclusive(() => { this.v.set(k, v); }); }
  async setMany(xs: [string, string][]) { await this.mutex.runExclusive(async () => { await Promise.all(xs.map(([k, v]) => this.set(k, v))); }); }
  //| self-deadlock: Cache.setMany
  async cb() { await this.mutex.runExclusive(async () => { for (const [k, v] of this.v) { if (k) await this.set(k, v); } }); }
  //| self-deadlock: Cache.cb
  async viaThen() { await this.mutex.runExclusive(() => db.x().then(() => this.set('a', 'b'))); }
  //| self-deadlock: Cache.viaThen
  async chain() { return this.mutex.acquire().then((r) => this.set('a', 'b').finally(r)); }
  //| self-deadlock: Cache.chain
}
export { Cache };
