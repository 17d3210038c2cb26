/**
 * Recognises mutual exclusion between activations: lock libraries, Web Locks, promise chains, and locks
 * that only their names tell of. Generous on purpose: a lock that is not one costs a finding, a lock that is
 * overlooked costs the reader's trust.
 */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { isWebLocks, lockClass, lockFunction, type LockOp } from '../../knowledge/locks.ts';
import type { Entity } from '../entities.ts';
import type { FnRef } from '../program.ts';
import { bare, forEachExprIn } from '../walk.ts';
import { show } from './cells.ts';
import { makerOfLock } from './lock-owners.ts';
import type { Frame, Machine } from './machine.ts';
import type { Held } from './state.ts';

export type LockUse =
  | {
      readonly k: 'run';
      readonly callback: number;
      readonly key: string;
      readonly show: string;
      readonly known: boolean;
      readonly maker?: FnRef;
    }
  | {
      readonly k: 'acquire';
      readonly key: string;
      readonly show: string;
      readonly known: boolean;
      readonly maker?: FnRef;
    }
  | { readonly k: 'release'; readonly key: string }
  | { readonly k: 'wait'; readonly key: string; readonly show: string }
  | { readonly k: 'none' };

const LOCKISH =
  /lock|mutex|semaphore|exclusive|critical|serializ|serialis|sequentializ|sequencer|transaction|atomic(?!s)/i;
const LOCKISH_RECEIVER =
  /lock|mutex|semaphore|sem$|serial|sequencer|queue$|chain$|limiter|limit$|throttler|transaction/i;
const RUNS =
  /^(run|add|use|with|enqueue|push|exec|execute|dispatch|request|do|schedule|lock|withLock|queue|perform|submit|call|acquire|runExclusive|process|next|then|serialize|runInQueue|task)/i;
const RUN_NAME =
  /(with|using|in|under|acquire|hold|do|run|exec|execute|perform)\w*(lock|mutex|semaphore|transaction|exclusive|atomic|serial|queue|critical|sequen|synchron)|^(exclusive|locked|serialize|serialise|synchronized|synchronize|sequentially|atomically|enqueue|singleflight|dedupe|lock|mutex|queue|queued|transaction|\$transaction)$/i;
const ACQUIRE_NAME =
  /^(acquire|lock|take|enter|obtain|grab)$|^(acquire|take|obtain|get|await|enter)\w*(lock|mutex|semaphore|slot|permit)|^lock[A-Z]\w*$/i;
const RELEASE_NAME = /^(release|unlock|free|leave|exit|signal|done)$|^(release|unlock)\w*/i;

const NONE: LockUse = { k: 'none' };

export function lockUse(m: Machine, f: Frame, e: ExprOf<'call'>): LockUse {
  const callee = bare(e.callee);
  const name =
    callee.k === 'member'
      ? callee.prop
      : callee.k === 'var'
        ? (f.facts.bindings[callee.b]?.name ?? '')
        : callee.k === 'global'
          ? callee.name
          : '';
  if (callee.k === 'member') {
    const on = m.resolver.entityOf(f.ref, callee.obj);
    const text = lockText(m, f, callee.obj);
    if (
      (on.k === 'external' || on.k === 'global') &&
      isWebLocks(on.k === 'external' ? on.module : '', on.path) &&
      name === 'request'
    ) {
      const key = e.args[0]?.k === 'const' ? String(e.args[0].value) : text;
      return { k: 'run', callback: e.args.length - 1, key: `weblock:${key}`, show: key, known: true };
    }
    if (on.k === 'externalInstance') {
      const cls = lockClass(on.module, on.name.replace(/\(\)$/, ''));
      const op = cls?.ops[name];
      if (cls !== undefined && op !== undefined)
        return cls.shape === 'semaphore' && isWide(m, f, callee.obj)
          ? NONE
          : owned(m, f, callee.obj, cls.outside, useOf(op, lockKey(m, f, callee.obj), text));
      if (
        lockFunction(
          on.module,
          on.name
            .replace(/\(\)$/, '')
            .split('.')
            .filter((x) => x !== ''),
        )?.k === 'make-acquirer'
      )
        return owned(m, f, callee.obj, false, {
          k: 'acquire',
          key: lockKey(m, f, callee.obj),
          show: text,
          known: true,
        });
    }
    if (on.k === 'external') {
      const fn = lockFunction(on.module, [...on.path, name]);
      if (fn?.k === 'op') return useOf(fn.op, `${fn.space}:${show(m.program, f.ref.file, e.args[0] ?? e)}`, text);
    }
    if (on.k === 'instance' || on.k === 'array') return ownLock(m, f, e, callee, name);
    return byName(m, f, e, name, callee.obj);
  }
  const target = m.resolver.entityOf(f.ref, callee);
  if (target.k === 'external') {
    const fn = lockFunction(target.module, target.path);
    if (fn?.k === 'op') return useOf(fn.op, `${fn.space}:${show(m.program, f.ref.file, e.args[0] ?? e)}`, name);
  }
  const maker = makerOf(m, f, target);
  if (maker !== undefined) {
    if (maker === 'wide') return NONE;
    const use = { k: maker, callback: 0, key: lockKey(m, f, callee), show: name, known: true } as LockUse;
    return owned(m, f, callee, false, use);
  }
  if (target.k === 'function') return NONE;
  return byName(m, f, e, name, undefined);
}

