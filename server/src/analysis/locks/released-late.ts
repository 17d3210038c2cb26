/**
 * A lock that is given back only when what follows it succeeds: `acquire().then((release) => work().then(() => release()))`.
 * A chain goes past its `then` when what it waits for fails, and nobody else has the release.
 */
import type { Expr, ExprOf, FileFacts, FunctionFacts, Pattern } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { factsOf, fnOf, place, type FnRef } from '../program.ts';
import { bare, forEachExprIn, forEachStmt, textOf } from '../walk.ts';
import type { LockView } from './index.ts';

export interface LateRelease {
  readonly fn: FnRef;
  /** Where the lock is taken. */
  readonly at: Place;
  readonly lock: string;
  readonly shape: 'mutex' | 'semaphore' | 'rw';
  readonly capacity: number | undefined;
  /** What may fail. */
  readonly exit: Place;
  readonly release: Place;
}

interface Taken {
  readonly call: ExprOf<'call'>;
  /** The variable of the release. */
  readonly release: number;
}

export function lateReleases(view: LockView): readonly LateRelease[] {
  return view.relevant.flatMap((fn) =>
    takenIn(factsOf(view.program, fn.file), fnOf(view.program, fn)).flatMap((taken) => late(view, fn, taken) ?? []),
  );
}

/** `const release = await x.acquire()`, `x.acquire().then((release) => ...)`, also `[, release]` and `[value, release]`. */
function takenIn(facts: FileFacts, fn: FunctionFacts): readonly Taken[] {
  const out: Taken[] = [];
  const note = (e: Expr, target: Pattern | undefined): void => {
    const release = target?.k === 'arrayPattern' ? target.elems[1]?.target : target;
    const call = bare(e);
    if (call.k === 'call' && release?.k === 'bind') out.push({ call, release: release.b });
  };
  forEachStmt(fn.body, (s) => {
    if (s.k !== 'let') return;
    for (const d of s.decls) {
      const init = d.init === undefined ? undefined : bare(d.init);
      if (init?.k === 'await') note(init.e, d.target);
    }
  });
  forEachExprIn(fn, (e) => {
    const [then, first] = thenOf(e) ?? [];
    if (then !== undefined && first?.k === 'func') note(then.obj, facts.functions[first.fn]?.params[0]?.target);
  });
  return out;
}

function late({ program, it }: LockView, fn: FnRef, { call, release }: Taken): LateRelease | undefined {
  const facts = factsOf(program, fn.file);
  const lib = it.libraryCall(fn, call, it.resolver.calleesOf(fn, call));
  if (lib?.op.op !== 'acquire' || lib.target === undefined || facts.bindings[release]?.reassigned !== false) return;
  const names = (b: number): string => facts.bindings[b]?.name ?? '';
  const lock = textOf(bare(lib.target), names);
  if (lock === undefined) return;
  // Every mention of the release is a call in the first callback of a `then`, whose chain cannot have been mended before.
  const continuations = new Map<number, ExprOf<'call'>>();
  let mentions = 0;
  const inContinuations: { readonly at: Place; readonly of: ExprOf<'call'> }[] = [];
  let byMethod = false;
  for (const each of facts.functions)
    forEachExprIn(each, (e) => {
      const [then, first] = thenOf(e) ?? [];
      if (e.k === 'call' && then !== undefined && first?.k === 'func') {
        const from = firstOf(then.obj);
        if (from !== undefined && mayFail(from, names) && from !== call) continuations.set(first.fn, from);
      }
      if (e.k === 'call' && e.callee.k === 'member' && /^(release|cancel|unlock)$/.test(e.callee.prop))
        byMethod ||= textOf(bare(e.callee.obj), names) === lock;
    });
  for (const each of facts.functions)
    forEachExprIn(each, (e) => {
      if (e.k === 'var' && e.b === release) mentions += 1;
      const callee = e.k === 'call' ? bare(e.callee) : undefined;
      const of = continuations.get(each.id);
      if (callee?.k === 'var' && callee.b === release && of !== undefined)
        inContinuations.push({ at: place(fn.file, e.at), of });
    });
  const [only] = inContinuations;
  if (byMethod || only === undefined || inContinuations.length !== mentions) return;
  return {
    fn,
    at: place(fn.file, call.at),
    lock,
    shape: lib.shape,
    capacity: lib.capacity,
    exit: place(fn.file, only.of.at),
    release: only.at,
  };
}

/** `x.then(first)` without a second callback. */
function thenOf(e: Expr): readonly [ExprOf<'member'>, Expr] | undefined {
  if (e.k !== 'call' || e.callee.k !== 'member' || e.callee.prop !== 'then' || e.args.length !== 1) return undefined;
  const [first] = e.args;
  return first === undefined ? undefined : [e.callee, bare(first)];
}

/** The call at the beginning of a chain in which nothing takes care of a failure. */
function firstOf(e: Expr): ExprOf<'call'> | undefined {
  const x = bare(e);
  if (x.k !== 'call') return undefined;
  if (x.callee.k !== 'member' || !/^(then|catch|finally)$/.test(x.callee.prop)) return x;
  return x.callee.prop === 'catch' || x.args.length !== 1 ? undefined : firstOf(x.callee.obj);
}

const SURE = /^(sleep|delay|wait|pause|setTimeout|setImmediate|resolve|allSettled|nextTick|tick)$/;

function mayFail(call: ExprOf<'call'>, names: (b: number) => string): boolean {
  const callee = bare(call.callee);
  const name =
    callee.k === 'member'
      ? callee.prop
      : callee.k === 'var'
        ? names(callee.b)
        : callee.k === 'global'
          ? callee.name
          : '';
  return !SURE.test(name);
}
