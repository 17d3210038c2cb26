/** Runs functions of the program in place: callees, callbacks, executors of promises, getters. */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { unsavedHere } from './repositories.ts';
import { fnOf, type FnRef, type Program } from '../program.ts';
import { bare, forEachExprIn } from '../walk.ts';
import { assignTo } from './assign.ts';
import { bindingKey, type Path } from './cells.ts';
import { evaluate, sequence } from './expressions.ts';
import type { Machine, Executor, Frame } from './machine.ts';
import { readContents } from './sinks.ts';
import { crossVal } from './crossings.ts';
import { join } from './joins.ts';
import { clone, replace, setLocal, type State } from './state.ts';
import { execute } from './statements.ts';
import { returned } from './answers.ts';
import { deferredOf, settlerOf } from './waiters.ts';
import { derived, type FnValue, UNKNOWN, type Val } from './values.ts';

/** Runs a function of the program in place; undefined when it cannot be. */
export function runFunction(
  m: Machine,
  f: Frame,
  st: State,
  fn: FnValue,
  args: readonly Val[],
  awaited: boolean,
): Val | undefined {
  const ref: FnRef = { file: fn.file, fn: fn.fn };
  const facts = fnOf(m.program, ref);
  if (
    (facts.generator && !m.isConsumed(ref)) ||
    st.dead ||
    !m.mayInline(
      ref,
      f.depth,
      args.some((a) => a.fn !== undefined),
    )
  )
    return undefined;
  const self = facts.lexicalThis ? (fn.self ?? f.self) : (fn.self ?? m.owners.thisPath(ref));
  const run = (state: State): Val => {
    const frame = m.frame(ref, self, awaited || facts.async, f.depth + 1);
    for (const collector of f.tries) frame.tries.push(collector);
    m.enter(ref);
    for (const [i, p] of facts.params.entries()) {
      const arg = p.rest
        ? derived(...args.slice(i))
        : (args[i] ??
          (p.init !== undefined
            ? evaluate(m, frame, state, p.init)
            : { origins: [], literal: { k: 'nullish' as const } }));
      bindParam(m, frame, state, p.target, arg);
    }
    const held = m.synchronise(frame, state);
    const known = new Set(state.guards);
    execute(m, frame, state, facts.body);
    m.leave();
    const ends = [...frame.returns.map((r) => r.state), ...(state.dead ? [] : [state])];
    if (held !== undefined) for (const end of ends) end.locks = end.locks.filter((l) => l.id !== held);
    const answer = returned(frame, known, state.dead ? undefined : state);
    if (ends.length > 0) replace(state, join(ends));
    return answer;
  };
  if (!facts.async) return run(st);
  if (awaited) return { ...run(st), pending: true };
  let val: Val = UNKNOWN;
  const states = m.detach(st, (inner) => {
    val = run(inner);
  });
  if (states.length > 0) replace(st, join(states));
  return { ...val, pending: true };
}

function bindParam(m: Machine, f: Frame, st: State, target: Parameters<typeof assignTo>[3], val: Val): void {
  if (target.k === 'bind') setLocal(st, bindingKey(f.ref.file, target.b), val);
  else assignTo(m, f, st, target, val, target.at);
}

/** Runs a callback argument now, in the current state. */
export function runCallback(m: Machine, f: Frame, st: State, val: Val, args: readonly Val[], awaited: boolean): Val {
  if (val.fn === undefined) return UNKNOWN;
  return runFunction(m, f, st, val.fn, args, awaited) ?? UNKNOWN;
}

export function maybeRun(m: Machine, f: Frame, st: State, val: Val, args: readonly Val[], awaited: boolean): Val {
  if (val.fn === undefined) return UNKNOWN;
  const skipped = clone(st);
  const result = runCallback(m, f, st, val, args, awaited);
  replace(st, join([skipped, st]));
  return result;
}

/** `stored`: what is made may go into a cell, as far as this function goes: it is neither awaited nor returned. */
export function construct(m: Machine, f: Frame, st: State, e: ExprOf<'new'>, stored: boolean): Val {
  const callee = bare(e.callee);
  const name = callee.k === 'global' ? callee.name : callee.k === 'member' ? callee.prop : '';
  const args = sequence(m, f, st, e.args);
  if (name === 'Promise' && args[0]?.fn !== undefined) {
    runExecutor(m, f, st, e, args[0], stored);
    return { origins: [], pending: true };
  }
  const unsaved = unsavedHere(m, f, st, e.args);
  const empty = args.length === 0 && /^(Map|Set|WeakMap|WeakSet|Array|Object)$/.test(name);
  for (const [i, a] of args.entries()) readContents(m, f, st, a.alias, e.args[i]?.at ?? e.at);
  return {
    ...(/^(Map|Set|Array|Date|Error)$/.test(name) ? derived(...args) : UNKNOWN),
    fresh: true,
    ...(unsaved !== undefined ? { unsaved } : {}),
    ...(empty ? { literal: { k: 'empty' as const } } : {}),
    ...deferredOf(m, f, callee, e.at),
  };
}

