/**
 * Locks that a project writes by hand, found by what their bodies do: a promise chain that every caller
 * appends to, a state that is waited for, taken and freed, and a queue of waiters that a release takes from. No name
 * decides, except which half of a reader-writer lock is the reading one.
 */
import type { Expr, FunctionFacts, FunctionId } from '../../facts/core.ts';
import type { LockMode } from '../../knowledge/locks.ts';
import type { CallGraph } from '../callgraph.ts';
import { factsOf, fnKey, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { keptFor, type Kept, type Tracker } from '../tracking.ts';
import { bare, forEachExprIn, forEachStmt, textOf } from '../walk.ts';
import { turnOps } from './turns.ts';
import { waiterQueue } from './waiter-queues.ts';

export type InferredOp =
  | {
      readonly op: 'run';
      readonly callback: number;
      readonly shape?: 'mutex' | 'semaphore' | 'rw';
      readonly field: string;
    }
  | {
      readonly op: 'acquire';
      readonly grants: 'releaser' | 'nothing';
      readonly mode: LockMode;
      readonly shape: 'mutex' | 'semaphore' | 'rw';
      readonly field: string;
    }
  | { readonly op: 'release'; readonly mode: LockMode; readonly field: string };

export interface Inferred {
  /** By function key. */
  readonly ops: ReadonlyMap<string, InferredOp>;
  /** Queues that functions wait in (`class field`), by function key; locks are not among them. */
  readonly parks: ReadonlyMap<string, string>;
  /** Functions that take a waiter out of a queue, by queue. */
  readonly grants: ReadonlyMap<string, readonly FnRef[]>;
}

/** What each file's bodies say, kept between runs. */
const byFile = new WeakMap<Tracker, Kept<string, Inferred>>();

export function inferLocks(program: Program, resolver: Resolver, graph: CallGraph): Inferred {
  const ops = new Map<string, InferredOp>();
  const parks = new Map<string, string>();
  const grants = new Map<string, readonly FnRef[]>();
  const kept = keptFor(byFile, resolver.tracker);
  for (const file of program.files.keys()) {
    const own = kept.get(file, () => inferredIn(program, graph, file));
    for (const [key, op] of own.ops) ops.set(key, op);
    for (const [key, queue] of own.parks) parks.set(key, queue);
    for (const [queue, takers] of own.grants) grants.set(queue, takers);
  }
  return { ops, parks, grants };
}

function inferredIn(program: Program, graph: CallGraph, file: string): Inferred {
  const facts = factsOf(program, file);
  const ops = new Map<string, InferredOp>();
  const parks = new Map<string, string>();
  const grants = new Map<string, FnRef[]>();
  const nested = nestedOf(facts.functions);
  for (const fn of facts.functions) {
    if (fn.kind === 'module') continue;
    const op = chainOp(program, graph, { file, fn: fn.id }, fn, nested);
    if (op !== undefined) ops.set(fnKey({ file, fn: fn.id }), op);
  }
  for (const cls of facts.classes) waiterQueue(program, file, cls, nested, ops, parks, grants);
  for (const { fn, op } of turnOps(program, graph, file, facts, nested)) {
    const key = fnKey({ file, fn: fn.id });
    if (ops.has(key)) continue;
    ops.set(key, op);
    parks.delete(key);
  }
  return { ops, parks, grants };
}

export type Nested = ReadonlyMap<FunctionId, readonly FunctionFacts[]>;

/** A function with the closures inside it. */
function nestedOf(functions: readonly FunctionFacts[]): Nested {
  const found = new Map<FunctionId, FunctionFacts[]>();
  for (const fn of functions) {
    for (
      let at: FunctionFacts | undefined = fn;
      at !== undefined;
      at = at.parent === undefined ? undefined : functions[at.parent]
    ) {
      const list = found.get(at.id);
      if (list === undefined) found.set(at.id, [fn]);
      else list.push(fn);
      if (at.kind === 'method' || at.parent === 0) break;
    }
  }
  return found;
}

// ------------------------------------------------------------------------------------------ promise chains

/** `const result = this.tail.then(task); this.tail = result.catch(...)`, and its await and acquire forms. */
function chainOp(
  program: Program,
  graph: CallGraph,
  ref: FnRef,
  fn: FunctionFacts,
  nested: Nested,
): InferredOp | undefined {
  const names = (b: number): string => program.files.get(ref.file)?.bindings[b]?.name ?? '';
  const aliases = new Map<string, string>();
  const assigned = new Set<string>();
  const waited = new Set<string>();
  const isCell = (e: Expr): string | undefined => {
    let inner = bare(e);
    // `this.tail ?? Promise.resolve()`, `chains.get(key) ?? Promise.resolve()`
    if (inner.k === 'logical') inner = bare(inner.left);
    if (inner.k === 'call' && inner.callee.k === 'member' && inner.callee.prop === 'get') {
      const map = textOf(inner.callee.obj, names);
      return map === undefined ? undefined : `${map}[]`;
    }
    if (inner.k === 'index') {
      const obj = textOf(inner.obj, names);
      return obj === undefined ? undefined : `${obj}[]`;
    }
    if (inner.k === 'member' && (inner.obj.k === 'this' || inner.obj.k === 'var')) return textOf(inner, names);
    if (inner.k !== 'var') return undefined;
    const binding = program.files.get(ref.file)?.bindings[inner.b];
    if (binding === undefined || binding.kind === 'param') return undefined;
    return binding.owner === ref.fn ? (aliases.get(binding.name) ?? undefined) : binding.name;
  };
  forEachStmt(fn.body, (s) => {
    if (s.k !== 'let') return;
    for (const d of s.decls) {
      if (d.target.k !== 'bind' || d.init === undefined) continue;
      const cell = isCell(d.init);
      if (cell !== undefined) aliases.set(names(d.target.b), cell);
    }
  });
  const visit = (e: Expr): void => {
    if (e.k === 'assign' && e.op === '=') {
      const target =
        e.target.k === 'expr'
          ? isCellTarget(e.target.e, names)
          : e.target.k === 'bind'
            ? outerName(program, ref, e.target.b)
            : undefined;
      if (target !== undefined && isChained(e.value)) assigned.add(target);
    }
    if (e.k === 'call' && e.callee.k === 'member') {
      if (e.callee.prop === 'set' && e.args.length === 2) {
        const map = textOf(e.callee.obj, names);
        if (map !== undefined && e.args[1] !== undefined && isChained(e.args[1])) assigned.add(`${map}[]`);
      }
      if (e.callee.prop === 'then' || e.callee.prop === 'finally' || e.callee.prop === 'catch') {
        let from: Expr = e.callee.obj;
        while (from.k === 'call' && from.callee.k === 'member' && /^(then|catch|finally)$/.test(from.callee.prop))
          from = from.callee.obj;
        const cell = isCell(from);
        if (cell !== undefined) {
          waited.add(cell);
        }
      }
    }
    if (e.k === 'await') {
      const cell = isCell(e.e);
      if (cell !== undefined) waited.add(cell);
    }
  };
  for (const inner of nested.get(fn.id) ?? [fn])
    if (inner.id === fn.id || inner.lexicalThis) forEachExprIn(inner, visit);
  const cell = [...assigned].find((c) => waited.has(c));
  if (cell === undefined) return undefined;
  const callback = fn.params.findIndex((p, i) => p.target.k === 'bind' && graph.invokes(ref, i));
  const field = cell.replace(/^this\./, '');
  if (callback >= 0) return { op: 'run', callback, field };
  // The acquire form gives a release function out.
  let gives = false;
  for (const inner of nested.get(fn.id) ?? [fn]) {
    forEachStmt(inner.body, (s) => {
      if (s.k !== 'return' || s.e === undefined) return;
      const e = bare(s.e);
      const at = e.k === 'var' ? program.files.get(ref.file)?.bindings[e.b] : undefined;
      if (
        e.k === 'func' ||
        (at !== undefined && at.owner === ref.fn && (at.reassigned || at.init?.k === 'func') && inner.id !== 0)
      )
        gives = true;
    });
  }
  return gives && createsGate(nested.get(fn.id) ?? [fn])
    ? { op: 'acquire', grants: 'releaser', mode: 'exclusive', shape: 'mutex', field }
    : undefined;
}

/** The next link is a promise that somebody else will wait for, not some value. */
function isChained(e: Expr): boolean {
  let inner = bare(e);
  if (inner.k === 'await') return false;
  if (inner.k === 'var') return true;
  if (inner.k === 'new') return inner.callee.k === 'global' && inner.callee.name === 'Promise';
  while (inner.k === 'call' && inner.callee.k === 'member') {
    if (/^(then|catch|finally)$/.test(inner.callee.prop)) return true;
    inner = bare(inner.callee.obj);
  }
  return false;
}

function isCellTarget(e: Expr, names: (b: number) => string): string | undefined {
  if (e.k === 'index') {
    const obj = textOf(e.obj, names);
    return obj === undefined ? undefined : `${obj}[]`;
  }
  return e.k === 'member' ? textOf(e, names) : undefined;
}

function outerName(program: Program, ref: FnRef, b: number): string | undefined {
  const binding = program.files.get(ref.file)?.bindings[b];
  return binding === undefined || binding.owner === ref.fn ? undefined : binding.name;
}

function createsGate(fns: readonly FunctionFacts[]): boolean {
  let found = false;
  for (const fn of fns) {
    forEachExprIn(fn, (e) => {
      if (e.k === 'new' && e.callee.k === 'global' && e.callee.name === 'Promise') found = true;
      if (e.k === 'call' && e.callee.k === 'member' && e.callee.prop === 'withResolvers') found = true;
    });
  }
  return found;
}
