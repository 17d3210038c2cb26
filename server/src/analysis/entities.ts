/** What an expression denotes, as far as names, initialisers and annotations tell: the vocabulary of `Resolver`. */
import type { ClassId, ExprOf, FunctionId, TypeRef } from '../facts/core.ts';
import type { FnRef } from './program.ts';

export type Entity =
  /** A function of the program; `self` is the receiver it is bound to, when known. */
  | { readonly k: 'function'; readonly file: string; readonly fn: FunctionId; readonly self?: Entity }
  /** A class itself (its static side). */
  | { readonly k: 'class'; readonly file: string; readonly cls: ClassId }
  /** Some instance of a class of the program (or of a subclass). */
  | { readonly k: 'instance'; readonly file: string; readonly cls: ClassId }
  /** A value of a package or builtin module: `import { readFile } from 'node:fs/promises'` is module 'fs/promises', path ['readFile']. */
  | { readonly k: 'external'; readonly module: string; readonly path: readonly string[] }
  /**
   * An instance of an external class (`name` 'Mutex') or the result of an external call (`name` ends with '()':
   * 'createServer()', '()' for a call of the module itself, 'Router().route()' for chains). JavaScript's own
   * classes have module ''. `args` are resolved type arguments, where written.
   */
  | {
      readonly k: 'externalInstance';
      readonly module: string;
      readonly name: string;
      readonly args?: readonly Entity[];
    }
  /** A global: ['Atomics', 'wait'], ['process', 'on'], ['fetch']. */
  | { readonly k: 'global'; readonly path: readonly string[] }
  /** `import * as ns` of a file of the program, or its CommonJS exports object. */
  | { readonly k: 'namespace'; readonly file: string }
  | { readonly k: 'object'; readonly file: string; readonly expr: ExprOf<'object'>; readonly owner: FnRef }
  /** A value described by an interface or object type only. */
  | { readonly k: 'shape'; readonly file: string; readonly type: TypeRef; readonly name: string }
  /** A member of something external, not called yet: `mutex.acquire`. */
  | { readonly k: 'member'; readonly of: Entity; readonly name: string }
  | { readonly k: 'array'; readonly of: Entity }
  | { readonly k: 'promise'; readonly of: Entity }
  | { readonly k: 'unknown' };

export const UNKNOWN: Entity = { k: 'unknown' };

/** What a call may run. */
export type Callee =
  | { readonly k: 'function'; readonly file: string; readonly fn: FunctionId; readonly self?: Entity }
  /** `readFile(...)` of a package or builtin module. */
  | { readonly k: 'external'; readonly module: string; readonly path: readonly string[] }
  /** `Atomics.wait(...)`, `fetch(...)`, `setTimeout(...)`. */
  | { readonly k: 'global'; readonly path: readonly string[] }
  /** A method of something that is not of the program: `map.set(...)` on a Map, `mutex.acquire()`; also on shapes and unknowns. */
  | { readonly k: 'method'; readonly on: Entity; readonly name: string };

/** 'node:fs' -> 'fs'. */
export function moduleName(specifier: string): string {
  return specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier;
}

export function external(module: string, path: readonly string[]): Entity {
  const kept = path.filter((name) => name !== 'default');
  if (kept[0] === 'promises' && (module === 'fs' || module === 'dns' || module === 'timers' || module === 'stream')) {
    return { k: 'external', module: `${module}/promises`, path: kept.slice(1) };
  }
  return { k: 'external', module, path: kept };
}
