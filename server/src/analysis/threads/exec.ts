/** Statements, compiled once into steps (see code.ts); loops are in loops.ts. */
import { assertNever, type Stmt, type StmtOf } from '../../facts/core.ts';
import { forEachStmt } from '../walk.ts';
import { call } from './calls.ts';
import { makeClass } from './classes.ts';
import {
  begin,
  beginStep,
  Completion,
  PENDING,
  sequence,
  settle,
  stepOf,
  taken,
  takenStep,
  WAITING,
  deferStep,
  type Code,
  type Done,
  type Step,
} from './code.ts';
import { throwError } from './errors.ts';
import { codeOf, placer } from './eval.ts';
import { compileForEach, compileLoop } from './loops.ts';
import { binary, nullish, test } from './ops.ts';
import { bindOf } from './patterns.ts';
import { getProp } from './props.ts';
import {
  ErrorObj,
  GenReturn,
  Obj,
  Thrown,
  Unknown,
  plain,
  type Act,
  type Disposable,
  type Gen,
  type Value,
} from './values.ts';
import type { Place } from '../../findings/finding.ts';

/** A block of statements with the disposal of what `using` declares in it. */
export function stepsOf(list: readonly Stmt[]): Step {
  const steps = sequence(list.map(compile));
  const disposes = list.some((s) => s.k === 'let' && (s.kind === 'using' || s.kind === 'await using'));
  return disposes ? (act) => beginStep(withDisposal(act, steps)) : steps;
}

function compile(s: Stmt): Step {
  switch (s.k) {
    case 'expr':
      return stepOf(codeOf(s.e), (act) => {
        act.agent.world.tick();
        return undefined;
      });
    case 'let':
      return sequence(s.decls.map((d) => declarator(s.kind, d)));
    case 'if': {
      const at = s.test.at;
      const yes = stepsOf(s.then);
      const no = s.else.length === 0 ? undefined : stepsOf(s.else);
      const step = stepOf(codeOf(s.test), (act, v) => {
        act.agent.world.tick();
        if (test(act, v, at)) return yes(act);
        return no === undefined ? undefined : no(act);
      });
      // What comes after a branch that always comes to its end was not decided by the condition.
      return leaves(s.then) || leaves(s.else) ? step : (act) => joined(act, act.control, step(act));
    }
    case 'loop':
      return compileLoop(s);
    case 'forEach':
      return compileForEach(s);
    case 'switch':
      return compileSwitch(s);
    case 'try':
      return compileTry(s);
    case 'block': {
      const steps = stepsOf(s.body);
      const { label } = s;
      return label === undefined ? steps : unlabelled(steps, label);
    }
    case 'return': {
      const e = s.e;
      const code: Code = e === undefined ? () => undefined : codeOf(e);
      return (act) => {
        if (act.fn.async && act.fn.generator) return beginStep(returnAwaited(act, code));
        const v = code(act);
        act.agent.world.tick();
        return v === PENDING ? deferStep(returnLater(taken())) : new Completion('return', undefined, v);
      };
    }
    case 'throw': {
      const at = placer(s.at);
      return stepOf(codeOf(s.e), (act, v) => {
        throw new Thrown(v, at(act));
      });
    }
    case 'break': {
      const done = new Completion('break', s.label, undefined);
      return () => done;
    }
    case 'continue': {
      const done = new Completion('continue', s.label, undefined);
      return () => done;
    }
    case 'class': {
      const { cls } = s;
      return stepOf(
        (act) => begin(makeClass(act, cls)),
        () => undefined,
      );
    }
    case 'empty':
      return () => undefined;
    default:
      return assertNever(s);
  }
}

function leaves(list: readonly Stmt[]): boolean {
  let found = false;
  forEachStmt(list, (s) => {
    if (s.k === 'return' || s.k === 'throw' || s.k === 'break' || s.k === 'continue') found = true;
  });
  return found;
}

/** Where branches meet again, what decided between them decides nothing any more. */
function joined(act: Act, before: Act['control'], done: Done): Done {
  if (done === WAITING) return deferStep(joinedLater(act, before, takenStep()));
  if (done === undefined) act.control = before;
  return done;
}

function* joinedLater(act: Act, before: Act['control'], gen: Gen<Done>): Gen<Done> {
  const done = yield* gen;
  if (done === undefined) act.control = before;
  return done;
}

function* returnLater(gen: Gen<Value>): Gen<Done> {
  return new Completion('return', undefined, yield* gen);
}

function* returnAwaited(act: Act, code: Code): Gen<Done> {
  const value = yield* settle(code(act));
  return new Completion('return', undefined, yield { s: 'await', value });
}

function declarator(kind: StmtOf<'let'>['kind'], d: StmtOf<'let'>['decls'][number]): Step {
  const bind = bindOf(d.target, 'declare');
  if (d.init === undefined) {
    if (kind === 'var') return () => undefined;
    return stepOf(
      (act) => bind(act, undefined),
      () => undefined,
    );
  }
  const init = codeOf(d.init);
  const at = placer(d.init.at);
  const using = kind === 'using' || kind === 'await using';
  return stepOf(init, (act, v) => {
    act.agent.world.tick();
    if (using) registerUse(act, v, kind === 'await using', at(act));
    const bound = bind(act, v);
    return bound === PENDING ? deferStep(bindLater(taken())) : undefined;
  });
}

