/** Loops: fresh variables for every iteration, and what to do after each one (see cut.ts). */
import type { Binding, Span, Stmt, StmtOf } from '../../facts/core.ts';
import {
  PENDING,
  beginStep,
  deferStep,
  taken,
  takenStep,
  WAITING,
  settle,
  type Code,
  type Done,
  type Step,
} from './code.ts';
import { LoopRun } from './cut.ts';
import { planOf, type LoopPlan } from './loop-plan.ts';
import { codeOf, placer } from './eval.ts';
import { registerUse, stepsOf, withDisposal } from './exec.ts';
import { openIterator, ofIterator, type Iter } from './iterate.ts';
import { test } from './ops.ts';
import { bindOf } from './patterns.ts';
import { keysOf } from './props.ts';
import { Env, FnVal, GenReturn, Thrown, Unknown, plain, type Act, type Gen, type Value } from './values.ts';

/** Names that every iteration of a loop has anew, as far as closures could tell. */
interface Fresh {
  readonly copied: readonly number[];
  readonly functions: readonly Binding[];
  readonly needed: boolean;
}

const inside = (at: Span, span: Span): boolean => at[0] >= span[0] && at[1] <= span[1];

function freshIn(act: Act, s: StmtOf<'loop' | 'forEach'>, head: readonly Span[]): Fresh {
  const own = act.facts.bindings.filter(
    (b) =>
      b.perIteration &&
      b.owner === act.fn.id &&
      inside(b.at, s.at) &&
      (b.captured || b.fn !== undefined || b.cls !== undefined),
  );
  return {
    copied: own.filter((b) => head.some((h) => inside(b.at, h))).map((b) => b.id),
    functions: own.filter((b) => b.kind === 'function' && b.fn !== undefined),
    needed: own.length > 0,
  };
}

/** Starts an iteration: an environment of its own, with the head's variables as they are now. */
function renew(act: Act, fresh: Fresh, outer: Env): void {
  if (!fresh.needed) return;
  const before = act.env;
  const env = new Env(outer);
  for (const b of fresh.copied) if (before.vars.has(b)) env.vars.set(b, before.vars.get(b));
  act.env = env;
  for (const b of fresh.functions) {
    const fn = b.fn === undefined ? undefined : act.facts.functions[b.fn];
    if (fn !== undefined) env.vars.set(b.id, new FnVal(act.file, act.facts, fn, env, act.self, act.callee?.home, act));
  }
}

type Next = 'again' | 'leave' | Done;

/** What the completion of a body means for its loop. */
function afterBody(done: Done, label: string | undefined): Next {
  if (done === undefined) return 'again';
  if (done.k === 'return') return done;
  const mine = done.label === undefined || done.label === label;
  if (!mine) return done;
  return done.k === 'break' ? 'leave' : 'again';
}

export function compileLoop(s: StmtOf<'loop'>): Step {
  const init = s.init.length === 0 ? undefined : stepsOf(s.init);
  const check: Code | undefined = s.test === undefined ? undefined : codeOf(s.test);
  const checkAt = s.test?.at ?? s.at;
  const update: Code | undefined = s.update === undefined ? undefined : codeOf(s.update);
  const body = stepsOf(s.body);
  const head = s.init.map((i: Stmt) => i.at);
  const plan: LoopPlan = planOf(s);
  let fresh: Fresh | undefined;

  return (act) => {
    fresh ??= freshIn(act, s, head);
    return beginStep(run(act, fresh));
  };

  function* run(act: Act, names: Fresh): Gen<Done> {
    const outer = act.env;
    // Variables of the head that no closure sees stay here; the others are copied for every iteration.
    const shared = names.needed ? new Env(outer) : outer;
    act.env = shared;
    if (init !== undefined) {
      const done = init(act);
      if (done === WAITING) yield* takenStep();
    }
    const state = new LoopRun(act, plan);
    renew(act, names, shared);
    let first = true;
    for (;;) {
      state.begin();
      if (check !== undefined && (!first || s.testFirst)) {
        let v = check(act);
        if (v === PENDING) v = yield* taken();
        if (!test(act, v, checkAt)) break;
      }
      first = false;
      let done = body(act);
      if (done === WAITING) done = yield* takenStep();
      const next = afterBody(done, s.label);
      if (next === 'leave') break;
      if (next !== 'again') {
        act.env = outer;
        return next;
      }
      renew(act, names, shared);
      if (update !== undefined) {
        const v = update(act);
        if (v === PENDING) yield* taken();
      }
      const what = state.after();
      if (what !== 'go' && (yield* state.handle(what)) === 'leave') break;
    }
    act.env = outer;
    return undefined;
  }
}

export function compileForEach(s: StmtOf<'forEach'>): Step {
  const right = codeOf(s.right);
  const at = placer(s.right.at);
  const bind = bindOf(s.target, s.declares === undefined ? 'assign' : 'declare');
  const using = s.declares === 'using' || s.declares === 'await using';
  const body = stepsOf(s.body);
  const plan = planOf(s);
  let fresh: Fresh | undefined;

  return (act) => {
    fresh ??= freshIn(act, s, []);
    return beginStep(run(act, fresh));
  };

  function* open(act: Act, source: Value): Gen<Iter> {
    if (s.kind === 'in') return ofIterator(keysOf(act, source).values());
    const iterator = yield* openIterator(act, source, at(act), s.kind === 'await');
    if (iterator !== undefined) return iterator;
    const u = plain(source);
    const of = u instanceof Unknown ? u : new Unknown('data');
    return ofIterator([of.part('[0]'), of.part('[1]')].values());
  }

  function* run(act: Act, names: Fresh): Gen<Done> {
    const outer = act.env;
    const source = yield* settle(right(act));
    const iterator = yield* open(act, source);
    const state = new LoopRun(act, plan);
    state.iterator = iterator;
    for (;;) {
      state.begin();
      const step = yield* iterator.next();
      if (step.done) break;
      let item = step.value;
      if (s.kind === 'await' && iterator.async !== true) item = yield { s: 'await', value: item };
      let done: Done;
      try {
        renew(act, names, outer);
        yield* settle(bind(act, item));
        done = using ? yield* withDisposal(act, useThen(item)) : body(act);
        if (done === WAITING) done = yield* takenStep();
      } catch (error) {
        act.env = outer;
        if (error instanceof Thrown || error instanceof GenReturn) yield* closing(iterator, error instanceof Thrown);
        throw error;
      }
      const next = afterBody(done, s.label);
      if (next !== 'again') {
        act.env = outer;
        yield* iterator.close();
        return next === 'leave' ? undefined : next;
      }
      const what = state.after();
      if (what !== 'go' && (yield* state.handle(what)) === 'leave') break;
    }
    act.env = outer;
    return undefined;
  }

  /** The disposal of `for (using x of y)` belongs to the iteration. */
  function useThen(item: Value): Step {
    return (act) => {
      registerUse(act, item, s.declares === 'await using', at(act));
      const done = body(act);
      return done === WAITING ? deferStep(takenStep()) : done;
    };
  }
}

/** An error in the body is more important than one of closing the iterator. */
function* closing(iterator: Iter, swallow: boolean): Gen<void> {
  try {
    yield* iterator.close();
  } catch (error) {
    if (!swallow || !(error instanceof Thrown)) throw error;
  }
}
