/** Loops: one round stands for all; loops that poll, and loops that pile up the locks of a list. */
import type { Expr, Stmt } from '../../facts/core.ts';
import { namesIn } from '../flow.ts';
import { bindingOf, fnOf, place } from '../program.ts';
import { bare, exprsOfStmt, forEachExpr, forEachExprIn, forEachStmt } from '../walk.ts';
import { settle } from './awaiting.ts';
import { evaluate } from './expressions.ts';
import { clone, type Flow, type Frame, merge, nothing, type State } from './frame.ts';
import { commitEvents, emitEvent } from './holding.ts';
import { cellsTested, deliveryOf } from './signals.ts';
import { runBlock } from './statements.ts';

export function runLoop(frame: Frame, s: Extract<Stmt, { k: 'loop' | 'forEach' }>, states: State[]): Flow {
  const flow = nothing();
  let current = states;
  if (s.k === 'loop') {
    const init = runBlock(frame, s.init, current);
    current = init.next;
    for (const st of current) if (s.test !== undefined) evaluate(frame, s.test, st);
    notePoll(frame, s, current);
  } else {
    for (const st of current) {
      const right = evaluate(frame, s.right, st);
      if (s.kind === 'await') settle(frame, right, st);
      for (const b of namesIn(s.target)) st.env.delete(b);
    }
  }
  for (const st of current) forgetAssigned(s, st);
  const before = current.map(clone);
  const once = runBlock(frame, s.body, current);
  if (s.k === 'loop' && s.update !== undefined)
    for (const st of [...once.next, ...once.continued]) evaluate(frame, s.update, st);
  if (s.k === 'forEach') noteAccumulation(frame, s, before, [...once.next, ...once.continued]);
  flow.returned.push(...once.returned);
  flow.thrown.push(...once.thrown);
  const endless = s.k === 'loop' && (s.test === undefined || (s.test.k === 'const' && s.test.value === true));
  flow.next = merge([...(endless ? [] : [...once.next, ...once.continued, ...before]), ...once.broken]);
  return flow;
}

/** What a round assigns is not what it was before the first one. */
function forgetAssigned(s: Extract<Stmt, { k: 'loop' | 'forEach' }>, st: State): void {
  const forget = (e: Expr): void =>
    forEachExpr(e, (x) => {
      if (x.k === 'assign' && x.target.k === 'bind' && st.env.get(x.target.b)?.k === 'const') st.env.delete(x.target.b);
    });
  forEachStmt(s.body, (inner) => exprsOfStmt(inner).forEach(forget));
}

/** `for (const k of keys) await lock(k)`: the locks of one collection pile up in the order of the list. */
function noteAccumulation(
  frame: Frame,
  s: Extract<Stmt, { k: 'forEach' }>,
  before: readonly State[],
  after: readonly State[],
): void {
  const names = new Set(namesIn(s.target).map((b) => `v:${frame.file}#${b}`));
  const known = new Set(before.flatMap((st) => st.held.map((h) => h.token)));
  for (const st of after) {
    for (const hold of st.held) {
      if (known.has(hold.token)) continue;
      const varies =
        hold.lock.path.steps.some((step) => step.startsWith('[') && names.has(step.slice(1, -1))) ||
        names.has(hold.lock.path.root);
      if (!varies || hold.lock.reentrant || inKnownOrder(frame, s.right)) continue;
      emitEvent(frame, {
        k: 'caller-order',
        lock: hold.lock,
        other: { lock: hold.lock, at: hold.at },
        at: hold.at,
        fn: frame.ref,
        held: [],
        trace: [],
      });
    }
  }
}

/** Sorted, unique by construction, or of one known order for everybody. */
export function inKnownOrder(frame: Frame, list: Expr): boolean {
  const e = bare(list);
  let sorted = false;
  forEachExpr(e, (x) => {
    if (x.k === 'call' && x.callee.k === 'member' && /^(sort|toSorted|sortBy|orderBy)$/.test(x.callee.prop))
      sorted = true;
  });
  if (sorted || e.k === 'array') return true;
  forEachExprIn(fnOf(frame.it.program, frame.ref), (x) => {
    if (
      x.k === 'call' &&
      x.callee.k === 'member' &&
      /^(sort|toSorted|sortBy|orderBy|localeCompare)$/.test(x.callee.prop)
    )
      sorted = true;
  });
  if (sorted) return true;
  // The same list for everybody: a field or module variable.
  if (e.k === 'member' && e.obj.k === 'this') return true;
  if (e.k === 'var') {
    const binding = bindingOf(frame.it.program, frame.file, e.b);
    return (
      binding.kind !== 'param' &&
      (binding.owner === 0 || (binding.init !== undefined && inKnownOrder(frame, binding.init)))
    );
  }
  if (e.k === 'call') return e.callee.k !== 'member' || inKnownOrder(frame, e.callee.obj);
  return e.k !== 'member';
}

/** `while (!this.ready) await delay(20)`, `for (;;) { if (this.ready) break; await delay(20); }` */
function notePoll(frame: Frame, s: Extract<Stmt, { k: 'loop' }>, states: readonly State[]): void {
  const [st] = states;
  if (s.update !== undefined || st === undefined) return;
  let awaits: Expr | undefined;
  const changed = new Set<string>();
  forEachStmt(s.body, (inner) =>
    exprsOfStmt(inner).forEach((e) =>
      forEachExpr(e, (x) => {
        if (x.k === 'await') awaits ??= x;
        const cell = deliveryOf(frame.it.program, frame.ref, x);
        if (cell !== undefined) changed.add(cell);
      }),
    ),
  );
  const tests = s.test === undefined || (s.test.k === 'const' && s.test.value === true) ? exitTests(s.body) : [s.test];
  const found = tests.map((test) => cellsTested(frame.it.program, frame.it.resolver, frame.ref, test));
  const cells = [...new Set(found.flat())];
  // Some way out that nobody else has to open: then it does not wait for them.
  if (awaits === undefined || found.some((f) => f.length === 0) || cells.some((c) => changed.has(c))) return;
  if (cells.length === 0) return;
  const at = place(frame.file, awaits.at);
  commitEvents(frame, [{ k: 'poll', cells, at, fn: frame.ref, held: [], trace: [] }], st);
}

/** The tests of `if (...) break;` and `if (...) return ...;` of an endless loop. */
function exitTests(body: readonly Stmt[]): readonly Expr[] {
  const tests: Expr[] = [];
  forEachStmt(body, (s) => {
    if (s.k === 'if' && [...s.then, ...s.else].some((x) => x.k === 'break' || x.k === 'return' || x.k === 'throw'))
      tests.push(s.test);
  });
  return tests;
}
