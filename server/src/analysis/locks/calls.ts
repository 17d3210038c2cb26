/** Calls: summaries of functions of the program, closures run where they stand, parameters, stored functions. */
import type { Expr, ExprOf, Param } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { JOINS_TRANSACTION } from '../../knowledge/pools.ts';
import { fnKey, fnOf, type FnRef, place, qualifiedName } from '../program.ts';
import type { Callee } from '../resolve.ts';
import { bare } from '../walk.ts';
import { moveOut, publish } from './bindings.ts';
import { EMPTY_RUN, joinValues, NONE, type Run, type Substitution, substPath, vaguePath, type Val } from './domain.ts';
import { evaluate } from './expressions.ts';
import { clone, type Frame, MAX_INLINE, newFrame, type State } from './frame.ts';
import { commitEvents, freeLock, releaseValue } from './holding.ts';
import { instantiate } from './instantiate.ts';
import { callInferredLock, callLibraryLock } from './lock-calls.ts';
import { callOutside, callParameter } from './outside-calls.ts';
import { evalPromiseMethod } from './promise-methods.ts';
import { runFunction } from './run.ts';

export function evalCall(frame: Frame, e: ExprOf<'call'>, st: State): Val {
  const callee = bare(e.callee);
  const at = place(frame.file, e.at);
  const callees = frame.it.resolver.calleesOf(frame.ref, e);
  const lib = frame.it.libraryCall(frame.ref, e, callees);
  if (lib !== undefined) return callLibraryLock(frame, e, lib, st);
  const all = callees.filter((c) => c.k === 'function');
  // `super.close()` is the base's own method, whatever subclasses put in its place.
  const known = callee.k === 'member' && callee.obj.k === 'super' ? all.slice(0, 1) : all;
  const fns = known.length > 0 ? known : methodsOfThis(frame, callee, st);
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
  const direct = callee.k === 'member' ? NONE : target;
  if (direct.k === 'fn') return callClosure(frame, direct.ref, args, st, at);
  const out = callParameter(frame, e, callees, target, args, st) ?? callOutside(frame, e, callees, target, args, st);
  // `db('users').where({ id }).first()`: a builder is still what it was, unless it is told to use a transaction's own
  // connection.
  const builds = out.k === 'none' && target.k === 'promise' && callee.k === 'member';
  return builds && !JOINS_TRANSACTION.test(callee.prop) ? target : out;
}

/** `pool.resize()` where `pool` is known to be `this`: the object was handed to a callback. */
function methodsOfThis(frame: Frame, callee: Expr, st: State): readonly Extract<Callee, { k: 'function' }>[] {
  if (callee.k !== 'member' || bare(callee.obj).k !== 'var') return [];
  const on = evaluate(frame, callee.obj, st);
  if (on.k !== 'path' || on.path.root !== 'this' || on.path.steps.length > 0) return [];
  const m = /^C:(.*)#(\d+)$/.exec(on.cls ?? '');
  const file = m?.[1];
  if (file === undefined || !frame.it.program.files.has(file)) return [];
  return frame.it.resolver.methodsOf({ file, cls: Number(m?.[2]) }, callee.prop);
}

/** Runs a closure where it stands, knowing what it captured. */
export function runClosure(frame: Frame, ref: FnRef, args: readonly Val[], st: State): Run {
  if (ref.file !== frame.file || frame.depth >= MAX_INLINE || !encloses(frame, ref)) {
    const run = frame.it.summaryOf(ref);
    return instantiate(frame, run, { self: NONE, args }, undefined);
  }
  return runFunction(newFrame(frame.it, ref, st, frame.depth + 1, frame.notes, frame.root), args);
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
    const padded = params.map((p, i) => args[i] ?? leftOut(e, p));
    const whole = instantiate(frame, run, { self: owned, args: padded }, st);
    const inst: Run = { ...whole, holds: whole.holds.map((h) => ({ ...h, at })) };
    needLocks(frame, ref, e, { self: owned, args: padded }, st);
    // Arguments with a release function now belong to the callee, unless it only calls them.
    args.forEach((arg) => {
      if (arg.k === 'release') moveOut(frame, arg, st);
    });
    out = joinValues(out, callResult(frame, ref, inst, st, { at, callee: ref }));
  }
  return out;
}

/** `@requiresLock`: the call needs locks that the caller holds. */
function needLocks(frame: Frame, ref: FnRef, e: ExprOf<'call'>, s: Substitution, st: State): void {
  for (const guard of frame.it.guards.functions.get(fnKey(ref)) ?? []) {
    const needed = { ...guard, path: substPath(guard.path, s) };
    const what = qualifiedName(frame.it.program, ref);
    const at = place(frame.file, e.at);
    commitEvents(
      frame,
      [{ k: 'guarded', guard: needed, what, calls: true, at, fn: frame.ref, held: [], trace: [] }],
      st,
    );
  }
}

/** The value of a parameter that a call leaves out. */
function leftOut(e: ExprOf<'call'>, param: Param): Val {
  if (param.rest || e.args.some((arg) => arg.k === 'spread')) return NONE;
  if (param.init === undefined) return { k: 'undefined' };
  const { init } = param;
  return init.k === 'const' && init.value !== null && init.value !== undefined ? { k: 'const', v: init.value } : NONE;
}

function receiverOf(target: Val): Val {
  if (target.k === 'path') return target;
  return { k: 'path', path: vaguePath(), cls: undefined, name: 'another instance' };
}
