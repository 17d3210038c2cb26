/**
 * Whether something has come about is asked for by an await, and when it has not, it is listened for:
 * `if (await isFinished(id)) return; return new Promise((resolve) => events.once(id, resolve))`, or a list of those who
 * wait, `waiting.push(resolve)`. What comes about after the answer was given and before the listener is there is neither
 * seen nor told. Silent is whoever looks again behind the listener, starts what brings the event about only afterwards,
 * or listens to a stream, which waits for a reader.
 */
import type { BindingId, Expr, FileFacts, FunctionFacts, Stmt } from '../../facts/core.ts';
import { LISTENS, STREAM_EVENTS } from '../../knowledge/emitters.ts';
import { isAsking } from '../../knowledge/questions.ts';
import { type FnRef, place, type Program } from '../program.ts';
import { bare, bindingsIn, bodiesOfStmt, exprsOfStmt, forEachExpr, forEachExprIn } from '../walk.ts';
import { show } from './cells.ts';
import { settlerOf } from './listeners.ts';
import type { LostEvent } from './lost-events.ts';

/** A question that an await has answered, and which way the answer is yes. */
interface Look {
  readonly awaitAt: Expr['at'];
  readonly asks: Expr;
  readonly yes: boolean;
}

/** One step of the way to a statement: what stands before it, or that an arm of an `if` has led there. */
type Step =
  { readonly k: 'after'; readonly s: Stmt } | { readonly k: 'arm'; readonly test: Expr; readonly then: boolean };

export function lookedFirst(program: Program, facts: FileFacts, ref: FnRef, fn: FunctionFacts): readonly LostEvent[] {
  const out: LostEvent[] = [];
  const text = (e: Expr): string => show(program, ref.file, e, 200);
  const visit = (body: readonly Stmt[], way: readonly Step[]): void => {
    for (const [i, s] of body.entries()) {
      const here = [...way, ...body.slice(0, i).map((each): Step => ({ k: 'after', s: each }))];
      if (s.k === 'if') {
        visit(s.then, [...here, { k: 'arm', test: s.test, then: true }]);
        visit(s.else, [...here, { k: 'arm', test: s.test, then: false }]);
      } else if (s.k === 'block') visit(s.body, here);
      else if (s.k === 'try') visit(s.block, here);
      const waited = waitedFor(facts, s, text);
      const look = waited === undefined ? undefined : unanswered(facts, here);
      if (waited === undefined || look === undefined) continue;
      out.push({
        in: ref,
        kind: 'look',
        what: waited.event,
        cause: { at: place(ref.file, look.asks.at), text: show(program, ref.file, look.asks) },
        awaitAt: place(ref.file, look.awaitAt),
        at: place(ref.file, waited.at),
        waits: true,
        by: undefined,
      });
    }
  };
  visit(fn.body, []);
  return out;
}

/** `return new Promise((resolve) => events.once('done', resolve))`: listens, and does nothing that brings the event about. */
function waitedFor(
  facts: FileFacts,
  s: Stmt,
  text: (e: Expr) => string,
): { readonly at: Expr['at']; readonly event: string } | undefined {
  const whole = s.k === 'return' || s.k === 'expr' ? s.e : undefined;
  const awaited = whole === undefined ? undefined : bare(whole);
  const e = awaited?.k === 'await' ? bare(awaited.e) : s.k === 'return' ? awaited : undefined;
  if (e?.k === 'call' && text(e.callee) === 'once' && e.args[1] !== undefined) {
    const event = text(e.args[1]);
    return STREAM_EVENTS.test(event) ? undefined : { at: e.at, event };
  }
  if (e?.k !== 'new' || text(e.callee) !== 'Promise') return undefined;
  const [executor] = e.args;
  const made = executor?.k === 'func' ? facts.functions[executor.fn] : undefined;
  if (made === undefined) return undefined;
  let listens: { readonly at: Expr['at']; readonly event: string } | undefined;
  let quiet = true;
  forEachExprIn(made, (x) => {
    if (x.k !== 'call') return;
    const callee = bare(x.callee);
    const [event, listener] = x.args;
    if (callee.k === 'member' && KEEPS.has(callee.prop) && isOthers(facts, made, callee.obj) && hands(made, x.args)) {
      listens ??= { at: x.at, event: `word by ${text(callee.obj)}` };
      return;
    }
    if (callee.k === 'member' && LISTENS.has(callee.prop) && event !== undefined && listener !== undefined) {
      const name = text(event);
      if (STREAM_EVENTS.test(name)) quiet = false;
      listens ??= { at: x.at, event: name };
    } else if (text(callee) !== 'setTimeout') quiet = false;
  });
  return quiet ? listens : undefined;
}

