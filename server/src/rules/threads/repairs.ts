/**
 * Repairs of races between threads: one atomic step, the lock that guards the cell elsewhere, a new lock. What could
 * deadlock or mend only half is not offered.
 */
import type { Expr, FileFacts, Stmt } from '../../facts/core.ts';
import type { RaceReport } from '../../analysis/threads/detect/report.ts';
import { givenAt, takenAt } from '../../analysis/threads/detect/frames.ts';
import { exprAt, showExpr } from '../../analysis/threads/detect/sites.ts';
import type { Token } from '../../analysis/threads/tokens.ts';
import { bare, exprsOfStmt, forEachExpr, forEachStmt } from '../../analysis/walk.ts';
import type { FixPlan, LockExpression, Place } from '../../findings/finding.ts';
import type { Ctx } from './words.ts';

export function repairs(ctx: Ctx, r: RaceReport): readonly FixPlan[] {
  const out: FixPlan[] = [];
  const integer = r.at.view?.integer === true;
  const e = exprAt(ctx.program, r.at.site);
  const inPlace = e?.k === 'assign' || e?.k === 'update' || e?.k === 'index';
  if (integer && inPlace && !r.at.atomic) {
    if (r.at.kind === 'update' && (r.kind === 'none' || r.kind === 'mixed' || r.kind === 'shared-side'))
      out.push({ kind: 'atomics-update', at: r.at.site });
    else if (r.kind === 'mixed') out.push({ kind: 'atomics-access', at: r.at.site });
  }
  const lock = r.missing === undefined ? undefined : lockFor(ctx, r, r.missing);
  if (lock !== undefined) out.push({ kind: 'wrap-in-lock', at: r.at.site, lock });
  if (r.kind !== 'none' || r.at.kind === 'read') return out;
  const { fn, file } = r.at.act;
  // Both sides in the same method: a lock around it is the whole repair.
  if (fn.kind === 'method' && r.other.act.fn === fn)
    out.push({ kind: 'synchronized-method', at: { file, start: fn.nameAt[0], end: fn.nameAt[1] } });
  out.push({ kind: 'wrap-in-lock', at: r.at.site, lock: { style: 'new-lock', sharedMemory: true } });
  return out;
}

/** The lock of the other side, as it would be taken and given back at the place that does without. */
function lockFor(ctx: Ctx, r: RaceReport, token: Token): LockExpression | undefined {
  const { site, act } = r.at;
  const facts = ctx.program.files.get(site.file);
  const release = ctx.knowledge.releases.get(token.cell);
  if (facts === undefined || release === undefined || !isPlainStep(act.fn.body, site)) return undefined;
  const [take, give] = [takenAt(ctx.knowledge, token), givenAt(ctx.knowledge, release.site, release.act)];
  if (take.at.file !== site.file || give.at.file !== site.file || take.act.fn === act.fn) return undefined;
  // `this.mutex` is the same lock only in the same class.
  const sameClass = (fn: { readonly cls: number | undefined }): boolean =>
    fn.cls !== undefined && fn.cls === act.fn.cls;
  const lock = callAt(ctx, facts, take.at, sameClass(take.act.fn));
  const unlock = callAt(ctx, facts, give.at, sameClass(give.act.fn));
  if (lock === undefined || unlock === undefined || lock.text !== unlock.text) return undefined;
  return { style: 'lock-unlock', text: lock.text, lock: lock.call, unlock: unlock.call };
}

/** A statement of its own that calls nothing: nothing in it can come to the same lock again. */
function isPlainStep(body: readonly Stmt[], site: Place): boolean {
  let plain = false;
  forEachStmt(body, (s) => {
    if (s.at[0] > site.start || s.at[1] < site.end) return;
    plain = s.k === 'expr' || s.k === 'let' || s.k === 'return';
    for (const e of exprsOfStmt(s)) {
      forEachExpr(e, (x) => {
        if (x.k === 'call' || x.k === 'new' || x.k === 'await' || x.k === 'yield' || x.k === 'func') plain = false;
      });
    }
  });
  return plain;
}

/** `mutex.lock()` as its receiver and method, `lock(cells, 0)` as a whole; only of names that are valid everywhere in the file. */
function callAt(
  ctx: Ctx,
  facts: FileFacts,
  at: Place,
  sameClass: boolean,
): { readonly text: string; readonly call: string } | undefined {
  const found = exprAt(ctx.program, at);
  const e = found === undefined ? undefined : bare(found);
  if (e?.k !== 'call') return undefined;
  const args = e.args.map((a) => showExpr(facts, a));
  const own = e.callee.k === 'member' && args.length === 0 ? e.callee : undefined;
  const parts = own === undefined ? [e.callee, ...e.args] : [own.obj];
  if (!parts.every((part) => isGlobal(facts, part, sameClass))) return undefined;
  const text = own === undefined ? '' : showExpr(facts, own.obj);
  const call = own === undefined ? `${showExpr(facts, e.callee)}(${args.join(', ')})` : own.prop;
  return `${text}${call}`.includes('…') ? undefined : { text, call };
}

function isGlobal(facts: FileFacts, e: Expr, sameClass: boolean): boolean {
  let valid = true;
  forEachExpr(e, (x) => {
    if (x.k === 'var' && facts.bindings[x.b]?.owner !== 0) valid = false;
    if (x.k === 'var' && facts.bindings[x.b]?.perIteration === true) valid = false;
    if ((x.k === 'this' && !sameClass) || x.k === 'call' || x.k === 'func' || x.k === 'super') valid = false;
  });
  return valid;
}
