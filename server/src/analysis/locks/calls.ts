/** Calls: summaries of functions of the program, closures run where they stand, parameters, stored functions. */
import type { ExprOf } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { blockingApi } from '../../knowledge/blocking.ts';
import { fnKey, fnOf, type FnRef, place } from '../program.ts';
import type { Callee } from '../resolve.ts';
import { bare } from '../walk.ts';
import { workerOf } from './awaiting.ts';
import { moveOut, publish } from './bindings.ts';
import { EMPTY_RUN, type LockEvent, NONE, type Run, vaguePath, type Val } from './domain.ts';
import { elementAt, evaluate } from './expressions.ts';
import { clone, type Frame, MAX_INLINE, newFrame, type State } from './frame.ts';
import { commitEvents, freeLock, releaseValue } from './holding.ts';
import { instantiate } from './instantiate.ts';
import { callInferredLock, callLibraryLock } from './lock-calls.ts';
import { evalPromiseMethod } from './promise-methods.ts';
import { joinValues, runFunction } from './run.ts';

export function evalCall(frame: Frame, e: ExprOf<'call'>, st: State): Val {
  const callee = bare(e.callee);
  const at = place(frame.file, e.at);
  const callees = frame.it.resolver.calleesOf(frame.ref, e);
  const lib = frame.it.libraryCall(frame.ref, e, callees);
  if (lib !== undefined) return callLibraryLock(frame, e, lib, st);
  const fns = callees.filter((c) => c.k === 'function');
  for (const c of fns) {
    const op = frame.it.inferred.ops.get(fnKey(c));
    if (op !== undefined) return callInferredLock(frame, e, c, st);
  }
  const target = callee.k === 'member' ? evaluate(frame, callee.obj, st) : evaluate(frame, callee, st);
  if (
    target.k === 'release' &&
    (callee.k !== 'member' || /^(release|unlock|dispose|close|end)$|Symbol/i.test(callee.prop))
  ) {
    releaseValue(frame, target, st, at);
    return { k: 'promise', run: EMPTY_RUN };
  }
  if (target.k === 'object' && callee.k === 'member') {
    const member = target.props.get(callee.prop);
    if (member?.k === 'release') {
      releaseValue(frame, member, st, at);
      return { k: 'promise', run: EMPTY_RUN };
    }
  }
  const args = e.args.map((arg) => evaluate(frame, arg, st));
  if (callee.k === 'member') {
    const special = evalPromiseMethod(frame, e, callee, target, args, st);
    if (special !== undefined) return special;
  }
  for (const arg of e.args) publish(frame, arg, st);
  if (fns.length === 0 && callee.k === 'member' && callee.obj.k !== 'this') publish(frame, callee.obj, st);
  const [first] = fns;
  if (first !== undefined) return callFunctions(frame, e, fns, target, args, st);
  // A parameter, a stored function, something unknown.
  const direct = callee.k === 'member' ? NONE : target;
  if (direct.k === 'fn') return callClosure(frame, direct.ref, args, st, at);
  if (direct.k === 'path' && /^p\d+$/.test(direct.path.root) && direct.path.steps.length === 0) {
    if (st.held.some((h) => h.manual && !h.moved) && !givesPromise(frame, Number(direct.path.root.slice(1))))
      frame.thrown.push({ st: clone(st), at });
    for (const arg of args) moveOut(frame, arg, st);
    return {
      k: 'promise',
      run: {
        ...EMPTY_RUN,
        events: [{ k: 'param', index: Number(direct.path.root.slice(1)), at, fn: frame.ref, held: [], trace: [] }],
      },
    };
  }
  for (const arg of args) moveOut(frame, arg, st);
  // `locks.set(key, m)`: from now on `m` is that element.
  const stored =
    callee.k === 'member' && callee.prop === 'set' && e.args[1] !== undefined ? bare(e.args[1]) : undefined;
  if (stored?.k === 'var' && e.args[0] !== undefined) {
    const element = elementAt(frame, target, e.args[0], st);
    if (element.k === 'path') st.env.set(stored.b, element);
  }
  const events: LockEvent[] = [];
  for (const cell of frame.it.graph.flow.sourceOf(frame.ref, callee).cells) {
    if (!cell.startsWith('P:') && frame.it.graph.flow.inCell(cell).length > 0 && callee.k !== 'member')
      events.push({ k: 'cell', cell, self: { root: 'this', steps: [] }, at, fn: frame.ref, held: [], trace: [] });
  }
  const once = callees.some((c) => c.k === 'external' && c.module === 'events' && c.path[0] === 'once');
  if (once && e.args[0] !== undefined && e.args[1]?.k === 'const' && e.args[1].value === 'message') {
    const worker = workerOf(frame, frame.ref, e.args[0]);
    if (worker !== undefined) events.push({ k: 'reply', worker, at, fn: frame.ref, held: [], trace: [] });
  }
  for (const c of callees) {
    const api = c.k === 'external' ? blockingApi(c.module, c.path) : undefined;
    if (api !== undefined && (api.kind === 'process' || api.kind === 'network' || api.kind === 'prompt'))
      commitEvents(
        frame,
        [
          {
            k: 'slow',
            kind: 'sync',
            what: c.k === 'external' ? (c.path[c.path.length - 1] ?? c.module) : '',
            at,
            fn: frame.ref,
            held: [],
            trace: [],
          },
        ],
        st,
      );
  }
  if (
    callee.k === 'member' &&
    callee.prop === 'parse' &&
    callee.obj.k === 'global' &&
    callee.obj.name === 'JSON' &&
    st.held.some((h) => h.manual && !h.moved)
  )
    frame.thrown.push({ st: clone(st), at });
  if (callee.k === 'member' && /^(get|at)$/.test(callee.prop) && e.args.length === 1 && e.args[0] !== undefined) {
    const element = elementAt(frame, target, e.args[0], st);
    if (element.k === 'path') return element;
  }
  return events.length > 0 ? { k: 'promise', run: { ...EMPTY_RUN, events } } : NONE;
}