/** Ways to keep a function for whoever brings what is waited for. */
const KEEPS: ReadonlySet<string> = new Set(['set', 'push', 'add']);

/** A field of an object, or a variable from around the function: others come to it, too. */
function isOthers(facts: FileFacts, made: FunctionFacts, container: Expr): boolean {
  const e = bare(container);
  return e.k === 'member' || (e.k === 'var' && facts.bindings[e.b]?.owner !== made.parent);
}

/** `waiting.push(resolve)`, `waiting.set(id, { resolve, reject })` */
function hands(made: FunctionFacts, args: readonly Expr[]): boolean {
  const settler = settlerOf(made);
  return settler !== undefined && args.some((arg) => bindingsIn(arg).includes(settler));
}

/** The question whose answer was no on the way here, when nothing has been started since. */
function unanswered(facts: FileFacts, way: readonly Step[]): Look | undefined {
  for (const [i, step] of [...way.entries()].reverse()) {
    const look = lookOf(facts, step, way.slice(0, i));
    if (look !== undefined) return look;
    if (step.k === 'after' && !isQuiet(step.s)) return undefined;
  }
  return undefined;
}

function lookOf(facts: FileFacts, step: Step, before: readonly Step[]): Look | undefined {
  if (step.k === 'arm') {
    const look = asked(facts, step.test, before);
    return look !== undefined && look.yes !== step.then ? look : undefined;
  }
  const { s } = step;
  if (s.k !== 'if' || s.else.length > 0 || !returns(s.then)) return undefined;
  const look = asked(facts, s.test, before);
  return look?.yes === true ? look : undefined;
}

/** Whether a test asks for the answer of an awaited question: `await isDone()`, `status > 0`, `!found`. */
function asked(facts: FileFacts, test: Expr, before: readonly Step[]): Look | undefined {
  const e = bare(test);
  if (e.k === 'unary' && e.op === '!') {
    const inner = asked(facts, e.e, before);
    return inner === undefined ? undefined : { ...inner, yes: !inner.yes };
  }
  if (e.k === 'binary') {
    const inner = asked(facts, e.left, before) ?? asked(facts, e.right, before);
    if (inner === undefined) return undefined;
    const [left, right] = [bare(e.left), bare(e.right)];
    const nothing = [left, right].some((x) => x.k === 'const' && (x.value === undefined || x.value === null));
    return { ...inner, yes: /^!/.test(e.op) === nothing };
  }
  if (e.k === 'await') {
    const call = bare(e.e);
    return call.k === 'call' && isQuestion(call.callee) ? { awaitAt: e.at, asks: call, yes: true } : undefined;
  }
  if (e.k !== 'var') return undefined;
  const made = initOf(before, e.b);
  return made === undefined ? undefined : asked(facts, made, before);
}

function isQuestion(callee: Expr): boolean {
  const e = bare(callee);
  const name = e.k === 'member' ? e.prop : '';
  return /^_?(is|has|exists|check|status)(?![a-z])/.test(name) || isAsking(name);
}

function initOf(before: readonly Step[], b: BindingId): Expr | undefined {
  for (const step of [...before].reverse()) {
    if (step.k !== 'after' || step.s.k !== 'let') continue;
    const decl = step.s.decls.find((d) => d.target.k === 'bind' && d.target.b === b);
    if (decl !== undefined) return decl.init;
  }
  return undefined;
}

/** An arm that gives what is there already; one that only throws has found something wrong. */
function returns(body: readonly Stmt[]): boolean {
  return body.some((s) => s.k === 'return' || bodiesOfStmt(s).some(returns));
}

/** Starts nothing: names are given to values, and nobody is called for the sake of it. */
function isQuiet(s: Stmt): boolean {
  if (s.k !== 'let' && s.k !== 'if' && s.k !== 'expr') return s.k === 'empty';
  let quiet = true;
  for (const e of exprsOfStmt(s))
    forEachExpr(e, (x) => {
      if (x.k === 'call' || x.k === 'new') quiet = false;
    });
  return quiet && bodiesOfStmt(s).every((body) => body.every((inner) => inner.k === 'throw' || isQuiet(inner)));
}