/** With the function that makes the lock; `outside` the program the same lock may be taken through many objects. */
function owned(m: Machine, f: Frame, lock: Expr, outside: boolean, use: LockUse): LockUse {
  const maker = outside || (use.k !== 'run' && use.k !== 'acquire') ? undefined : makerOfLock(m, f, lock);
  return maker === undefined ? use : ({ ...use, maker } as LockUse);
}

/** Methods of the program's own classes are run in place; what they do shows there. Only obvious acquires are taken at their word. */
function ownLock(m: Machine, f: Frame, e: ExprOf<'call'>, callee: ExprOf<'member'>, name: string): LockUse {
  void e;
  const receiver = lockText(m, f, callee.obj);
  const own = m.resolver.calleesOf(f.ref, e);
  const inProgram = own.length > 0 && own.every((c) => c.k === 'function');
  const lockClassName = (x: Entity): boolean =>
    x.k === 'instance' && LOCKISH.test(m.program.files.get(x.file)?.classes[x.cls]?.name ?? '');
  const isLock = lockClassName(m.resolver.entityOf(f.ref, callee.obj));
  if (!isLock && inProgram && callee.obj.k !== 'this') return NONE;
  if (isLock || (callee.obj.k === 'this' && LOCKISH.test(name))) {
    const key = isLock ? lockKey(m, f, callee.obj) : `${m.owners.thisPath(f.ref)?.key ?? 'this'}#lock`;
    if (e.args.some((a) => a.k === 'func')) return NONE;
    if (RELEASE_NAME.test(name)) return { k: 'release', key };
    if (ACQUIRE_NAME.test(name)) return { k: 'acquire', key, show: receiver, known: false };
  }
  return NONE;
}

function byName(m: Machine, f: Frame, e: ExprOf<'call'>, name: string, obj: Expr | undefined): LockUse {
  const receiver = obj === undefined ? '' : lastName(m, f, obj);
  const key = obj === undefined || obj.k === 'this' ? `named:${name}` : lockKey(m, f, obj);
  const text = obj === undefined ? name : show(m.program, f.ref.file, obj);
  const callback = e.args.findLastIndex(
    (a) => a.k === 'func' || (a.k === 'var' && f.facts.bindings[a.b]?.fn !== undefined),
  );
  if (callback >= 0) {
    if (RUN_NAME.test(name) || LOCKISH.test(name) || (LOCKISH_RECEIVER.test(receiver) && RUNS.test(name)))
      return { k: 'run', callback, key, show: text, known: false };
    return NONE;
  }
  const lockReceiver = LOCKISH.test(receiver);
  if (RELEASE_NAME.test(name) && (lockReceiver || LOCKISH.test(name))) return { k: 'release', key };
  if (name === 'waitForUnlock') return { k: 'wait', key, show: text };
  if (
    (ACQUIRE_NAME.test(name) && (lockReceiver || LOCKISH.test(name))) ||
    (lockReceiver && /^(acquire|lock|wait|take|p)$/.test(name))
  )
    return { k: 'acquire', key, show: text, known: false };
  return NONE;
}

/** What is held once it is granted. */
export function lockOf(use: LockUse & { readonly k: 'run' | 'acquire' }): Pick<Held, 'key' | 'show' | 'maker'> {
  return { key: use.key, show: use.show, ...(use.maker === undefined ? {} : { maker: use.maker }) };
}

function useOf(op: LockOp, key: string, text: string): LockUse {
  switch (op.op) {
    case 'run':
      return { k: 'run', callback: op.callback, key, show: text, known: true };
    case 'acquire':
    case 'try':
      return { k: 'acquire', key, show: text, known: true };
    case 'release':
      return { k: 'release', key };
    case 'wait':
      return { k: 'wait', key, show: text };
    case 'query':
      return NONE;
  }
}