/** Runs a closure where it stands, knowing what it captured. */
export function runClosure(frame: Frame, ref: FnRef, args: readonly Val[], st: State): Run {
  if (ref.file !== frame.file || frame.depth >= MAX_INLINE || !encloses(frame, ref)) {
    const run = frame.it.summaryOf(ref);
    return instantiate(frame, run, { self: NONE, args }, undefined);
  }
  return runFunction(newFrame(frame.it, ref, st, frame.depth + 1, frame.root), args);
}

function encloses(frame: Frame, ref: FnRef): boolean {
  let fn = fnOf(frame.it.program, ref);
  if (fn.kind === 'method' || fn.kind === 'constructor') return false;
  while (fn.parent !== undefined && fn.parent !== 0) {
    if (fn.parent === frame.ref.fn) return true;
    fn = fnOf(frame.it.program, { file: ref.file, fn: fn.parent });
  }
  return frame.ref.fn === 0 && fn.parent === 0 && fn.kind === 'arrow';
}

function callClosure(frame: Frame, ref: FnRef, args: readonly Val[], st: State, at: Place): Val {
  if (fnOf(frame.it.program, ref).parent === 0)
    return callResult(frame, ref, runClosure(frame, ref, args, st), st, { at, callee: ref });
  return callResult(frame, ref, runClosure(frame, ref, args, st), st, undefined);
}

/** A parameter that is an asynchronous function fails by rejecting, not by throwing. */
function givesPromise(frame: Frame, index: number): boolean {
  const type = fnOf(frame.it.program, frame.root).params[index]?.type;
  return type?.k === 'fn' && type.returns.k === 'ref' && /^Promise/.test(type.returns.name);
}

/** The value of calling a function whose run is known: async ones give a promise of it. */
function callResult(
  frame: Frame,
  ref: FnRef,
  run: Run,
  st: State,
  step: { at: Place; callee: FnRef } | undefined,
): Val {
  const events = step === undefined ? run.events : run.events.map((x) => ({ ...x, trace: [step, ...x.trace] }));
  const fn = fnOf(frame.it.program, ref);
  if (fn.async) {
    if (!frame.it.mayThrow(ref)) return { k: 'promise', run: { ...run, events } };
    return { k: 'promise', run: { ...run, events } };
  }
  commitEvents(frame, events, st);
  for (const f of run.freed) freeLock(frame, f, st, step?.at);
  st.held = [...st.held, ...run.holds];
  if (st.held.some((h) => h.manual && !h.moved) && frame.it.mayThrow(ref) && step !== undefined)
    frame.thrown.push({ st: clone(st), at: step.at });
  if (run.value.k === 'promise' && step !== undefined)
    return {
      k: 'promise',
      run: { ...run.value.run, events: run.value.run.events.map((x) => ({ ...x, trace: [step, ...x.trace] })) },
    };
  return run.value;
}

function callFunctions(
  frame: Frame,
  e: ExprOf<'call'>,
  fns: readonly Extract<Callee, { k: 'function' }>[],
  target: Val,
  args: readonly Val[],
  st: State,
): Val {
  const at = place(frame.file, e.at);
  const callee = bare(e.callee);
  let out: Val = NONE;
  for (const c of fns.slice(0, 2)) {
    const ref = { file: c.file, fn: c.fn };
    const run = frame.it.summaryOf(ref);
    const owned = receiverOf(callee.k === 'member' ? target : NONE);
    const params = fnOf(frame.it.program, ref).params;
    const padded = params.map((_, i) => args[i] ?? NONE);
    const whole = instantiate(frame, run, { self: owned, args: padded }, st);
    const inst: Run = { ...whole, holds: whole.holds.map((h) => ({ ...h, at })) };
    // Arguments with a release function now belong to the callee, unless it only calls them.
    args.forEach((arg) => {
      if (arg.k === 'release') moveOut(frame, arg, st);
    });
    out = joinValues(frame, out, callResult(frame, ref, inst, st, { at, callee: ref }));
  }
  return out;
}

function receiverOf(target: Val): Val {
  if (target.k === 'path') return target;
  return { k: 'path', path: vaguePath(), cls: undefined, name: 'another instance' };
}
