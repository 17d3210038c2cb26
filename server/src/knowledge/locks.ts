/**
 * Lock libraries: what their classes and functions do to a lock. Locks that a project writes by hand
 * are not listed anywhere; they are inferred from their bodies (`analysis/locks/infer.ts`).
 */

export type LockMode = 'exclusive' | 'shared';

/** What an acquire gives back once it is granted. */
export type Granted =
  /** A function that releases. */
  | 'releaser'
  /** `[value, release]` (async-mutex Semaphore). */
  | 'tuple'
  /** Nothing; the lock object's own method releases. */
  | 'nothing'
  /** An object with a release method. */
  | 'object'
  /** A disposable. */
  | 'disposable';

/** What one method (or function) of a lock does. */
export type LockOp =
  /** Takes the lock, runs the callback in argument `callback`, releases when its promise settles. */
  | {
      readonly op: 'run';
      readonly callback: number;
      readonly key?: number;
      readonly mode?: LockMode;
      /** A callback with a parameter gets a function there, and keeps the lock until it calls it. */
      readonly done?: true;
    }
  | {
      readonly op: 'acquire';
      readonly grants: Granted;
      readonly releaseMethod?: string;
      readonly key?: number;
      readonly mode?: LockMode;
    }
  /** Takes it only if it is free. */
  | { readonly op: 'try'; readonly grants: Granted; readonly key?: number }
  | { readonly op: 'release'; readonly key?: number; readonly mode?: LockMode }
  /** Waits until the lock is free, without taking it. */
  | { readonly op: 'wait'; readonly key?: number }
  | { readonly op: 'query' };

export interface LockClass {
  readonly module: string;
  readonly name: string;
  /** `mutex` admits one holder, `semaphore` as many as its constructor says, `rw` shared readers. */
  readonly shape: 'mutex' | 'semaphore' | 'rw';
  /** Constructor argument that holds the capacity; a property name when it is in an options object. */
  readonly capacityArg?: number;
  readonly capacityProp?: string;
  /** The owner may take it again. `option` names the constructor option that makes it so. */
  readonly reentrant: boolean;
  readonly reentrantOption?: string;
  /** Keyed by the first argument of its operations: one lock per key. */
  readonly keyed: boolean;
  /** The lock itself is somewhere else, in a server or a file: objects with one key are one lock. */
  readonly outside: boolean;
  /** A work queue or limiter: its tasks are what it serialises. */
  readonly limiter: boolean;
  readonly ops: Readonly<Record<string, LockOp>>;
}

const ASYNC_MUTEX: Readonly<Record<string, LockOp>> = {
  runExclusive: { op: 'run', callback: 0 },
  acquire: { op: 'acquire', grants: 'releaser' },
  release: { op: 'release' },
  isLocked: { op: 'query' },
  getValue: { op: 'query' },
  waitForUnlock: { op: 'wait' },
  cancel: { op: 'query' },
};

const mutex = (
  module: string,
  name: string,
  ops: Readonly<Record<string, LockOp>>,
  more: Partial<LockClass> = {},
): LockClass => ({
  module,
  name,
  shape: 'mutex',
  reentrant: false,
  keyed: false,
  outside: false,
  limiter: false,
  ops,
  ...more,
});

