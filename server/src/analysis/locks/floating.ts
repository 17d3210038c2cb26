/**
 * floating-critical-section: a lock that is asked for but not waited for before the state it protects is used,
 * and hand-written sections that nobody waits for.
 */
import type { BindingId, Expr, ExprOf, FunctionFacts } from '../../facts/core.ts';
import type { Finding } from '../../findings/finding.ts';
import { floatingFinding } from '../../rules/locks/floating.ts';
import { bindingOf, fnKey, fnOf, type FnRef } from '../program.ts';
import { bare, exprsOfStmt, forEachExpr, forEachExprIn, forEachStmt } from '../walk.ts';
import type { LockView } from './index.ts';
import { deliveryOf, placeOf } from './signals.ts';

type Kind = 'acquire' | 'run';

export function floatingSections(view: LockView): Finding[] {
  const out: Finding[] = [];
  for (const ref of view.relevant) {
    const fn = fnOf(view.program, ref);
    forEachStmt(fn.body, (s) => {
      if (s.k === 'expr') {
        const e = bare(s.e);
        const kind = e.k === 'call' ? kindOf(view, ref, e) : undefined;
        if (e.k !== 'call' || kind === undefined) return;
        const used = firstUse(view, ref, fn, e, e.at[1], Infinity, kind);
        if (used !== undefined) out.push(floatingFinding(view.program, ref, e, used, kind));
      }
      if (s.k !== 'let') return;
      for (const d of s.decls) {
        const e = d.init === undefined ? undefined : bare(d.init);
        if (e?.k !== 'call' || d.target.k !== 'bind' || kindOf(view, ref, e) !== 'acquire') continue;
        const until = waitedFrom(view, ref, fn, d.target.b);
        const used = until === undefined ? undefined : firstUse(view, ref, fn, e, e.at[1], until, 'acquire');
        if (used !== undefined) out.push(floatingFinding(view.program, ref, e, used, 'acquire'));
      }
    });
  }
  return out;
}

/** Library sections that nobody awaits are told by the analysis between activations. */
function kindOf(view: LockView, ref: FnRef, e: ExprOf<'call'>): Kind | undefined {
  const callees = view.it.resolver.calleesOf(ref, e);
  const lib = view.it.libraryCall(ref, e, callees);
  if (lib !== undefined) return lib.op.op === 'acquire' && !lib.limiter ? 'acquire' : undefined;
  for (const c of callees) {
    const op = c.k === 'function' ? view.it.inferred.ops.get(fnKey(c)) : undefined;
    if (op?.op === 'acquire' || op?.op === 'run') return op.op;
  }
  return undefined;
}

/** Where the promise in a variable is first awaited; undefined when it is handed on instead. */
function waitedFrom(view: LockView, ref: FnRef, fn: FunctionFacts, b: BindingId): number | undefined {
  if (bindingOf(view.program, ref.file, b).reassigned || bindingOf(view.program, ref.file, b).captured)
    return undefined;
  let first: number | undefined;
  let handedOn = false;
  const awaited = new Set<Expr>();
  forEachExprIn(fn, (e) => {
    if (e.k !== 'await') return;
    forEachExpr(e.e, (x) => {
      if (x.k === 'var' && x.b === b) {
        awaited.add(x);
        first = Math.min(first ?? Infinity, e.at[0]);
      }
    });
  });
  forEachExprIn(fn, (e) => {
    if (e.k === 'var' && e.b === b && !awaited.has(e)) handedOn = true;
  });
  return handedOn ? undefined : (first ?? fn.at[1]);
}

export interface Use {
  readonly at: readonly [number, number];
  readonly name: string;
}

/** The first use, between two places, of state that the section is there for. */
function firstUse(
  view: LockView,
  ref: FnRef,
  fn: FunctionFacts,
  call: ExprOf<'call'>,
  from: number,
  to: number,
  kind: Kind,
): Use | undefined {
  const touched = kind === 'run' ? cellsIn(view, ref, call) : writtenIn(view, ref, fn);
  let found: Use | undefined;
  forEachExprIn(fn, (e) => {
    if (e.at[0] < from || e.at[1] > to || (found !== undefined && found.at[0] <= e.at[0])) return;
    const bound = e.k === 'assign' && e.target.k === 'bind' ? e.target.b : e.k === 'var' ? e.b : undefined;
    const cell =
      bound !== undefined && e.k === 'assign' ? deliveryOf(view.program, ref, e) : placeOf(view.program, ref, e);
    if (cell === undefined || !touched.has(cell)) return;
    found = {
      at: e.at,
      name: e.k === 'member' ? e.prop : bound === undefined ? '' : bindingOf(view.program, ref.file, bound).name,
    };
  });
  return found;
}

/** State that the function changes: what its lock is for. */
function writtenIn(view: LockView, ref: FnRef, fn: FunctionFacts): ReadonlySet<string> {
  const cells = new Set<string>();
  forEachExprIn(fn, (e) => {
    const cell = deliveryOf(view.program, ref, e);
    if (cell !== undefined) cells.add(cell);
  });
  return cells;
}

/** State that the callbacks of a call change. */
function cellsIn(view: LockView, ref: FnRef, call: ExprOf<'call'>): ReadonlySet<string> {
  const cells = new Set<string>();
  for (const arg of call.args) {
    const e = bare(arg);
    if (e.k !== 'func') continue;
    const inner = { file: ref.file, fn: e.fn };
    forEachStmt(fnOf(view.program, inner).body, (s) =>
      exprsOfStmt(s).forEach((x) =>
        forEachExpr(x, (y) => {
          const cell = deliveryOf(view.program, inner, y);
          if (cell !== undefined) cells.add(cell);
        }),
      ),
    );
  }
  return cells;
}

export type { Kind as FloatingKind };
