/** Promises: chains that are awaited or dropped, elements that run side by side, callbacks of loops. */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { fnOf, type FnRef } from '../program.ts';
import { bare } from '../walk.ts';
import { call } from './calls.ts';
import { isShared } from './cells.ts';
import { evaluate, sequence } from './expressions.ts';
import { chains, puts } from './locking.ts';
import type { Machine, Frame, Region } from './machine.ts';
import { maybeRun, runCallback } from './run.ts';
import { join } from './joins.ts';
import { clone, replace, type State } from './state.ts';
import { settled } from './trails.ts';
import { derived, UNKNOWN, type Val } from './values.ts';

type Call = ExprOf<'call'>;

export function receiverOfChain(m: Machine, f: Frame, st: State, obj: Expr, awaited: boolean): Val {
  const x = bare(obj);
  return x.k === 'call' ? call(m, f, st, x, awaited) : evaluate(m, f, st, x);
}

/** `.then(f)`: the rest of this activation if it is awaited, a detached tail otherwise. */
export function chain(
  m: Machine,
  f: Frame,
  st: State,
  e: Call,
  callee: ExprOf<'member'>,
  recv: Val,
  awaited: boolean,
): Val {
  const args = sequence(m, f, st, e.args);
  const origin = recv.origins.find((o) => o.how === 'exact' && isShared(o.cell));
  const base = bare(callee.obj);
  const serial =
    callee.prop === 'then' &&
    origin !== undefined &&
    ((bare(callee.obj).k === 'var' && puts(f, origin.cell.key)) ||
      chains(
        f,
        base.k === 'call' && base.callee.k === 'member' && base.callee.prop === 'catch' ? base.callee.obj : base,
      ));
  const run = (s: State): Val => {
    m.suspend(f, s, e.at);
    const id =
      serial && origin !== undefined
        ? m.hold(s, { key: `chain:${origin.cell.canon}`, show: origin.cell.show, at: m.place(f, e.at) })
        : undefined;
    let val: Val = UNKNOWN;
    for (const [i, a] of args.entries()) {
      if (a.fn === undefined) continue;
      if (callee.prop === 'finally') val = runCallback(m, f, s, a, [], true);
      else if (callee.prop === 'catch' || i === 1) maybeRun(m, f, s, a, [UNKNOWN], true);
      else val = runCallback(m, f, s, a, [settled(recv)], true);
    }
    if (id !== undefined) s.locks = s.locks.filter((l) => l.id !== id);
    return callee.prop === 'then' ? val : { ...recv, ...(val.pending === true ? { pending: true } : {}) };
  };
  if (awaited) return { ...run(st), pending: true };
  const { region } = m;
  const tail = (s: State): void => {
    const present = m.region;
    m.region = region;
    run(s);
    m.region = present;
  };
  st.tails = [...st.tails, { id: `${f.ref.file}:${e.at[0]}-${e.at[1]}`, run: tail }];
  return { origins: [], pending: true };
}

/** Promise.all([...]) and Promise.all(list.map(async ...)): what stands in them runs side by side. */
export function combinator(m: Machine, f: Frame, st: State, e: Call): Val {
  const arg = e.args[0];
  const outer = m.region;
  const region = (element: string, callback?: FnRef): Region => ({
    id: e.at[0],
    element,
    what: `Promise.${e.callee.k === 'member' ? e.callee.prop : 'all'}`,
    at: m.place(f, e.at),
    locks: st.locks.map((l) => l.id),
    ...(callback !== undefined ? { callback } : {}),
  });
  let result: Val = UNKNOWN;
  if (arg?.k === 'array') {
    const vals: Val[] = [];
    for (const [i, x] of arg.elems.entries()) {
      m.region = region(String(i));
      const inner = clone(st);
      const states = m.detach(inner, (s) => {
        vals.push(
          x.k === 'call'
            ? call(m, f, s, x, true)
            : x.k === 'spread'
              ? parallelMap(m, f, s, x.e, region)
              : evaluate(m, f, s, x),
        );
      });
      if (states.length > 0) replace(st, join(states));
    }
    result = { ...derived(...vals), props: new Map(vals.map((v, i) => [String(i), v])) };
  } else if (arg !== undefined) {
    result = parallelMap(m, f, st, arg, region);
  }
  m.region = outer;
  return { ...result, pending: true };
}

function parallelMap(
  m: Machine,
  f: Frame,
  st: State,
  e: Expr,
  region: (element: string, callback?: FnRef) => Region,
): Val {
  const x = bare(e);
  if (
    x.k === 'call' &&
    x.callee.k === 'member' &&
    (x.callee.prop === 'map' || x.callee.prop === 'flatMap' || x.callee.prop === 'from')
  ) {
    const recv = evaluate(m, f, st, x.callee.obj);
    const callback = evaluate(m, f, st, x.args[x.callee.prop === 'from' ? 1 : 0] ?? x.callee.obj);
    if (callback.fn !== undefined) {
      const fn = callback.fn;
      m.region = region('*', { file: fn.file, fn: fn.fn });
      let val: Val = UNKNOWN;
      const states = m.detach(st, (s) => {
        val = runCallback(m, f, s, callback, [derived(recv)], true);
      });
      if (states.length > 0) replace(st, join(states));
      return derived(val);
    }
    return UNKNOWN;
  }
  return evaluate(m, f, st, x);
}

export function eachCallback(m: Machine, f: Frame, st: State, args: readonly Val[], val: Val): Val {
  for (const a of args) {
    if (a.fn === undefined) continue;
    const async = fnOf(m.program, { file: a.fn.file, fn: a.fn.fn }).async;
    const outer = m.region;
    if (async) {
      const fn = a.fn;
      m.region = {
        id: m.id(),
        element: '*',
        what: 'callbacks of one loop that nobody awaits',
        at: { file: f.ref.file, start: 0, end: 0 },
        locks: st.locks.map((l) => l.id),
        callback: { file: fn.file, fn: fn.fn },
      };
    }
    maybeRun(m, f, st, a, [derived(val), UNKNOWN], false);
    m.region = outer;
  }
  return val;
}
