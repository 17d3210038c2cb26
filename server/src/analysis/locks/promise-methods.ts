/** `Promise.all`, `.then`, `.map`: the built-in functions that put runs side by side or one after the other. */
import type { ExprOf } from '../../facts/core.ts';
import { fnOf, place } from '../program.ts';
import { parkedIn } from './awaiting.ts';
import { publish } from './bindings.ts';
import { runClosure } from './calls.ts';
import { EMPTY_RUN, type LockEvent, NONE, type Run, settled, type Val } from './domain.ts';
import type { Frame, State } from './frame.ts';
import { commitEvents, emitEvent, noteClash } from './holding.ts';
import { inKnownOrder } from './loops.ts';

export function evalPromiseMethod(
  frame: Frame,
  e: ExprOf<'call'>,
  callee: ExprOf<'member'>,
  target: Val,
  args: readonly Val[],
  st: State,
): Val | undefined {
  if (callee.obj.k === 'global' && callee.obj.name === 'Promise' && callee.prop === 'withResolvers') {
    const events = parkedIn(frame, place(frame.file, e.at));
    const promise: Val = { k: 'promise', run: { ...EMPTY_RUN, events } };
    return events.length === 0 ? undefined : { k: 'object', props: new Map([['promise', promise]]) };
  }
  if (callee.obj.k === 'global' && callee.obj.name === 'Promise' && /^(all|allSettled|race|any)$/.test(callee.prop)) {
    const [list] = args;
    const runs = list === undefined ? [] : list.k === 'tuple' ? list.vals : [list];
    const promises = runs.flatMap((v) => (v.k === 'promise' ? [v.run] : []));
    const race = callee.prop === 'race' || callee.prop === 'any';
    return {
      k: 'promise',
      run: {
        events: race && promises.length > 1 ? [] : promises.flatMap((r) => r.events),
        holds: promises.flatMap((r) => r.holds),
        freed: promises.flatMap((r) => r.freed),
        value: { k: 'tuple', vals: runs.map((v) => (v.k === 'promise' ? v.run.value : v)) },
        parallel: !race,
      },
    };
  }
  if (/^(then|catch|finally)$/.test(callee.prop) && target.k === 'promise') {
    let run = target.run;
    for (const arg of args) {
      if (arg.k === 'release') {
        run = { ...run, freed: [...run.freed, arg.token] };
        frame.releases.set(arg.token, place(frame.file, e.at));
      } else if (arg.k === 'fn') {
        const after = settled(runClosure(frame, arg.ref, callee.prop === 'then' ? [run.value] : [], st));
        const held = run.holds.map((h) => ({ lock: h.lock, at: h.at }));
        for (const h of run.holds)
          for (const x of after.events) if (x.k === 'acquire' || x.k === 'await-free') noteClash(frame, h, x);
        const tokens = new Set(after.freed);
        run = {
          events: [...run.events, ...after.events.map((x) => ({ ...x, held: [...held, ...x.held] }))],
          holds: [...run.holds.filter((h) => !tokens.has(h.token)), ...after.holds],
          freed: [
            ...run.freed,
            ...after.freed.filter((f) => typeof f !== 'number' || !run.holds.some((h) => h.token === f)),
          ],
          value: callee.prop === 'then' ? after.value : run.value,
          parallel: run.parallel,
        };
        for (const f of after.freed) if (typeof f === 'number') frame.releases.set(f, place(frame.file, e.at));
      }
    }
    handOver(st, run.freed);
    return { k: 'promise', run };
  }
  if (/^(then|catch|finally)$/.test(callee.prop)) {
    // A continuation of something unknown: what it does happens before the result settles.
    const runs = args.map((arg) =>
      arg.k === 'fn'
        ? settled(runClosure(frame, arg.ref, [], st))
        : arg.k === 'release'
          ? { ...EMPTY_RUN, freed: [arg.token] }
          : EMPTY_RUN,
    );
    const freed = runs.flatMap((r) => r.freed);
    handOver(st, freed);
    return { k: 'promise', run: { ...EMPTY_RUN, events: runs.flatMap((r) => r.events), freed } };
  }
  if (/^(map|flatMap|forEach|some|every|filter|find|reduce)$/.test(callee.prop)) {
    const [fn] = args;
    if (fn?.k !== 'fn') return undefined;
    for (const arg of e.args) publish(frame, arg, st);
    const run = runClosure(frame, fn.ref, [], st);
    const held = run.value.k === 'promise' ? run.value.run : run;
    if (callee.prop === 'forEach') {
      if (!fnOf(frame.it.program, fn.ref).async) commitEvents(frame, run.events, st);
      return NONE;
    }
    const order =
      callee.prop === 'map' && held.holds.length > 0 && !inKnownOrder(frame, callee.obj)
        ? keyedTogether(frame, held)
        : [];
    for (const event of order) emitEvent(frame, event);
    return { k: 'promise', run: { ...held, holds: [], value: NONE, parallel: true } };
  }
  return undefined;
}

/** `Promise.all(keys.map((k) => lock(k)))`, when requests of several callers can interleave. */
function keyedTogether(frame: Frame, run: Run): LockEvent[] {
  return run.holds
    .filter((h) => h.lock.path.root === 'file')
    .map((h) => ({
      k: 'caller-order' as const,
      lock: h.lock,
      other: { lock: h.lock, at: h.at },
      at: h.at,
      fn: frame.ref,
      held: [],
      trace: [],
    }));
}

/** Whether or not anybody waits for it: the release is the business of what follows. */
function handOver(st: State, freed: Run['freed']): void {
  st.held = st.held.map((h) => (freed.includes(h.token) ? { ...h, moved: true } : h));
}