/** `const limit = pLimit(1)`; wider limits admit several. */
function makerOf(m: Machine, f: Frame, target: Entity): 'run' | 'acquire' | 'wide' | undefined {
  void m;
  void f;
  if (target.k !== 'externalInstance' || !target.name.endsWith('()')) return undefined;
  const path = target.name.slice(0, -2);
  const fn = lockFunction(target.module, path === '' ? [] : path.split('.'));
  if (fn?.k === 'make-runner') return 'run';
  return fn?.k === 'make-acquirer' ? 'acquire' : undefined;
}

/** A semaphore (or limiter) whose constructor says it admits more than one. */
function isWide(m: Machine, f: Frame, e: Expr): boolean {
  const init = initOf(m, f, e);
  const arg = init?.k === 'new' || init?.k === 'call' ? init.args[0] : undefined;
  if (arg === undefined) return false;
  if (arg.k === 'const' && typeof arg.value === 'number') return arg.value > 1;
  if (arg.k === 'object') {
    return arg.props.some(
      (p) => p.k === 'prop' && /concurren|max/i.test(p.key) && !(p.value.k === 'const' && p.value.value === 1),
    );
  }
  return true;
}

function initOf(m: Machine, f: Frame, e: Expr): Expr | undefined {
  if (e.k === 'var') return f.facts.bindings[e.b]?.init;
  if (e.k === 'member' && e.obj.k === 'this') {
    const host = m.owners.thisHost(f.ref);
    const cls = host.cls === undefined ? undefined : f.facts.classes[host.cls];
    const field = cls?.fields.find((x) => x.name === e.prop);
    if (field?.init !== undefined) return field.init;
    if (host.cls !== undefined)
      return m.resolver.assignmentsOf({ file: f.ref.file, cls: host.cls }).get(e.prop)?.[0]?.value;
  }
  return undefined;
}

export function lockKey(m: Machine, f: Frame, e: Expr): string {
  const path = m.owners.staticPath(f.ref, e);
  return `lock:${path?.canon ?? show(m.program, f.ref.file, e)}`;
}

function lockText(m: Machine, f: Frame, e: Expr): string {
  return show(m.program, f.ref.file, e);
}

function lastName(m: Machine, f: Frame, e: Expr): string {
  const x = bare(e);
  if (x.k === 'member') return x.prop;
  if (x.k === 'call') return lastName(m, f, x.callee);
  if (x.k === 'index') return lastName(m, f, x.obj);
  return show(m.program, f.ref.file, x);
}

/**
 * `this.tail = this.tail.then(task)`: whoever is put behind the tail, and becomes the tail in the same job,
 * runs alone. True when the function that chains on the cell also assigns it.
 */
export function chains(f: Frame, cell: Expr): boolean {
  const target = bare(cell);
  let assigned = false;
  forEachExprIn(f.fn, (e) => {
    if (e.k !== 'assign') return;
    if (e.target.k === 'bind' && target.k === 'var' && e.target.b === target.b) assigned = true;
    if (e.target.k !== 'expr') {
      return;
    }
    const left = e.target.e;
    if (left.k === 'member' && target.k === 'member' && left.prop === target.prop) assigned = true;
    if (left.k === 'index' && target.k === 'index') assigned = true;
    if (left.k === 'index' && target.k === 'call') assigned = true;
  });
  if (assigned) return true;
  // A keyed chain: `tails.set(key, tails.get(key).then(task))`.
  if (target.k !== 'call' && target.k !== 'logical') return false;
  forEachExprIn(f.fn, (e) => {
    if (e.k === 'call' && e.callee.k === 'member' && e.callee.prop === 'set') assigned = true;
  });
  return assigned;
}

/** `const before = this.tail; const mine = before.then(task); this.tail = mine`: the same through locals. */
export function puts(f: Frame, cellKey: string): boolean {
  const name = /\.([^.[\]]+)(\[[^\]]*\])?$/.exec(cellKey)?.[1];
  let found = false;
  forEachExprIn(f.fn, (e) => {
    if (e.k === 'assign' && e.target.k === 'expr') {
      const left = e.target.e.k === 'index' ? e.target.e.obj : e.target.e;
      if (left.k === 'member' && left.prop === name) found = true;
    }
    if (e.k === 'assign' && e.target.k === 'bind' && cellKey.endsWith(`#v${e.target.b}`)) found = true;
    if (e.k === 'call' && e.callee.k === 'member' && e.callee.prop === 'set') {
      const on = e.callee.obj;
      if (name === undefined ? on.k === 'var' : on.k === 'member' && on.prop === name) found = true;
      if (on.k === 'var' && cellKey.includes(`#v${on.b}[`)) found = true;
    }
  });
  return found;
}
