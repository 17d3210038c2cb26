/** A callee's summary as its caller sees it: paths substituted, callbacks run, acquisitions given tokens of their own. */
import { fnOf } from '../program.ts';
import { runClosure } from './calls.ts';
import {
  EMPTY_RUN,
  type LockEvent,
  NONE,
  type Run,
  substHeld,
  type Substitution,
  substLock,
  substPath,
  type Val,
} from './domain.ts';
import type { Frame, State } from './frame.ts';
import { noteClash } from './holding.ts';

/** A callee's run as seen from here: paths substituted, callbacks run, fresh tokens. */
export function instantiate(frame: Frame, run: Run, s: Substitution, st: State | undefined): Run {
  if (run === EMPTY_RUN) return run;
  const tokens = new Map<number, number>();
  const holds = run.holds.map((h) => {
    const token = frame.it.nextToken();
    tokens.set(h.token, token);
    return { ...h, token, moved: false, ...substHeld(h, s) };
  });
  const value = (v: Val): Val => {
    switch (v.k) {
      case 'release':
        return { k: 'release', token: tokens.get(v.token) ?? v.token };
      case 'tuple':
        return { k: 'tuple', vals: v.vals.map(value) };
      case 'object':
        return { k: 'object', props: new Map([...v.props].map(([k, x]) => [k, value(x)])) };
      case 'path': {
        const base =
          v.path.root === 'this'
            ? s.self
            : /^p\d+$/.test(v.path.root)
              ? s.args[Number(v.path.root.slice(1))]
              : undefined;
        if (v.path.steps.length === 0 && base !== undefined) return base;
        return { ...v, path: substPath(v.path, s) };
      }
      case 'promise':
        return { k: 'promise', run: instantiate(frame, v.run, s, st) };
      default:
        return v;
    }
  };
  return {
    events: run.events.flatMap((x) => instantiateEvent(frame, x, s, st)),
    holds,
    freed: run.freed.map((f) => (typeof f === 'number' ? (tokens.get(f) ?? f) : substPath(f, s))),
    value: value(run.value),
    parallel: run.parallel,
  };
}

function instantiateEvent(frame: Frame, x: LockEvent, s: Substitution, st: State | undefined): readonly LockEvent[] {
  const held = x.held.map((h) => substHeld(h, s));
  switch (x.k) {
    case 'acquire':
    case 'await-free':
      return [{ ...x, held, lock: substLock(x.lock, s) }];
    case 'caller-order':
      return [];
    case 'write':
      return [];
    case 'cell':
      return [{ ...x, held, self: substPath(x.self, s) }];
    case 'param': {
      const arg = s.args[x.index];
      if (arg?.k === 'fn') {
        const run =
          st === undefined
            ? instantiate(frame, frame.it.summaryOf(arg.ref), { self: NONE, args: [] }, undefined)
            : runClosure(frame, arg.ref, [], st);
        const inner =
          run.value.k === 'promise' && !fnOf(frame.it.program, arg.ref).async
            ? [...run.events, ...run.value.run.events]
            : run.events;
        for (const h of held) {
          for (const y of inner) {
            if (y.k === 'acquire' || y.k === 'await-free')
              noteClash(
                frame,
                { ...h, token: -1, manual: false, moved: false },
                { ...y, trace: [...x.trace, { at: x.at, callee: arg.ref }, ...y.trace] },
              );
          }
        }
        return inner.map((y) => ({
          ...y,
          held: [...held, ...y.held],
          trace: [...x.trace, { at: x.at, callee: arg.ref }, ...y.trace],
        }));
      }
      if (arg?.k === 'path' && /^p\d+$/.test(arg.path.root) && arg.path.steps.length === 0)
        return [{ ...x, held, index: Number(arg.path.root.slice(1)) }];
      return [];
    }
    default:
      return [{ ...x, held }];
  }
}
