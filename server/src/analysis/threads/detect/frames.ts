/**
 * Which call in the user's own code takes, waits for or gives back a lock. The operation itself lies deep
 * in `lock()`, `withLock()` or a guard object; a report belongs to the line that uses these. What is part
 * of the lock and what uses it is learnt from runs: see `acquirers`, `wrappers` and `users`.
 */
import type { Place } from '../../../findings/finding.ts';
import type { Expr, FileFacts } from '../../../facts/core.ts';
import type { Program } from '../../program.ts';
import { bare } from '../../walk.ts';
import { idOf } from '../acts.ts';
import type { Blocked } from '../agent.ts';
import type { Token } from '../tokens.ts';
import type { Act } from '../values.ts';
import type { Knowledge } from '../knowledge.ts';
import { cellName, exprAt, showExpr } from './sites.ts';

export interface LockUse {
  /** The call (or the Atomics operation, when the lock is written in place). */
  readonly at: Place;
  /** The function run that makes the call. */
  readonly act: Act;
}

function climb(at: Place, from: Act, part: (act: Act) => boolean): LockUse {
  let act = from;
  let place = at;
  while (act.parent !== undefined && act.callAt !== undefined && act.fn.kind !== 'module' && part(act)) {
    place = act.callAt;
    act = act.parent;
  }
  return { at: place, act };
}

function partOfLock(k: Knowledge, act: Act): boolean {
  const id = idOf(act);
  return k.wrappers.has(id) || (!k.users.has(id) && k.acquirers.has(id));
}

export function takenAt(k: Knowledge, token: Token): LockUse {
  const held = token.agent.tokens.includes(token);
  return climb(token.site, token.act, (act) => partOfLock(k, act) || (held && act.done && !k.users.has(idOf(act))));
}

export function waitedAt(k: Knowledge, blocked: Blocked): LockUse {
  return climb(blocked.site, blocked.act, (act) => partOfLock(k, act));
}

export function givenAt(k: Knowledge, site: Place, act: Act): LockUse {
  return climb(site, act, (a) => k.releasers.has(idOf(a)));
}

/** The place inside `frame`'s own code from which `inner` was reached. */
export function leadsTo(frame: Act, inner: LockUse): Place {
  let at = inner.at;
  for (let a: Act | undefined = inner.act; a !== undefined && a !== frame; a = a.parent) {
    if (a.callAt === undefined) break;
    at = a.callAt;
  }
  return at;
}

/** The call by which the holder of a lock gets to where it takes it again; inside the callback of a wrapper if there is one. */
export function reentry(k: Knowledge, taken: LockUse, again: LockUse): Place {
  const at = leadsTo(taken.act, again);
  if (at !== taken.at && (at.start !== taken.at.start || at.file !== taken.at.file)) return at;
  let inner: Act | undefined;
  for (let a: Act | undefined = again.act; a !== undefined && a !== taken.act; a = a.parent) {
    if (!partOfLock(k, a)) inner = a;
  }
  return inner === undefined ? at : leadsTo(inner, again);
}

/** The calls from the start of an agent's script down to a function run, outermost first. */
export function callPath(act: Act): readonly { readonly at: Place; readonly callee: Act }[] {
  const out: { at: Place; callee: Act }[] = [];
  for (let a: Act | undefined = act; a !== undefined && out.length < 12; a = a.parent) {
    if (a.callAt !== undefined && a.fn.kind !== 'module') out.push({ at: a.callAt, callee: a });
  }
  return out.reverse();
}

const short = (text: string): string => text.replace(/^this\./, '').replace(/^#/, '');

/** What a person would call the lock: `stockLock`, `locks[PARSE]`. */
export function lockName(program: Program, k: Knowledge, token: Token): string {
  if (token.name !== undefined) return token.name;
  return nameOfUse(program, takenAt(k, token), token.site) ?? 'the lock';
}

/** Whether the second argument of `lock(cells, LOCK)` is a place in the first, and not another lock. */
function looksLikeIndex(facts: FileFacts, e: Expr): boolean {
  const x = bare(e);
  if (x.k === 'const') return typeof x.value === 'number';
  if (x.k === 'binary') return true;
  const name = x.k === 'var' ? facts.bindings[x.b]?.name : x.k === 'member' ? x.prop : undefined;
  return (
    name !== undefined &&
    (/^[A-Z\d_]+$|^[a-z]$/.test(name) || /(?:^id|^at|index|idx|slot|offset|row|cell|word)$/i.test(name))
  );
}

export function nameOfUse(program: Program, use: LockUse, site: Place): string | undefined {
  if (use.at === site) return cellName(program, site);
  const facts = program.files.get(use.at.file);
  const found = exprAt(program, use.at);
  const e = found === undefined ? undefined : bare(found);
  if (facts === undefined || e === undefined) return undefined;
  const call = e.k === 'await' ? bare(e.e) : e;
  if (call.k !== 'call') return undefined;
  const { callee, args } = call;
  if (callee.k === 'member') {
    const text = short(showExpr(facts, callee.obj));
    if (!text.includes('…') && text !== 'this') return text;
  }
  const parts = args.filter((a) => a.k !== 'func').slice(0, 2);
  const [view, index] = parts.map((a) => short(showExpr(facts, a)));
  if (view !== undefined && !view.includes('…') && parts[0]?.k !== 'const') {
    const isIndex = parts[1] !== undefined && looksLikeIndex(facts, parts[1]);
    return index === undefined || index.includes('…') || !isIndex ? view : `${view}[${index}]`;
  }
  return callee.k === 'member' && callee.obj.k === 'this' ? short(callee.prop) : cellName(program, site);
}
