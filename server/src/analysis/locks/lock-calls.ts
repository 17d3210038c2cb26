/** Calls that do something to a lock: of lock libraries, and of locks inferred from their bodies. */
import type { Expr, ExprOf } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { bindingOf, classOf, fnKey, fnOf, type FnRef, place } from '../program.ts';
import type { Callee } from '../resolve.ts';
import { bare } from '../walk.ts';
import { noteNeverDone } from './callbacks.ts';
import { runClosure } from './calls.ts';
import {
  EMPTY_RUN,
  type Hold,
  type Lock,
  type LockEvent,
  NONE,
  pathKey,
  type PathVal,
  vaguePath,
  type Val,
} from './domain.ts';
import { elementAt, evaluate, variablePath } from './expressions.ts';
import { parameterOf } from './outside-calls.ts';
import type { Frame, State } from './frame.ts';
import { freeLock, noteClash } from './holding.ts';
import type { LibraryCall } from './identify.ts';

export function callLibraryLock(frame: Frame, e: ExprOf<'call'>, lib: LibraryCall, st: State): Val {
  const at = place(frame.file, e.at);
  const { op } = lib;
  const keyExpr = 'key' in op && op.key !== undefined ? e.args[op.key] : undefined;
  const lock = libraryLock(frame, lib, keyExpr, st, 'mode' in op && op.mode !== undefined ? op.mode : 'exclusive');
  if (lock === undefined) return NONE;
  return applyOp(
    frame,
    op.op,
    lock,
    e,
    at,
    st,
    op.op === 'run' ? op.callback : 0,
    op.op === 'acquire' ? op.grants : 'nothing',
    op.op === 'run' && op.done === true,
  );
}

function libraryLock(
  frame: Frame,
  lib: LibraryCall,
  keyExpr: Expr | undefined,
  st: State,
  mode: Lock['mode'],
): Lock | undefined {
  const common = {
    mode,
    capacity: lib.capacity,
    shape: lib.shape,
    reentrant: lib.reentrant,
    timed: lib.timed,
    limiter: lib.limiter,
    ...(lib.unit === undefined ? {} : { unit: lib.unit }),
  };
  if (lib.space !== 'object') {
    const key = keyExpr === undefined ? NONE : evaluate(frame, keyExpr, st);
    const step = key.k === 'const' ? `[=${String(key.v)}]` : key.k === 'path' ? `[${pathKey(key.path)}]` : '[?]';
    const cls =
      key.k === 'const'
        ? `${lib.space}${step}`
        : key.k === 'path' && !/^(p\d|this)/.test(key.path.root)
          ? `${lib.space}${step}`
          : lib.space;
    return {
      ...common,
      path: { root: lib.space, steps: [step] },
      cls,
      name: key.k === 'const' ? `'${String(key.v)}'` : key.k === 'path' ? key.name : 'the lock',
    };
  }
  if (lib.target === undefined) return undefined;
  const val = evaluate(frame, lib.target, st);
  if (val.k !== 'path') {
    return { ...common, path: vaguePath(), cls: undefined, name: 'a lock' };
  }
  if (lib.keyed && keyExpr !== undefined) {
    const keyed = elementAt(frame, val, keyExpr, st);
    if (keyed.k === 'path') return { ...common, path: keyed.path, cls: keyed.cls, name: keyed.name };
  }
  return { ...common, path: val.path, cls: val.cls, name: val.name };
}

export function callInferredLock(
  frame: Frame,
  e: ExprOf<'call'>,
  c: Extract<Callee, { k: 'function' }>,
  st: State,
): Val {
  const op = frame.it.inferred.ops.get(fnKey(c));
  const callee = bare(e.callee);
  const at = place(frame.file, e.at);
  if (op === undefined) return NONE;
  const member = fnOf(frame.it.program, c).cls !== undefined;
  const target: Val = callee.k === 'member' ? evaluate(frame, callee.obj, st) : NONE;
  let val: PathVal;
  if (member && target.k === 'path') {
    const cls = fnOf(frame.it.program, c).cls;
    const own = `C:${c.file}#${cls ?? 0}`;
    val =
      target.path.root === 'this' && target.path.steps.length === 0
        ? {
            ...target,
            cls: own,
            name: `${classOf(frame.it.program, { file: c.file, cls: cls ?? 0 }).name}.${op.field}`,
          }
        : target;
  } else if (!member) val = closureLock(frame, c, callee, target, op.field);
  else val = { k: 'path', path: vaguePath(), cls: undefined, name: 'a lock' };
  if (op.field.endsWith('[]')) {
    const [key] = e.args;
    const keyed = key === undefined ? NONE : elementAt(frame, val, key, st);
    val = keyed.k === 'path' ? keyed : { ...val, path: vaguePath() };
  }
  const shape = op.op === 'acquire' || op.op === 'run' ? (op.shape ?? 'mutex') : op.mode === 'shared' ? 'rw' : 'mutex';
  const lock: Lock = {
    path: val.path,
    cls: val.cls,
    name: val.name,
    mode: op.op === 'run' ? 'exclusive' : op.mode,
    capacity: shape === 'semaphore' ? undefined : 1,
    shape,
    reentrant: false,
    timed: false,
    limiter: false,
  };
  return applyOp(
    frame,
    op.op,
    lock,
    e,
    at,
    st,
    op.op === 'run' ? op.callback : 0,
    op.op === 'acquire' ? op.grants : 'nothing',
  );
}