const LOCK_CLASSES: readonly LockClass[] = [
  mutex('async-mutex', 'Mutex', ASYNC_MUTEX),
  mutex(
    'async-mutex',
    'Semaphore',
    { ...ASYNC_MUTEX, acquire: { op: 'acquire', grants: 'tuple' } },
    { shape: 'semaphore', capacityArg: 0 },
  ),
  mutex(
    'async-lock',
    '*',
    { acquire: { op: 'run', callback: 1, key: 0, done: true }, isBusy: { op: 'query' } },
    { keyed: true, reentrantOption: 'domainReentrant' },
  ),
  mutex('await-lock', '*', {
    acquireAsync: { op: 'acquire', grants: 'nothing' },
    tryAcquire: { op: 'try', grants: 'nothing' },
    release: { op: 'release' },
  }),
  mutex(
    'semaphore-async-await',
    '*',
    {
      acquire: { op: 'acquire', grants: 'nothing' },
      wait: { op: 'acquire', grants: 'nothing' },
      tryAcquire: { op: 'try', grants: 'nothing' },
      execute: { op: 'run', callback: 0 },
      release: { op: 'release' },
      signal: { op: 'release' },
    },
    { shape: 'semaphore', capacityArg: 0 },
  ),
  mutex(
    'async-sema',
    'Sema',
    {
      acquire: { op: 'acquire', grants: 'nothing' },
      tryAcquire: { op: 'try', grants: 'nothing' },
      v: { op: 'acquire', grants: 'nothing' },
      release: { op: 'release' },
      p: { op: 'release' },
    },
    { shape: 'semaphore', capacityArg: 0 },
  ),
  mutex(
    'p-queue',
    '*',
    { add: { op: 'run', callback: 0 } },
    { shape: 'semaphore', capacityArg: 0, capacityProp: 'concurrency', limiter: true },
  ),
  mutex(
    'bottleneck',
    '*',
    { schedule: { op: 'run', callback: 0 } },
    { shape: 'semaphore', capacityArg: 0, capacityProp: 'maxConcurrent', limiter: true },
  ),
  ...['redlock', '@sesamecare-oss/redlock'].map((module) =>
    mutex(
      module,
      '*',
      {
        acquire: { op: 'acquire', grants: 'object', releaseMethod: 'release', key: 0 },
        lock: { op: 'acquire', grants: 'object', releaseMethod: 'unlock', key: 0 },
        using: { op: 'run', callback: 2, key: 0 },
      },
      { keyed: true, outside: true },
    ),
  ),
  mutex('rwlockfile', '*', {}, { shape: 'rw', outside: true }),
  mutex('@livekit/mutex', 'Mutex', { lock: { op: 'acquire', grants: 'releaser' }, isLocked: { op: 'query' } }),
  mutex('await-semaphore', 'Mutex', {
    acquire: { op: 'acquire', grants: 'releaser' },
    use: { op: 'run', callback: 0 },
  }),
  mutex(
    'await-semaphore',
    'Semaphore',
    { acquire: { op: 'acquire', grants: 'releaser' }, use: { op: 'run', callback: 0 } },
    { shape: 'semaphore', capacityArg: 0 },
  ),
  ...['es-toolkit', 'es-toolkit/promise'].flatMap((module) => [
    mutex(module, 'Mutex', { acquire: { op: 'acquire', grants: 'nothing' }, release: { op: 'release' } }),
    mutex(
      module,
      'Semaphore',
      { acquire: { op: 'acquire', grants: 'nothing' }, release: { op: 'release' } },
      { shape: 'semaphore', capacityArg: 0 },
    ),
  ]),
  mutex('@sapphire/async-queue', 'AsyncQueue', {
    wait: { op: 'acquire', grants: 'nothing' },
    shift: { op: 'release' },
  }),
  mutex('@esfx/async-mutex', 'AsyncMutex', {
    lock: { op: 'acquire', grants: 'disposable' },
    unlock: { op: 'release' },
  }),
];

/** Functions that lock by themselves: `lockfile.lock(path)`, or that make a lock: `pLimit(1)`, `mutexify()`. */
export type LockFunction =
  | { readonly k: 'op'; readonly op: LockOp; readonly space: string }
  /** Calling the result with a callback runs it exclusively. */
  | { readonly k: 'make-runner'; readonly capacityArg: number; readonly capacityProp?: string }
  /** Calling the result acquires and gives a release function. */
  | { readonly k: 'make-acquirer' }
  /** Gives its first argument back, with a time limit: `withTimeout(mutex, 100)`. */
  | { readonly k: 'decorate-timeout' }
  | { readonly k: 'decorate-try' };

const FUNCTIONS: Readonly<Record<string, LockFunction>> = {
  'async-mutex#withTimeout': { k: 'decorate-timeout' },
  'async-mutex#tryAcquire': { k: 'decorate-try' },
  'p-limit#default': { k: 'make-runner', capacityArg: 0, capacityProp: 'concurrency' },
  'p-limit#pLimit': { k: 'make-runner', capacityArg: 0, capacityProp: 'concurrency' },
  'p-mutex#default': { k: 'make-runner', capacityArg: -1 },
  'mutexify/promise#default': { k: 'make-acquirer' },
  'proper-lockfile#lock': { k: 'op', space: 'file', op: { op: 'acquire', grants: 'releaser', key: 0 } },
  'proper-lockfile#default.lock': { k: 'op', space: 'file', op: { op: 'acquire', grants: 'releaser', key: 0 } },
  'proper-lockfile#unlock': { k: 'op', space: 'file', op: { op: 'release', key: 0 } },
  'proper-lockfile#default.unlock': { k: 'op', space: 'file', op: { op: 'release', key: 0 } },
};

export function lockFunction(module: string, path: readonly string[]): LockFunction | undefined {
  return FUNCTIONS[`${module}#${path.length === 0 ? 'default' : path.join('.')}`];
}

export function lockClass(module: string, name: string): LockClass | undefined {
  return LOCK_CLASSES.find((c) => c.module === module && (c.name === name || c.name === '*' || name === '*'));
}

/** What Web Locks are reached by: `navigator.locks` in browsers and Node 24, `locks` of `worker_threads`. */
export function isWebLocks(module: string, path: readonly string[]): boolean {
  const name = path.join('.');
  if (module === '')
    return (
      name === 'navigator.locks' ||
      name === 'globalThis.navigator.locks' ||
      name === 'window.navigator.locks' ||
      name === 'self.navigator.locks'
    );
  return module === 'worker_threads' && name === 'locks';
}

/** Decorators that run a method under a lock of its object (or of the name that they are given). */
export function isLockDecorator(name: string): boolean {
  return /^(synchronized|serialized|exclusive)$/i.test(name);
}