function* bindLater(gen: Gen<Value>): Gen<Done> {
  yield* gen;
  return undefined;
}

/** Ends `break label` (and a plain `break`, when the statement is a switch) of this statement. */
function unlabelled(steps: Step, label: string | undefined, plainBreak = false): Step {
  const end = (done: Done): Done =>
    done?.k === 'break' && (done.label === undefined ? plainBreak : done.label === label) ? undefined : done;
  return (act) => {
    const done = steps(act);
    return done === WAITING ? deferStep(endLater(takenStep(), end)) : end(done);
  };
}

function* endLater(gen: Gen<Done>, end: (done: Done) => Done): Gen<Done> {
  return end(yield* gen);
}

// ---------------------------------------------------------------------------------------------------- switch

function compileSwitch(s: StmtOf<'switch'>): Step {
  const on = codeOf(s.on);
  const tests = s.cases.map((c) => (c.test === undefined ? undefined : { code: codeOf(c.test), at: c.test.at }));
  const bodies = s.cases.map((c) => stepsOf(c.body));
  const from = bodies.map((_, i) => sequence(bodies.slice(i)));
  const none = s.cases.findIndex((c) => c.test === undefined);
  const run: Step = (act) => beginStep(choose(act));
  return unlabelled(run, s.label, true);

  function* choose(act: Act): Gen<Done> {
    const value = yield* settle(on(act));
    act.agent.world.tick();
    let start = none;
    for (let i = 0; i < tests.length; i++) {
      const t = tests[i];
      if (t === undefined) continue;
      const candidate = yield* settle(t.code(act));
      if (!test(act, binary('===', value, candidate, act), t.at)) continue;
      start = i;
      break;
    }
    const steps = start < 0 ? undefined : from[start];
    if (steps === undefined) return undefined;
    const done = steps(act);
    return done === WAITING ? yield* takenStep() : done;
  }
}

// ------------------------------------------------------------------------------------------ try, using

function catchable(error: unknown): error is Thrown | GenReturn {
  return error instanceof Thrown || error instanceof GenReturn;
}

/** A host failure inside a try would be taken for one of the program; it is passed on as it is. */
function compileTry(s: StmtOf<'try'>): Step {
  const block = stepsOf(s.block);
  const handler = s.handler === undefined ? undefined : stepsOf(s.handler);
  const bind = s.param === undefined ? undefined : bindOf(s.param, 'declare');
  const finalizer = s.finalizer === undefined ? undefined : stepsOf(s.finalizer);
  return (act) => beginStep(run(act));

  function* run(act: Act): Gen<Done> {
    const { env, uses } = act;
    let done: Done;
    let failure: Thrown | GenReturn | undefined;
    try {
      done = block(act);
      if (done === WAITING) done = yield* takenStep();
    } catch (error) {
      if (!catchable(error)) throw error;
      failure = error;
    }
    if (failure instanceof Thrown && handler !== undefined) {
      act.env = env;
      act.uses = uses;
      const thrown = failure.value;
      failure = undefined;
      try {
        if (bind !== undefined) yield* settle(bind(act, thrown));
        done = handler(act);
        if (done === WAITING) done = yield* takenStep();
      } catch (error) {
        if (!catchable(error)) throw error;
        failure = error;
      }
    }
    if (finalizer !== undefined) {
      act.env = env;
      act.uses = uses;
      let last = finalizer(act);
      if (last === WAITING) last = yield* takenStep();
      if (last !== undefined) return last;
    }
    if (failure !== undefined) throw failure as Thrown;
    return done;
  }
}

export function registerUse(act: Act, value: Value, async: boolean, at: Place): void {
  if (nullish(value)) return;
  let method = async ? getProp(act, value, '[Symbol.asyncDispose]', at) : undefined;
  if (nullish(method)) method = getProp(act, value, '[Symbol.dispose]', at);
  if (nullish(method)) {
    const o = plain(value);
    if (o instanceof Unknown || (o instanceof Obj && o.open)) return;
    throwError(act, 'TypeError', 'The value is not disposable', at);
  }
  act.uses?.push({ value, method, async, at });
}

/** Runs steps, then disposes of what they declared with `using`, last first. */
export function* withDisposal(act: Act, steps: Step): Gen<Done> {
  const outer = act.uses;
  const { env } = act;
  const own: Disposable[] = [];
  act.uses = own;
  let done: Done;
  let failure: Thrown | GenReturn | undefined;
  try {
    done = steps(act);
    if (done === WAITING) done = yield* takenStep();
  } catch (error) {
    if (!catchable(error)) throw error;
    failure = error;
  }
  act.uses = outer;
  act.env = env;
  for (const use of own.reverse()) {
    try {
      const value = yield* settle(call(act, use.method, use.value, [], use.at));
      if (use.async) yield { s: 'await', value };
    } catch (error) {
      if (!(error instanceof Thrown)) throw error;
      failure = failure instanceof Thrown ? suppressed(error, failure) : error;
    }
  }
  if (failure !== undefined) throw failure as Thrown;
  return done;
}

function suppressed(error: Thrown, before: Thrown): Thrown {
  const both = new ErrorObj('SuppressedError', 'An error was suppressed during disposal.');
  both.props.set('error', error.value);
  both.props.set('suppressed', before.value);
  return new Thrown(both, error.at);
}