/** A lock whose state is a variable: of the module, or of the call of a factory that made the function. */
function closureLock(frame: Frame, c: FnRef, callee: Expr, target: Val, field: string): PathVal {
  const key = `f:${c.file}#${field}`;
  const own: PathVal = { k: 'path', path: { root: key, steps: [] }, cls: key, name: field };
  if (fnOf(frame.it.program, c).parent === 0) return own;
  // Whoever holds what the factory gave out holds the lock.
  if (callee.k === 'member') {
    if (target.k === 'path') return target;
  } else if (callee.k === 'var') {
    const holder = variablePath(frame, callee.b);
    if (bindingOf(frame.it.program, frame.file, callee.b).kind !== 'function') return holder;
  }
  return { ...own, path: vaguePath() };
}

function applyOp(
  frame: Frame,
  op: string,
  lock: Lock,
  e: ExprOf<'call'>,
  at: Place,
  st: State,
  callbackIndex: number,
  grants: string,
  done = false,
): Val {
  const args = e.args.map((arg) => evaluate(frame, arg, st));
  const fresh = [...st.fresh].map((b) => `v:${frame.file}#${b}`);
  const acquire: LockEvent = { k: 'acquire', lock, at, fn: frame.ref, held: [], trace: [], fresh };
  switch (op) {
    case 'run': {
      const callback = args[callbackIndex];
      const inside = { lock, at };
      const index = callback?.k === 'path' ? parameterOf(callback.path) : undefined;
      if (callback?.k === 'path' && index !== undefined && callback.path.steps.length < 2) {
        return {
          k: 'promise',
          run: {
            ...EMPTY_RUN,
            events: [
              acquire,
              {
                k: 'param',
                index,
                prop: callback.path.steps[0],
                args: [],
                way: st.branches,
                at,
                fn: frame.ref,
                held: [inside],
                trace: [],
              },
            ],
          },
        };
      }
      if (callback?.k !== 'fn') return { k: 'promise', run: { ...EMPTY_RUN, events: [acquire] } };
      const fn = fnOf(frame.it.program, callback.ref);
      if (done) noteNeverDone(frame, callback.ref, lock, at, st);
      const run = runClosure(frame, callback.ref, [], st);
      const all = run.value.k === 'promise' && !fn.async ? [...run.events, ...run.value.run.events] : run.events;
      const value = run.value.k === 'promise' ? run.value.run.value : run.value;
      return { k: 'promise', run: { ...EMPTY_RUN, events: [acquire, ...insideLock(frame, inside, all)], value } };
    }
    case 'acquire': {
      const token = frame.it.nextToken();
      const release: Val = { k: 'release', token };
      const value: Val =
        grants === 'tuple' ? { k: 'tuple', vals: [NONE, release] } : grants === 'nothing' ? NONE : release;
      return {
        k: 'promise',
        run: {
          events: [acquire],
          holds: [{ lock, at, token, manual: true, moved: false }],
          freed: [],
          value,
          parallel: false,
        },
      };
    }
    case 'try':
      return { k: 'tried', hold: { lock, at, token: frame.it.nextToken(), manual: true, moved: false } };
    case 'wait':
      return {
        k: 'promise',
        run: { ...EMPTY_RUN, events: [{ k: 'await-free', lock, at, fn: frame.ref, held: [], trace: [] }] },
      };
    case 'release':
      if (lock.cls !== undefined) frame.notes.released.add(lock.cls);
      freeLock(frame, lock.path, st, at);
      return { k: 'promise', run: EMPTY_RUN };
    default:
      return NONE;
  }
}

/** Events of a callback, under the lock that runs it. */
function insideLock(
  frame: Frame,
  inside: { lock: Lock; at: Place },
  events: readonly LockEvent[],
): readonly LockEvent[] {
  const hold: Hold = { ...inside, token: -1, manual: false, moved: false };
  return events.map((x) => {
    if (x.k === 'acquire' || x.k === 'await-free') noteClash(frame, hold, x);
    return (x.fresh ?? []).includes(inside.lock.path.root) ? x : { ...x, held: [inside, ...x.held] };
  });
}
