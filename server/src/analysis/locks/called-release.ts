/**
 * Locks of libraries that nobody has listed, known by their use: what `await x.lock()` gives is called without
 * arguments later on, so it is what ends the turn. Whether such a lock is re-entrant is not known.
 */
import type { Expr, ExprOf, FileFacts, Stmt } from '../../facts/core.ts';
import { perFile } from '../per-file.ts';
import { bare, forEachExprIn, forEachStmt } from '../walk.ts';

const TAKES = /^(acquire|lock|obtain|reserve|take|enter)([A-Z]\w*)?$|[lL]ock$|Mutex$|Semaphore$/;
const RELEASES = /^_*(release|unlock|free|leave|unblock)|([rR]elease|[uU]nlock)(r|er|Fn|Lock|Mutex)?$/;

/** Calls of a file whose awaited result is called without arguments: `const unlock = await x.lock(); ... unlock();`. */
const releasing = perFile((facts): ReadonlySet<Expr> => {
  const taken = new Map<number, ExprOf<'call'>>();
  const note = (b: number, value: Expr): void => {
    const e = bare(value);
    const call = e.k === 'await' ? bare(e.e) : undefined;
    if (call?.k !== 'call') return;
    const name = nameOf(facts, call);
    if (
      TAKES.test(name) &&
      (RELEASES.test(facts.bindings[b]?.name ?? '') || /lock|mutex|semaphore|acquire/i.test(name))
    )
      taken.set(b, call);
  };
  for (const fn of facts.functions) {
    forEachStmt(fn.body, (s: Stmt) => {
      if (s.k !== 'let') return;
      for (const d of s.decls) if (d.target.k === 'bind' && d.init !== undefined) note(d.target.b, d.init);
    });
    forEachExprIn(fn, (e) => {
      if (e.k === 'assign' && e.op === '=' && e.target.k === 'bind') note(e.target.b, e.value);
    });
  }
  const out = new Set<Expr>();
  if (taken.size === 0) return out;
  for (const fn of facts.functions)
    forEachExprIn(fn, (e) => {
      const callee = e.k === 'call' && e.args.length === 0 ? bare(e.callee) : undefined;
      const call = callee?.k === 'var' ? taken.get(callee.b) : undefined;
      if (call !== undefined) out.add(call);
    });
  return out;
});

function nameOf(facts: FileFacts, call: ExprOf<'call'>): string {
  const callee = bare(call.callee);
  return callee.k === 'member' ? callee.prop : callee.k === 'var' ? (facts.bindings[callee.b]?.name ?? '') : '';
}

export function givesRelease(facts: FileFacts, call: ExprOf<'call'>): boolean {
  return releasing(facts).has(call);
}
