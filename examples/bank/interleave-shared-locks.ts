/* eslint-disable */
/**
 * Written by the Interleave extension; it is yours now, change it as you like.
 * Mutual exclusion between threads, for short synchronous work on shared memory. The locks live in one
 * SharedArrayBuffer that every worker inherits, so this file must also be imported (a bare import will do)
 * by the thread that starts the workers, before it starts them.
 */
import { getEnvironmentData, isMainThread, setEnvironmentData, threadId } from 'node:worker_threads';

const KEY = 'interleave-shared-locks';
const SLOTS = 4096;
const FREE = 0;
/** Set beside the owner when somebody sleeps, so that an uncontended unlock wakes nobody. */
const CONTENDED = 1;

function table(): Int32Array {
  const inherited: unknown = getEnvironmentData(KEY);
  if (inherited instanceof SharedArrayBuffer) return new Int32Array(inherited);
  if (!isMainThread) {
    throw new Error('interleave-shared-locks: the thread that starts the workers must import this file, too');
  }
  const made = new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT);
  setEnvironmentData(KEY, made);
  return new Int32Array(made);
}

const cells = table();
const me = (threadId + 1) * 2;
/** How often this thread has entered again what it already holds. */
const depths = new Map<number, number>();

/** The mutex of this name, the same one in every thread of the process. The thread that holds it may enter again. */
export class SharedMutex {
  private readonly slot: number;

  constructor(name: string) {
    let hash = 0;
    for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) >>> 0;
    this.slot = hash % SLOTS;
  }

  lock(): void {
    const depth = depths.get(this.slot);
    if (depth !== undefined) {
      depths.set(this.slot, depth + 1);
      return;
    }
    let seen = Atomics.compareExchange(cells, this.slot, FREE, me);
    while (seen !== FREE) {
      const contended = seen | CONTENDED;
      if (seen === contended || Atomics.compareExchange(cells, this.slot, seen, contended) === seen) {
        Atomics.wait(cells, this.slot, contended);
      }
      // Taken as contended: others may still sleep.
      seen = Atomics.compareExchange(cells, this.slot, FREE, me | CONTENDED);
    }
    depths.set(this.slot, 0);
  }

  unlock(): void {
    const depth = depths.get(this.slot);
    if (depth === undefined) throw new Error('interleave-shared-locks: unlock without lock');
    if (depth > 0) {
      depths.set(this.slot, depth - 1);
      return;
    }
    depths.delete(this.slot);
    if (Atomics.exchange(cells, this.slot, FREE) & CONTENDED) Atomics.notify(cells, this.slot, 1);
  }

  /** Runs synchronous work; an async function would leave the lock at its first `await`. */
  runExclusive<Result>(task: () => Result): Result {
    this.lock();
    try {
      return task();
    } finally {
      this.unlock();
    }
  }
}

type Method = (this: any, ...args: any[]) => any;

export interface SynchronizedDecorator {
  <Wrapped extends Method>(method: Wrapped, context: { readonly kind: 'method' }): Wrapped;
  <Wrapped extends Method>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Wrapped>): void;
}

/**
 * Runs a synchronous method under the mutex of the given name: `@synchronized('bank') transfer() { ... }`.
 * Works with standard decorators and with `experimentalDecorators`.
 */
export function synchronized(name: string): SynchronizedDecorator {
  const mutex = new SharedMutex(name);
  const guarded = (method: Method): Method =>
    function (this: unknown, ...args: unknown[]): unknown {
      return mutex.runExclusive(() => method.apply(this, args));
    };
  return (first: any, _second: unknown, descriptor?: PropertyDescriptor): any => {
    if (descriptor === undefined) return guarded(first);
    descriptor.value = guarded(descriptor.value);
    return undefined;
  };
}
