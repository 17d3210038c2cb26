import { Mutex, Semaphore } from 'async-mutex';
import AsyncLock from 'async-lock';
import pLimit from 'p-limit';

const one = pLimit(1);
export async function nested(): Promise<void> {
  await one(async () => {
    await one(async () => {});
    //| self-deadlock: nested
  });
}

const lock = new AsyncLock();
export function inner(key: string) {
  return lock.acquire(key, async () => 1);
}
export function outer(key: string) {
  return lock.acquire(key, async () => inner(key));
  //| self-deadlock: outer
}
export function others(a: string, b: string) {
  return lock.acquire(a, async () => inner(b));
  //| lock-order-inversion: others
}

export class Keyed {
  private locks = new Map<string, Mutex>();
  private get(key: string): Mutex {
    let m = this.locks.get(key);
    if (!m) {
      m = new Mutex();
      this.locks.set(key, m);
    }
    return m;
  }
  read(key: string) {
    return this.get(key).runExclusive(() => key.length);
  }
  update(key: string) {
    return this.get(key).runExclusive(async () => this.read(key));
    //| self-deadlock: Keyed.update
  }
}

export class Pool {
  private readonly mutex = new Mutex();
  private items: number[] = [];
  private async lock() {
    return this.mutex.acquire();
  }
  async take(): Promise<number> {
    const release = await this.lock();
    //| unreleased-lock: Pool.take
    const item = this.items.pop();
    if (item === undefined) throw new Error('empty');
    release();
    return item;
  }
  async nestedTake(): Promise<void> {
    const release = await this.lock();
    try {
      await this.take();
      //| self-deadlock: Pool.nestedTake
    } finally {
      release();
    }
  }
}

let chain: Promise<void> = Promise.resolve();
function serialise<T>(work: () => Promise<T>): Promise<T> {
  const result = chain.then(() => work());
  chain = result.then(() => {}, () => {});
  return result;
}
export const a = () => serialise(async () => 1);
export const b = () => serialise(async () => { await a(); });
//| self-deadlock: chain

export class Gate {
  #m = new Mutex();
  async x() {
    await this.#m.acquire();
    try { await this.y(); } finally { this.#m.release(); }
    //| self-deadlock: Gate.#m
  }
  async y() {
    await this.#m.acquire();
    try { } finally { this.#m.release(); }
  }
  async z(flag: boolean) {
    await this.#m.acquire();
    //| unreleased-lock: Gate.z
    if (flag) { this.#m.release(); return 1; }
    return 2;
  }
}

export class ChainLock {
  private p: Promise<void> = Promise.resolve();
  async lock(): Promise<() => void> {
    let release!: () => void;
    const prev = this.p;
    this.p = new Promise<void>((r) => { release = r; });
    await prev;
    return release;
  }
  async work() {
    const release = await this.lock();
    //| unreleased-lock: ChainLock.work
    const r = await fetch('x', { signal: AbortSignal.timeout(3) });
    release();
    return r;
  }
  async again() {
    const release = await this.lock();
    try { await this.work(); } finally { release(); }
    //| self-deadlock: ChainLock.again
  }
}
const sem = new Semaphore(1);
export async function s1() { await sem.runExclusive(() => s2()); }
//| self-deadlock: sem
async function s2() { const [, release] = await sem.acquire(); release(); }
