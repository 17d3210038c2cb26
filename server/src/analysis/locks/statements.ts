/** Statements: sequences, branches and `try`, path by path. Paths differ in which locks are held. */
import type { BindingId, Expr, Stmt } from '../../facts/core.ts';
import { namesIn } from '../flow.ts';
import { bindingOf, fnOf, place } from '../program.ts';
import { bare, textOf } from '../walk.ts';
import { evalAwait, settle } from './awaiting.ts';
import { bindPattern, takeAlong } from './bindings.ts';
import { NONE, type Val } from './domain.ts';
import { evaluate } from './expressions.ts';
import { arm, clone, type Flow, type Frame, merge, nothing, type State } from './frame.ts';
import { assumed, releaseValue } from './holding.ts';
import { runLoop } from './loops.ts';

export function runBlock(frame: Frame, body: readonly Stmt[], states: State[]): Flow {
  const flow = nothing();
  let current = states;
  const using: BindingId[] = [];
  for (const s of body) {
    if (current.length === 0) break;
    if (s.k === 'let' && (s.kind === 'using' || s.kind === 'await using'))
      for (const d of s.decls) using.push(...namesIn(d.target));
    const out = runStatement(frame, s, current);
    flow.returned.push(...out.returned);
    flow.thrown.push(...out.thrown);
    flow.broken.push(...out.broken);
    flow.continued.push(...out.continued);
    current = merge(out.next);
  }
  flow.next = current;
  if (using.length > 0) {
    const dispose = (st: State): void =>
      using.forEach((b) => releaseValue(frame, st.env.get(b) ?? NONE, st, undefined));
    for (const st of [
      ...flow.next,
      ...flow.returned.map((r) => r.st),
      ...flow.thrown.map((t) => t.st),
      ...flow.broken,
      ...flow.continued,
    ])
      dispose(st);
    for (const t of frame.thrown) dispose(t.st);
  }
  return flow;
}

function runStatement(frame: Frame, s: Stmt, states: State[]): Flow {
  const flow = nothing();
  switch (s.k) {
    case 'expr':
      for (const st of states) {
        // A promise nobody awaits goes its own way, without the locks held here.
        evaluate(frame, s.e, st);
      }
      flow.next = endsProcess(s.e) ? [] : states;
      return flow;
    case 'let':
      for (const st of states) {
        for (const d of s.decls) {
          const val =
            d.init === undefined
              ? ({ k: 'undefined' } as Val)
              : s.kind === 'await using'
                ? settle(frame, evaluate(frame, d.init, st), st)
                : evaluate(frame, d.init, st);
          bindPattern(frame, d.target, val, st);
          if (d.target.k === 'bind' && d.init !== undefined && bare(d.init).k === 'new') {
            st.fresh.add(d.target.b);
          }
        }
      }
      flow.next = states;
      return flow;
    case 'if':
      return runIf(frame, s, states);
    case 'loop':
    case 'forEach':
      return runLoop(frame, s, states);
    case 'switch':
      return runSwitch(frame, s, states);
    case 'try':
      return runTry(frame, s, states);
    case 'block': {
      const out = runBlock(frame, s.body, states);
      if (s.label !== undefined) out.next.push(...out.broken.splice(0));
      return out;
    }
    case 'return':
      for (const st of states) {
        const val = s.e === undefined ? ({ k: 'undefined' } as Val) : evaluate(frame, s.e, st);
        const at = place(frame.file, s.at);
        // `return await` and `return f()` of an async function settle under the locks held here.
        const out =
          val.k === 'promise' && fnOf(frame.it.program, frame.ref).async && s.e !== undefined
            ? evalAwait(frame, s.e, val, st, at)
            : val;
        takeAlong(frame, out, st);
        flow.returned.push({ st, val: under(frame, out, st), at });
      }
      return flow;
    case 'throw':
      for (const st of states) {
        evaluate(frame, s.e, st);
        flow.thrown.push({ st, at: place(frame.file, s.at) });
      }
      return flow;
    case 'break':
      flow.broken = states;
      return flow;
    case 'continue':
      flow.continued = states;
      return flow;
    default:
      flow.next = states;
      return flow;
  }
}

function runIf(frame: Frame, s: Extract<Stmt, { k: 'if' }>, states: State[]): Flow {
  const flow = nothing();
  for (const st of states) {
    const test = stripped(s.test);
    const val = evaluate(frame, test.e, st);
    const cond = conditionOf(frame, test.e, val, st);
    const known = cond.known === undefined ? undefined : cond.known !== test.negated;
    const yes = known === false ? undefined : clone(st);
    const no = known === true ? undefined : clone(st);
    if (cond.key !== undefined) {
      yes?.assume.set(cond.key, !test.negated);
      no?.assume.set(cond.key, test.negated);
    }
    if (val.k === 'tried') (test.negated ? no : yes)?.held.push(val.hold);
    if (yes !== undefined && no !== undefined) {
      yes.branches = [...st.branches, arm(s.at, true)];
      no.branches = [...st.branches, arm(s.at, false)];
    }
    const outs = [yes === undefined ? nothing() : runBlock(frame, s.then, [yes])];
    outs.push(no === undefined ? nothing() : runBlock(frame, s.else, [no]));
    const both = outs.every((out) => out.next.length > 0);
    for (const out of outs) {
      // Where both ways meet again, what follows happens either way.
      if (both) for (const next of out.next) next.branches = st.branches;
      flow.next.push(...out.next);
      flow.returned.push(...out.returned);
      flow.thrown.push(...out.thrown);
      flow.broken.push(...out.broken);
      flow.continued.push(...out.continued);
    }
  }
  flow.next = merge(flow.next);
  return flow;
}

