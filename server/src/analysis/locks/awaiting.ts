/** Awaiting: what a promise stands for happens under the locks held at the await; what is known to be slow is noted. */
import type { Expr, ExprOf } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { slowAwait } from '../../knowledge/blocking.ts';
import { fnKey, fnOf, type FnRef, place } from '../program.ts';
import { bare, forEachExprIn } from '../walk.ts';
import { capture, moveOut, publish } from './bindings.ts';
import { EMPTY_RUN, type LockEvent, NONE, pathKey, type Run, samePath, takesLock, type Val } from './domain.ts';
import { evaluate } from './expressions.ts';
import { clone, type Frame, type State } from './frame.ts';
import { commitEvents, freeLock } from './holding.ts';
import { Identifier } from './identify.ts';
import { cellAwaited } from './signals.ts';
import { workerEntry } from './workers.ts';

export function evalAwait(frame: Frame, e: Expr, val: Val, st: State, at: Place): Val {
  const slow = slowAwaitIn(frame, e);
  if (slow !== undefined) commitEvents(frame, [slow], st);
  const cell = cellAwaited(frame.it.program, frame.it.resolver, frame.ref, e);
  if (cell !== undefined)
    commitEvents(frame, [{ k: 'poll', cells: [cell], at, fn: frame.ref, held: [], trace: [] }], st);
  const result = settle(frame, val, st);
  st.suspended = true;
  if (st.held.some((h) => h.manual && !h.moved) && frame.it.awaitMayReject(frame.ref, e) && !takesLock(val))
    frame.thrown.push({ st: clone(st), at });
  return result;
}

/** Makes what a promise stands for happen here. */
export function settle(frame: Frame, val: Val, st: State): Val {
  if (val.k === 'tuple') return val;
  if (val.k !== 'promise') return val;
  const { run } = val;
  commitEvents(frame, run.events, st);
  if (run.parallel) noteTogether(frame, run);
  for (const freed of run.freed) freeLock(frame, freed, st, undefined);
  for (const hold of run.holds) st.given.delete(pathKey(hold.lock.path));
  st.held = [...st.held, ...run.holds.filter((h) => !st.held.some((x) => x.token === h.token))];
  return run.value;
}

/** `Promise.all([lock.acquire(), lock.acquire()])`: nobody releases until all have it. */
function noteTogether(frame: Frame, run: Run): void {
  for (const hold of run.holds) {
    // Given to somebody out of sight, who may release it before the others ask.
    if (hold.moved) continue;
    for (const e of run.events) {
      if (
        (e.k !== 'acquire' && e.k !== 'await-free') ||
        (e.k === 'acquire' && e.at.start === hold.at.start && e.at.file === hold.at.file)
      )
        continue;
      if (!samePath(e.lock.path, hold.lock.path) || hold.lock.reentrant) continue;
      if (hold.lock.shape === 'semaphore' && hold.lock.capacity !== 1) continue;
      frame.notes.clashes.push({ k: 'together', held: hold, event: e, fn: frame.ref });
      return;
    }
  }
}

function slowAwaitIn(frame: Frame, e: Expr): LockEvent | undefined {
  const inner = bare(e);
  if (inner.k !== 'call') return undefined;
  for (const c of frame.it.resolver.calleesOf(frame.ref, inner)) {
    if (c.k !== 'external' && c.k !== 'global') continue;
    const kind = slowAwait(c.k === 'external' ? c.module : '', c.path);
    if (kind === undefined) continue;
    if (
      kind === 'network' &&
      inner.args.some(
        (arg) => arg.k === 'object' && arg.props.some((p) => p.k === 'prop' && /^(signal|timeout)$/.test(p.key)),
      )
    )
      return undefined;
    if (kind === 'sleep') {
      const [ms] = inner.args;
      if (ms?.k !== 'const' || typeof ms.value !== 'number' || ms.value < 1000) return undefined;
    }
    return {
      k: 'slow',
      kind,
      what: c.path[c.path.length - 1] ?? (c.k === 'external' ? c.module : ''),
      at: place(frame.file, inner.at),
      fn: frame.ref,
      held: [],
      trace: [],
    };
  }
  return undefined;
}

/** `new Promise((resolve) => worker.once('message', resolve))`: waits for a worker's reply. */
function repliesAwaited(frame: Frame, e: ExprOf<'new'>): LockEvent[] {
  const [executor] = e.args;
  if (executor?.k !== 'func') return [];
  const out: LockEvent[] = [];
  const ctx = { file: frame.file, fn: executor.fn };
  forEachExprIn(fnOf(frame.it.program, ctx), (x) => {
    if (x.k !== 'call' || x.callee.k !== 'member' || !/^(once|on|addEventListener)$/.test(x.callee.prop)) return;
    const [event] = x.args;
    if (event?.k !== 'const' || event.value !== 'message') return;
    const worker = workerOf(frame, ctx, x.callee.obj);
    if (worker !== undefined)
      out.push({ k: 'reply', worker, at: place(frame.file, e.at), fn: frame.ref, held: [], trace: [] });
  });
  return out;
}

export function workerOf(frame: Frame, ctx: FnRef, e: Expr): string | undefined {
  const entity = frame.it.resolver.entityOf(ctx, e);
  if (entity.k !== 'externalInstance' || !/(^|\.)(Worker|SharedWorker)$/.test(entity.name)) return undefined;
  const made = new Identifier(frame.it.program, frame.it.resolver).creation(ctx, e);
  return made === undefined ? undefined : workerEntry(frame.it.program, frame.file, made);
}

/** In a function that puts what settles its promise into a queue: the wait until somebody takes it out. */
export function parkedIn(frame: Frame, at: Place): LockEvent[] {
  const queue = frame.it.inferred.parks.get(fnKey(frame.ref));
  return queue === undefined ? [] : [{ k: 'park', queue, at, fn: frame.ref, held: [], trace: [] }];
}

export function evalNew(frame: Frame, e: ExprOf<'new'>, st: State): Val {
  const callee = bare(e.callee);
  const args = e.args.map((arg) => evaluate(frame, arg, st));
  if (callee.k === 'global' && callee.name === 'Promise') {
    const executor = args[0];
    if (executor?.k === 'fn') capture(frame, executor.ref, st);
    const parked = parkedIn(frame, place(frame.file, e.at));
    const events = parked.length > 0 ? parked : repliesAwaited(frame, e);
    return { k: 'promise', run: { ...EMPTY_RUN, events } };
  }
  for (const [i, arg] of e.args.entries()) {
    publish(frame, arg, st);
    moveOut(frame, args[i] ?? NONE, st);
  }
  return NONE;
}
