/** Runs statements over abstract states; loops are run twice, so that facts of one round meet the next. */
import { assertNever, type Expr, type Stmt } from '../../facts/core.ts';
import { bare } from '../walk.ts';
import { assignTo, declare } from './assign.ts';
import { evaluateReturned } from './awaits.ts';
import { call } from './calls.ts';
import { contents, element, isContents, isShared, type Path, show } from './cells.ts';
import { branch, either } from './conditions.ts';
import { evaluate } from './expressions.ts';
import { lockUse } from './locking.ts';
import type { Machine, Frame, Jump } from './machine.ts';
import { decided, decidedInRound, undecided } from './marked-late.ts';
import { walksOn } from './places.ts';
import { readContents } from './sinks.ts';
import { join } from './joins.ts';
import { clone, forget, type Guard, replace, type State, type Trace, type Waited } from './state.ts';
import { derived, UNKNOWN, type Val } from './values.ts';

export function execute(m: Machine, f: Frame, st: State, body: readonly Stmt[]): void {
  for (const s of body) {
    if (st.dead) return;
    statement(m, f, st, s);
  }
}

function statement(m: Machine, f: Frame, st: State, s: Stmt): void {
  switch (s.k) {
    case 'expr':
      expression(m, f, st, s);
      return;
    case 'let':
      for (const d of s.decls) {
        const val =
          d.init === undefined ? { origins: [], literal: { k: 'nullish' as const } } : evaluate(m, f, st, d.init);
        if (s.kind !== 'var') declare(f, st, d.target);
        if (d.init !== undefined || s.kind !== 'var') assignTo(m, f, st, d.target, val, d.at);
      }
      return;
    case 'if': {
      const branches = branch(m, f, st, s.test);
      const waits = waitsFor(m, f, branches.yes);
      const checks = undecided(branches.yes);
      execute(m, f, branches.yes, s.then);
      noteDecided(branches.yes, decided(branches.yes, checks, s.at));
      execute(m, f, branches.no, s.else);
      const waited = s.else.length === 0 && !branches.yes.dead ? waits() : [];
      replace(st, join([branches.yes, branches.no]));
      if (waited.length > 0) st.waited = [...st.waited, ...waited];
      return;
    }
    case 'loop':
      execute(m, f, st, s.init);
      loop(m, f, st, s.label, (state, jump) => {
        const counted = countedThrough(s);
        const { epoch } = state;
        let exit: State | undefined;
        if (s.test !== undefined && s.testFirst) {
          const branches = branch(m, f, state, s.test);
          exit = branches.no;
          replace(state, branches.yes);
        }
        execute(m, f, state, s.body);
        noteDecided(state, decidedInRound(state, s.at));
        meet(state, jump.continues);
        if (counted !== undefined && state.epoch !== epoch)
          walksOn(m, f, state, evaluate(m, f, clone(state), counted), counted.at, epoch);
        if (s.update !== undefined && !state.dead) evaluate(m, f, state, s.update);
        if (s.test !== undefined && !s.testFirst && !state.dead) {
          const branches = branch(m, f, state, s.test);
          exit = branches.no;
          replace(state, branches.yes);
        }
        if (s.test === undefined) exit = { ...clone(state), dead: true };
        return exit;
      });
      return;
    case 'forEach': {
      const list = iterated(m, f, st, s);
      readContents(m, f, st, list.alias, s.right.at);
      loop(m, f, st, s.label, (state, jump) => {
        if (s.kind === 'await') m.suspend(f, state, s.right.at);
        const exit = clone(state);
        const { epoch } = state;
        assignTo(m, f, state, s.target, s.kind === 'in' ? UNKNOWN : elementOf(m, f, state, list, s), s.at);
        execute(m, f, state, s.body);
        noteDecided(state, decidedInRound(state, s.at));
        meet(state, jump.continues);
        if (s.kind === 'of') walksOn(m, f, state, list, s.right.at, epoch);
        return exit;
      });
      return;
    }
    case 'switch': {
      switchStatement(m, f, st, s);
      return;
    }
    case 'try':
      tryStatement(m, f, st, s);
      return;
    case 'block': {
      const jump: Jump = { label: s.label, isLoop: false, breaks: [], continues: [] };
      if (s.label !== undefined) f.jumps.push(jump);
      const locks = st.locks;
      execute(m, f, st, s.body);
      if (s.body.some((x) => x.k === 'let' && (x.kind === 'using' || x.kind === 'await using')))
        st.locks = st.locks.filter((l) => locks.includes(l));
      if (s.label !== undefined) {
        f.jumps.pop();
        meet(st, jump.breaks);
      }
      return;
    }
    case 'return': {
      const val = s.e === undefined ? UNKNOWN : evaluateReturned(m, f, st, s.e);
      f.returns.push({ state: clone(st), val });
      st.dead = true;
      return;
    }
    case 'throw':
      evaluate(m, f, st, s.e);
      for (const collector of f.tries.slice(-1)) collector.push(clone(st));
      st.dead = true;
      return;
    case 'break':
    case 'continue': {
      const jump = f.jumps.findLast((j) =>
        s.label !== undefined ? j.label === s.label : s.k === 'break' ? j.label === undefined || j.isLoop : j.isLoop,
      );
      if (jump !== undefined) (s.k === 'break' ? jump.breaks : jump.continues).push(clone(st));
      st.dead = true;
      return;
    }
    case 'class':
    case 'empty':
      return;
    default:
      assertNever(s);
  }
}