/**
 * `new Promise((resolve) => socket.once('open', () => { this.open = true; resolve(); }))`: the callbacks that settle
 * it belong to this activation, after a wait.
 */
function runExecutor(m: Machine, f: Frame, st: State, e: ExprOf<'new'>, executor: Val, stored: boolean): void {
  if (executor.fn === undefined) return;
  const { params } = fnOf(m.program, { file: executor.fn.file, fn: executor.fn.fn });
  const settlers = new Set(params.flatMap((p) => (p.target.k === 'bind' ? [p.target.b] : [])));
  const scope: Executor = { file: executor.fn.file, settlers, later: [] };
  m.executors.push(scope);
  const settler: Val = { origins: [], settles: settlerOf(m, f, e, stored) };
  runCallback(m, f, st, executor, [settler, settler], false);
  m.executors.pop();
  for (const fn of scope.later) runLater(m, f, st, { origins: [], fn }, [], e.at, stored ? undefined : f);
}

/** Puts a callback off to the settling of the promise that it settles; false when it settles none. */
export function deferToSettling(m: Machine, val: Val): boolean {
  const scope = m.executors.at(-1);
  if (scope === undefined || val.fn === undefined || val.fn.file !== scope.file) return false;
  if (!mentions(m.program, scope.file, val.fn.fn, scope.settlers)) return false;
  scope.later.push(val.fn);
  return true;
}

function mentions(program: Program, file: string, fn: number, bindings: ReadonlySet<number>): boolean {
  let found = false;
  forEachExprIn(fnOf(program, { file, fn }), (x) => {
    if (x.k === 'var' && bindings.has(x.b)) found = true;
    else if (x.k === 'func' && !found) found = mentions(program, file, x.fn, bindings);
  });
  return found;
}

/** Runs a callback that its receiver calls when something has come about. */
export function runLater(
  m: Machine,
  f: Frame,
  st: State,
  val: Val,
  args: readonly Val[],
  at: Expr['at'],
  unstored?: Frame,
): void {
  m.detach(
    st,
    (inner) => {
      m.suspend(f, inner, at);
      const late = args.map((a) => crossVal(a, inner));
      runCallback(m, f, inner, val, late, true);
    },
    unstored,
  );
}

/** `(err, data) => ...`: Node's convention for a result that comes later. */
export function isErrorFirst(m: Machine, fn: FnValue): boolean {
  const facts = m.program.files.get(fn.file);
  const target = facts?.functions[fn.fn]?.params[0]?.target;
  return target?.k === 'bind' && /^(e|er|err|error|_err|_error)$/.test(facts?.bindings[target.b]?.name ?? '');
}

/** `this.isOpen` where isOpen is a getter of the program: what it reads. */
export function inlineGetter(m: Machine, f: Frame, st: State, e: ExprOf<'member'>, obj: Val): Val | undefined {
  if (e.obj.k !== 'this' && obj.alias === undefined) return undefined;
  const on = m.resolver.entityOf(f.ref, e.obj);
  if (on.k !== 'instance') return undefined;
  const [target, ...others] = m.resolver.methodsOf(on, e.prop);
  if (target === undefined || others.length > 0) return undefined;
  const ref = { file: target.file, fn: target.fn };
  const fn = fnOf(m.program, ref);
  const self = selfOf(m, f, e.obj, obj);
  if (fn.kind !== 'getter')
    return fn.kind === 'method' ? { origins: [], fn: { ...ref, ...(self !== undefined ? { self } : {}) } } : undefined;
  return runFunction(m, f, st, { ...ref, ...(self !== undefined ? { self } : {}) }, [], false);
}

export function selfOf(m: Machine, f: Frame, objExpr: Expr, obj: Val): Path | undefined {
  if (obj.alias === undefined) return undefined;
  const canon = objExpr.k === 'this' || objExpr.k === 'super' ? undefined : m.owners.canonicalOf(f.ref, objExpr);
  return canon === undefined ? obj.alias : { ...obj.alias, canon };
}
