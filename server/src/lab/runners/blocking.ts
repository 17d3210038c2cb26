/**
 * Wraps the calls of Node that wait or work outside of JavaScript, so that they run without the interpreter lock, as
 * C extensions do between Py_BEGIN_ALLOW_THREADS and Py_END_ALLOW_THREADS.
 *
 * Done on the modules at run time and not in the source text: whatever name a call goes by, and however deep in a
 * dependency it is, it ends here. What CPython does for the same work decides what is in the table: files, processes,
 * zlib, `os.urandom` and key derivation release always, hashes only from 2048 bytes on (HASHLIB_GIL_MINSIZE).
 */
import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';

export type RunWithoutLock = <T>(call: () => T) => T;

type Wrapped = (this: unknown, ...args: unknown[]) => unknown;
type Table = Record<string, unknown>;

const HASH_MINIMUM = 2048;

/** Replaces the blocking functions of the calling thread's modules. Cannot be undone; the thread belongs to the lab. */
export function releaseAroundBlockingCalls(without: RunWithoutLock): void {
  const wrap = (holder: unknown, name: string, applies: (args: readonly unknown[]) => boolean = () => true): void => {
    const table = holder as Table;
    const original = table[name];
    if (typeof original !== 'function') return;
    const inner = original as Wrapped;
    const outer: Wrapped = function (this: unknown, ...args) {
      return applies(args) ? without(() => inner.apply(this, args)) : inner.apply(this, args);
    };
    Object.defineProperty(outer, 'name', { value: name });
    Object.assign(outer, inner);
    Object.defineProperty(table, name, { value: outer, writable: true, configurable: true, enumerable: true });
  };
  const synchronous = (holder: object): readonly string[] =>
    Object.keys(holder).filter((name) => name.endsWith('Sync'));

  for (const name of synchronous(fs)) wrap(fs, name);
  for (const name of synchronous(zlib)) wrap(zlib, name);
  for (const name of synchronous(childProcess)) wrap(childProcess, name);
  for (const name of synchronous(crypto)) wrap(crypto, name);
  const noCallback = (args: readonly unknown[]): boolean => typeof args.at(-1) !== 'function';
  wrap(crypto, 'randomBytes', noCallback);
  wrap(crypto, 'hash', (args) => isLarge(args[1]));
  const large = (args: readonly unknown[]): boolean => isLarge(args[0]);
  wrap(Object.getPrototypeOf(crypto.createHash('sha256')), 'update', large);
  wrap(Object.getPrototypeOf(crypto.createHmac('sha256', 'k')), 'update', large);
  wrap(Atomics, 'wait');
  syncBuiltinESMExports();
}

function isLarge(data: unknown): boolean {
  if (typeof data === 'string') return data.length >= HASH_MINIMUM;
  return ArrayBuffer.isView(data) && data.byteLength >= HASH_MINIMUM;
}