function runSwitch(frame: Frame, s: Extract<Stmt, { k: 'switch' }>, states: State[]): Flow {
  const flow = nothing();
  for (const st of states) evaluate(frame, s.on, st);
  let hasDefault = false;
  let someLeave = false;
  for (const [i, c] of s.cases.entries()) {
    if (c.test === undefined) hasDefault = true;
    const entering = states.map((st) => ({ ...clone(st), branches: [...st.branches, arm(s.at, i)] }));
    const out = runBlock(frame, c.body, entering);
    flow.returned.push(...out.returned);
    flow.thrown.push(...out.thrown);
    flow.continued.push(...out.continued);
    const on = [...out.broken, ...out.next];
    someLeave ||= on.length === 0;
    flow.next.push(...on);
  }
  if (!hasDefault) flow.next.push(...states.map(clone));
  // What follows happens either way, unless a way has left before.
  const [around] = states;
  for (const st of flow.next) st.branches = [...(around?.branches ?? []), ...(someLeave ? [arm(s.at, 'after')] : [])];
  flow.next = merge(flow.next);
  return flow;
}

/** `process.exit()`: nobody is left to wait. */
function endsProcess(e: Expr): boolean {
  const call = bare(e);
  const callee = call.k === 'call' ? bare(call.callee) : undefined;
  return (
    callee?.k === 'member' &&
    /^(exit|abort)$/.test(callee.prop) &&
    callee.obj.k === 'global' &&
    callee.obj.name === 'process'
  );
}

/** `!x`, `x === undefined`: the value that is tested, and whether the test holds when it is falsy. */
export function stripped(test: Expr): { readonly e: Expr; readonly negated: boolean } {
  let e = bare(test);
  let negated = false;
  while (e.k === 'unary' && e.op === '!') {
    negated = !negated;
    e = bare(e.e);
  }
  if (
    e.k === 'binary' &&
    /^[!=]==?$/.test(e.op) &&
    e.right.k === 'const' &&
    (e.right.value === undefined || e.right.value === null)
  ) {
    if (e.op.startsWith('=')) negated = !negated;
    e = bare(e.left);
  }
  return { e, negated };
}

/** Whether a tested value is truthy, as far as this path knows; the key under which it remembers it. */
export function conditionOf(
  frame: Frame,
  e: Expr,
  val: Val,
  st: State,
): { key: string | undefined; known: boolean | undefined } {
  if (val.k === 'release' || val.k === 'tuple') return { key: undefined, known: true };
  if (val.k === 'undefined') return { key: undefined, known: false };
  const binding = e.k === 'var' ? bindingOf(frame.it.program, frame.file, e.b) : undefined;
  const certain = binding === undefined || !binding.reassigned || (!binding.captured && binding.owner === frame.ref.fn);
  if (val.k === 'const' && certain) return { key: undefined, known: Boolean(val.v) };
  const key = e.k === 'var' || e.k === 'member' ? textOf(e, (b) => `#${b}`) : undefined;
  const root = e.k === 'member' ? bare(e.obj) : e;
  const stable = root.k === 'var' && !bindingOf(frame.it.program, frame.file, root.b).reassigned;
  return key === undefined || !stable ? { key: undefined, known: undefined } : { key, known: st.assume.get(key) };
}

function runTry(frame: Frame, s: Extract<Stmt, { k: 'try' }>, states: State[]): Flow {
  const outer = frame.thrown;
  frame.thrown = [];
  const entry = states.map(clone);
  const body = runBlock(frame, s.block, states);
  const raised = [...body.thrown, ...frame.thrown];
  frame.thrown = outer;
  const flow: Flow = { ...body, thrown: [] };
  if (s.handler !== undefined) {
    const caught = merge([...raised.map((t) => t.st), ...(raised.length === 0 ? entry : [])].map(clone));
    for (const st of caught) if (s.param !== undefined) bindPattern(frame, s.param, NONE, st);
    const out = runBlock(frame, s.handler, caught);
    flow.next = merge([...flow.next, ...out.next]);
    flow.returned.push(...out.returned);
    flow.thrown.push(...out.thrown);
    flow.broken.push(...out.broken);
    flow.continued.push(...out.continued);
  } else flow.thrown = raised;
  if (s.finalizer === undefined) return flow;
  // Exceptions inside the handler pass the finalizer as well.
  const late = frame.thrown.splice(outer.length);
  const finish = (st: State): State => runBlock(frame, s.finalizer ?? [], [st]).next[0] ?? st;
  flow.next = flow.next.map(finish);
  flow.returned = flow.returned.map((r) => ({ ...r, st: finish(r.st) }));
  flow.thrown = flow.thrown.map((t) => ({ ...t, st: finish(t.st) }));
  flow.broken = flow.broken.map(finish);
  flow.continued = flow.continued.map(finish);
  frame.thrown.push(...late.map((t) => ({ ...t, st: finish(t.st) })));
  return flow;
}

/** What a returned promise does happens only on the paths that return it. */
export function under(frame: Frame, val: Val, st: State): Val {
  const when = assumed(frame, st);
  if (val.k !== 'promise' || when.length === 0) return val;
  const events = val.run.events.map((e) => ({ ...e, when: [...(e.when ?? []), ...when] }));
  return { k: 'promise', run: { ...val.run, events } };
}
