/** A callee's summary as its caller sees it: paths substituted, callbacks run, acquisitions given tokens of their own. */
import { assertNever } from '../../facts/core.ts';
import { fnOf } from '../program.ts';
import { runClosure } from './calls.ts';
import {
  type Condition,
  EMPTY_RUN,
  type EventOf,
  givesAway,
  type Held,
  type LockEvent,
  type Run,
  substHeld,
  type Substitution,
  substLock,
  substPath,
  type Val,
} from './domain.ts';
import type { Frame, State } from './frame.ts';
import { noteClash } from './holding.ts';
import { parameterOf } from './outside-calls.ts';
import { isOwn } from './touches.ts';

/** A callee's run as seen from here: paths substituted, callbacks run, fresh tokens. */
export function instantiate(frame: Frame, run: Run, s: Substitution, st: State | undefined): Run {
  if (run === EMPTY_RUN) return run;
  const tokens = new Map<number, number>();
  const holds = run.holds.flatMap((h) => {
    // What the callee stored or handed to somebody may have been given back by then: it holds nothing for the caller.
    if (h.moved && !givesAway(run.value, h.token)) return [];
    const token = frame.it.nextToken();
    tokens.set(h.token, token);
    return [{ ...h, ...substHeld(h, s), token, moved: false }];
  });
  return {
    events: run.events.flatMap((x) => instantiateEvent(frame, x, s, st)),
    holds,
    freed: run.freed.map((f) => (typeof f === 'number' ? (tokens.get(f) ?? f) : substPath(f, s))),
    value: instantiateValue(frame, run.value, s, tokens, st),
    parallel: run.parallel,
  };
}

function instantiateValue(
  frame: Frame,
  v: Val,
  s: Substitution,
  tokens: ReadonlyMap<number, number>,
  st: State | undefined,
): Val {
  const inner = (x: Val): Val => instantiateValue(frame, x, s, tokens, st);
  switch (v.k) {
    case 'release':
      return { k: 'release', token: tokens.get(v.token) ?? v.token };
    case 'tuple':
      return { k: 'tuple', vals: v.vals.map(inner) };
    case 'object':
      return { k: 'object', props: new Map([...v.props].map(([k, x]) => [k, inner(x)])) };
    case 'path': {
      const index = parameterOf(v.path);
      const base = v.path.root === 'this' ? s.self : index === undefined ? undefined : s.args[index];
      if (v.path.steps.length === 0 && base !== undefined) return base;
      return { ...v, path: substPath(v.path, s) };
    }
    case 'promise':
      return { k: 'promise', run: instantiate(frame, v.run, s, st) };
    case 'none':
    case 'undefined':
    case 'const':
    case 'fn':
    case 'tried':
      return v;
    default:
      return assertNever(v);
  }
}

function instantiateEvent(frame: Frame, x: LockEvent, s: Substitution, st: State | undefined): readonly LockEvent[] {
  const when = conditionsOf(x, s);
  if (when === undefined) return [];
  const held = x.held.map((h) => substHeld(h, s));
  switch (x.k) {
    case 'acquire':
    case 'await-free':
      return [{ ...x, held, when, lock: substLock(x.lock, s) }];
    case 'caller-order':
    case 'write':
      return [];
    case 'touch': {
      const owner = substPath(x.owner, s);
      return isOwn(owner, frame.file) ? [{ ...x, held, when, owner }] : [];
    }
    case 'guarded':
      return [{ ...x, held, when, guard: { ...x.guard, path: substPath(x.guard.path, s) } }];
    case 'cell':
      return [{ ...x, held, when, self: substPath(x.self, s) }];
    case 'param':
      return callbackEvents(frame, { ...x, held, when }, s, st);
    case 'slow':
    case 'poll':
    case 'park':
    case 'reply':
      return [{ ...x, held, when }];
    default:
      return assertNever(x);
  }
}

/** The conditions of an event that still stand for this call's caller; undefined when the call rules it out. */
function conditionsOf(x: LockEvent, s: Substitution): readonly Condition[] | undefined {
  const open: Condition[] = [];
  for (const c of x.when ?? []) {
    const whole = s.args[c.index];
    const arg = c.prop === undefined ? whole : whole?.k === 'object' ? (whole.props.get(c.prop) ?? whole) : whole;
    const source = parameterBehind(whole, c.prop);
    if (source !== undefined) open.push({ ...source, truthy: c.truthy });
    const known =
      arg?.k === 'const'
        ? Boolean(arg.v)
        : arg?.k === 'undefined'
          ? false
          : arg?.k === 'object' && c.prop !== undefined && !arg.props.has('...')
            ? false
            : undefined;
    if (known !== undefined && known !== c.truthy) return undefined;
  }
  return open;
}

/** The caller's own parameter that decides: `check(text, options)`, `check(text, { held: options.held })`. */
function parameterBehind(
  whole: Val | undefined,
  prop: string | undefined,
): { readonly index: number; readonly prop: string | undefined } | undefined {
  const named = prop !== undefined && whole?.k === 'object' ? whole.props.get(prop) : undefined;
  // `{ ...options, more }`: what is not named comes from there.
  const own = named ?? (whole?.k === 'object' ? whole.props.get('...') : whole);
  const index = own?.k === 'path' ? parameterOf(own.path) : undefined;
  if (own?.k !== 'path' || index === undefined) return undefined;
  const steps = prop !== undefined && own !== named ? [...own.path.steps, prop] : own.path.steps;
  return steps.length > 1 ? undefined : { index, prop: steps[0] };
}

/** What a callback does when the callee calls it, under the locks that the callee holds then. */
function callbackEvents(
  frame: Frame,
  x: EventOf<'param'>,
  s: Substitution,
  st: State | undefined,
): readonly LockEvent[] {
  const whole = s.args[x.index];
  const arg = x.prop === undefined ? whole : whole?.k === 'object' ? whole.props.get(x.prop) : whole;
  const args = x.args.map((v) => instantiateValue(frame, v, s, new Map(), st));
  if (arg?.k === 'fn') {
    const run =
      st === undefined
        ? instantiate(frame, frame.it.summaryOf(arg.ref), { self: { k: 'none' }, args }, undefined)
        : runClosure(frame, arg.ref, args, st);
    const inner =
      run.value.k === 'promise' && !fnOf(frame.it.program, arg.ref).async
        ? [...run.events, ...run.value.run.events]
        : run.events;
    const traced = inner.map((y) => ({ ...y, trace: [...x.trace, { at: x.at, callee: arg.ref }, ...y.trace] }));
    return traced.map((y) => {
      const held = stillHeld(x.held, y);
      if (y.k === 'acquire' || y.k === 'await-free')
        for (const h of held) noteClash(frame, { ...h, token: -1, manual: false, moved: false }, y);
      return { ...y, held: [...held, ...y.held] };
    });
  }
  if (arg?.k !== 'path') return [];
  const index = parameterOf(arg.path);
  const steps = x.prop === undefined || whole === arg ? arg.path.steps : [];
  if (index === undefined || steps.length > 1 || (steps.length === 1 && x.prop !== undefined)) return [];
  return [{ ...x, index, prop: x.prop ?? steps[0], args }];
}

/** The locks that are held around what a callback does, without those whose release it was handed and has called. */
function stillHeld(held: readonly Held[], inside: LockEvent): readonly Held[] {
  const { ended } = inside;
  return ended === undefined ? held : held.filter(({ token }) => token === undefined || !ended.includes(token));
}