/** The list of `for (let i = 0; i < list.length; i++)`. */
function countedThrough(s: Extract<Stmt, { k: 'loop' }>): Expr | undefined {
  const test = s.test === undefined ? undefined : bare(s.test);
  const update = s.update === undefined ? undefined : bare(s.update);
  if (test?.k !== 'binary' || test.op !== '<' || update?.k !== 'update' || update.op !== '++') return undefined;
  const end = bare(test.right);
  return end.k === 'member' && end.prop === 'length' ? end.obj : undefined;
}

/** What a loop goes through. An async generator of the program runs in between; how far is not known, so to its end. */
function iterated(m: Machine, f: Frame, st: State, s: Extract<Stmt, { k: 'forEach' }>): Val {
  const made = bare(s.right);
  if (s.kind !== 'await' || made.k !== 'call') return evaluate(m, f, st, s.right);
  const generators = m.resolver.calleesOf(f.ref, made).flatMap((c) => (c.k === 'function' ? [c] : []));
  return m.consume(generators, () => call(m, f, st, made, true));
}

/** One case after the other is asked for; `default` is what none of them took. */
function switchStatement(m: Machine, f: Frame, st: State, s: Extract<Stmt, { k: 'switch' }>): void {
  evaluate(m, f, st, s.on);
  const jump: Jump = { label: s.label, isLoop: false, breaks: [], continues: [] };
  f.jumps.push(jump);
  let rest = clone(st);
  const starts = s.cases.map((c) => {
    if (c.test === undefined) return undefined;
    const branches = branch(m, f, rest, { k: 'binary', at: c.test.at, op: '===', left: s.on, right: c.test });
    rest = branches.no;
    return branches.yes;
  });
  let current: State = { ...clone(st), dead: true };
  for (const [i, c] of s.cases.entries()) {
    // Either of two cases with one body led there, and its test with it.
    current = either(current, starts[i] ?? clone(rest));
    execute(m, f, current, c.body);
  }
  f.jumps.pop();
  replace(st, join([...jump.breaks, current, ...(s.cases.some((c) => c.test === undefined) ? [] : [rest])]));
}

/**
 * What a loop over a collection gives in each round: derived from what is in it, and one of its elements, which others
 * that go through it meet as well. What was known of the last round's element says nothing of this one.
 */
function elementOf(m: Machine, f: Frame, st: State, list: Val, s: Extract<Stmt, { k: 'forEach' }>): Val {
  const { alias } = list;
  if (alias === undefined || !isShared(alias) || isContents(alias)) return derived(list);
  const val = derived(list, { origins: [{ cell: contents(alias), at: m.place(f, s.right.at), how: 'derived' }] });
  const name = s.target.k === 'bind' ? f.facts.bindings[s.target.b]?.name : undefined;
  const one = name === undefined ? undefined : element(alias, EACH, name);
  if (one === undefined) return val;
  forget(st, (cell) => cell.key.startsWith(one.key));
  return { ...val, alias: { ...one, show: name ?? one.show } };
}

/** The key of an element that is met on the way through a list. */
const EACH = '*each';

function noteDecided(st: State, found: readonly Trace[]): void {
  // Paths that share one list are joined without a look into it.
  if (found.length > 0) st.traces = [...st.traces, ...found];
}

function meet(st: State, others: readonly State[]): void {
  if (others.length > 0) replace(st, join([st, ...others]));
}

function loop(
  m: Machine,
  f: Frame,
  st: State,
  label: string | undefined,
  round: (state: State, jump: Jump) => State | undefined,
): void {
  const exits: State[] = [];
  let head = clone(st);
  for (let i = 0; i < 2 && !head.dead; i++) {
    const jump: Jump = { label, isLoop: true, breaks: [], continues: [] };
    f.jumps.push(jump);
    const body = clone(head);
    const exit = round(body, jump);
    f.jumps.pop();
    if (exit !== undefined) exits.push(exit);
    exits.push(...jump.breaks);
    head = join([head, body]);
  }
  replace(st, exits.length > 0 ? join(exits) : head);
}

function tryStatement(m: Machine, f: Frame, st: State, s: Extract<Stmt, { k: 'try' }>): void {
  const thrown: State[] = [clone(st)];
  const outerReturns = f.returns.length;
  f.tries.push(thrown);
  execute(m, f, st, s.block);
  f.tries.pop();
  const normal = clone(st);
  const caught = join(thrown);
  // Any of the checks that failed may be what led to the handler.
  const absent = thrown.flatMap((t) => t.guards).filter((g) => g.cell.root.kind === 'file' && g.polarity === 'absent');
  caught.guards = [...caught.guards, ...absent.filter((g) => !caught.guards.includes(g))];
  let afterCatch: State | undefined;
  const late: State[] = [];
  if (s.handler !== undefined) {
    afterCatch = caught;
    if (s.param !== undefined) assignTo(m, f, afterCatch, s.param, UNKNOWN, s.at);
    f.tries.push(late);
    execute(m, f, afterCatch, s.handler);
    f.tries.pop();
  }
  replace(st, join([normal, ...(afterCatch !== undefined ? [afterCatch] : [])]));
  if (s.finalizer === undefined) return;
  // Returns inside run the finalizer, too.
  const returned = f.returns.splice(outerReturns);
  if (!st.dead) execute(m, f, st, s.finalizer);
  for (const r of returned) {
    if (!r.state.dead) execute(m, f, r.state, s.finalizer);
    f.returns.push(r);
  }
  if (st.dead && returned.length === 0) execute(m, f, clone(caught), s.finalizer);
}

/** `if (this.lock) await this.lock;`: the branch waits once for what it tested. */
function waitsFor(m: Machine, f: Frame, before: State): () => readonly Waited[] {
  void f;
  const epoch = before.epoch;
  const guards = before.guards.filter((g) => g.crossed === undefined && (g.polarity === 'present' || lacks(g)));
  return () => {
    if (before.epoch === epoch || before.lastCrossing === undefined) return [];
    const at = before.lastCrossing.at;
    return guards
      .filter((g) => lacks(g) || m.awaited.get(`${at.file}:${at.start}`)?.has(g.cell.key) === true)
      .filter((g) => before.guards.some((x) => x.cell.key === g.cell.key && x.crossed !== undefined))
      .map((g) => ({
        cell: g.cell,
        guardAt: g.at,
        at,
        text: g.text,
        ...(lacks(g) && g.side !== undefined ? { side: g.side } : {}),
      }));
  };
}

/** The branch is for those who have found too little. */
function lacks({ side }: Guard): boolean {
  return side === 'below' || side === 'empty';
}

/** An expression statement: nobody takes its value, so a promise it gives is left alone. */
function expression(m: Machine, f: Frame, st: State, s: Extract<Stmt, { k: 'expr' }>): void {
  const e = bare(s.e);
  if (e.k !== 'call') {
    evaluate(m, f, st, e);
    return;
  }
  const use = lockUse(m, f, e);
  if (use.k === 'run' && use.known) {
    const touched = new Map<string, Path>();
    const collect = (path: Path): void => {
      if (path.root.kind !== 'local' && path.root.kind !== 'param') touched.set(path.key, path);
    };
    m.watchers.push(collect);
    call(m, f, st, e, false);
    m.watchers.splice(m.watchers.indexOf(collect), 1);
    const floating = {
      at: m.place(f, e.at),
      in: f.ref,
      root: m.root,
      text: show(m.program, f.ref.file, e.callee),
      lock: use.show,
      touches: [...touched.values()],
    };
    const keys = new Set(touched.keys());
    let reported = false;
    m.watchers.push((path, at) => {
      if (
        reported ||
        !keys.has(path.key) ||
        at.file !== f.ref.file ||
        (at.start >= e.at[0] && at.end <= e.at[1]) ||
        at.start < e.at[0]
      )
        return;
      if (at.start < f.fn.at[0] || at.end > f.fn.at[1]) return;
      reported = true;
      m.events.floating.push({ ...floating, used: { at, cell: path } });
    });
    return;
  }
  const inLoop = f.jumps.some((j) => j.isLoop);
  const outer = m.region;
  if (inLoop && e.callee.k !== 'super') {
    const target = m.resolver.calleesOf(f.ref, e).find((c) => c.k === 'function');
    const async = target !== undefined && m.program.files.get(target.file)?.functions[target.fn]?.async === true;
    if (async)
      m.region = {
        id: e.at[0],
        element: '*',
        what: 'calls in a loop that nobody awaits',
        at: m.place(f, e.at),
        locks: st.locks.map((l) => l.id),
        callback: f.ref,
      };
  }
  call(m, f, st, e, false);
  m.region = outer;
}
