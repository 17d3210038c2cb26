/**
 * From places back to code: which expression stands at a place, and how a person would call the cell, the
 * lock or the function meant there. Messages speak the program's own words, so all names come from here.
 */
import type { Expr, FileFacts, FunctionFacts, Pattern, Span } from '../../../facts/core.ts';
import type { Place } from '../../../findings/finding.ts';
import { perFile } from '../../per-file.ts';
import { baseNameOf, lineOf, type Program } from '../../program.ts';
import { bare, forEachExprIn, forEachStmt } from '../../walk.ts';
import type { Act } from '../values.ts';

interface FileIndex {
  readonly exprs: ReadonlyMap<string, Expr>;
  /** Conditions and comparisons. */
  readonly asked: readonly Span[];
  /** Expressions whose value nobody takes, by range. */
  readonly dropped: ReadonlySet<string>;
}

/** Outermost expression per range: casts and parentheses share the range of what they hold. */
const indexOf = perFile((facts: FileFacts): FileIndex => {
  const exprs = new Map<string, Expr>();
  const asked: Span[] = [];
  const dropped = new Set<string>();
  for (const fn of facts.functions) {
    forEachExprIn(fn, (e) => {
      const key = `${e.at[0]}-${e.at[1]}`;
      if (!exprs.has(key)) exprs.set(key, e);
      if (e.k === 'binary' && /^[<>=!]/.test(e.op)) asked.push(e.at);
      if (e.k === 'cond') asked.push(e.test.at);
      if (e.k === 'logical' || (e.k === 'unary' && e.op === '!')) asked.push(e.at);
    });
    forEachStmt(fn.body, (s) => {
      if (s.k === 'expr') dropped.add(`${s.e.at[0]}-${s.e.at[1]}`);
      if ((s.k === 'if' || s.k === 'loop') && s.test !== undefined) asked.push(s.test.at);
    });
  }
  return { exprs, asked, dropped };
});

export function exprAt(program: Program, at: Place): Expr | undefined {
  const facts = program.files.get(at.file);
  return facts === undefined ? undefined : indexOf(facts).exprs.get(`${at.start}-${at.end}`);
}

/** Whether a place is part of a question: a condition or a comparison. */
export function isAsked(program: Program, at: Place): boolean {
  const facts = program.files.get(at.file);
  return facts !== undefined && indexOf(facts).asked.some((s) => s[0] <= at.start && at.end <= s[1]);
}

/** Whether the value of the expression at a place is thrown away. */
export function isDropped(program: Program, at: Place): boolean {
  const facts = program.files.get(at.file);
  return facts !== undefined && indexOf(facts).dropped.has(`${at.start}-${at.end}`);
}

/** As written, without casts; `…` for what is too long to repeat. */
export function showExpr(facts: FileFacts, expr: Expr, depth = 0): string {
  const e = bare(expr);
  if (depth > 5) return '…';
  const show = (x: Expr): string => showExpr(facts, x, depth + 1);
  switch (e.k) {
    case 'const':
      return typeof e.value === 'string' ? `'${e.value}'` : `${String(e.value)}${e.bigint === true ? 'n' : ''}`;
    case 'var':
      return facts.bindings[e.b]?.name ?? '…';
    case 'global':
      return e.name;
    case 'this':
      return 'this';
    case 'super':
      return 'super';
    case 'member':
      return `${show(e.obj)}.${e.prop}`;
    case 'index':
      return `${show(e.obj)}[${show(e.key)}]`;
    case 'call':
      return `${show(e.callee)}(${e.args.length === 0 ? '' : '…'})`;
    case 'binary': {
      // Parentheses are not part of the tree.
      const part = (x: Expr): string => (bare(x).k === 'binary' ? `(${show(x)})` : show(x));
      const text = `${part(e.left)} ${e.op} ${part(e.right)}`;
      return text.length > 40 ? '…' : text;
    }
    case 'unary':
      return /^[a-z]/.test(e.op) ? `${e.op} ${show(e.e)}` : `${e.op}${show(e.e)}`;
    case 'new':
      return `new ${show(e.callee)}(${e.args.length === 0 ? '' : '…'})`;
    default:
      return '…';
  }
}

const ATOMICS = /^(load|store|add|sub|and|or|xor|exchange|compareExchange|wait|waitAsync|notify)$/;

/** `Atomics.x(view, index, …)`: its method and what it touches. */
export function atomicsCall(
  expr: Expr | undefined,
): { readonly method: string; readonly view: Expr; readonly index: Expr | undefined } | undefined {
  const e = expr === undefined ? undefined : bare(expr);
  if (e?.k !== 'call' || e.callee.k !== 'member' || !ATOMICS.test(e.callee.prop)) return undefined;
  const [view, index] = e.args;
  return view === undefined ? undefined : { method: e.callee.prop, view, index };
}

function patternExpr(target: Pattern): Expr | undefined {
  return target.k === 'expr' ? target.e : undefined;
}

/** The element expression that an access site touches: `stats[i] += 1`, `Atomics.add(stats, i, 1)`, `view.fill(0)`. */
export function touched(
  program: Program,
  at: Place,
): { readonly base: Expr; readonly key: Expr | undefined } | undefined {
  const found = exprAt(program, at);
  const e = found === undefined ? undefined : bare(found);
  if (e === undefined) return undefined;
  const atomics = atomicsCall(e);
  if (atomics !== undefined) return { base: atomics.view, key: atomics.index };
  const target =
    e.k === 'assign' ? patternExpr(e.target) : e.k === 'update' ? e.target : e.k === 'await' ? bare(e.e) : e;
  const t = target === undefined ? undefined : bare(target);
  if (t?.k === 'index') return { base: t.obj, key: t.key };
  if (t?.k === 'call' && t.callee.k === 'member') return { base: t.callee.obj, key: undefined };
  if (t?.k === 'var' || t?.k === 'member') return { base: t, key: undefined };
  return undefined;
}

/** What a person would call the cell: `stats[TOTAL_HITS]`; undefined when the code does not say. */
export function cellName(program: Program, at: Place): string | undefined {
  const facts = program.files.get(at.file);
  const t = touched(program, at);
  if (facts === undefined || t === undefined) return undefined;
  const base = showExpr(facts, t.base);
  if (base.includes('…')) return undefined;
  return t.key === undefined ? base : `${base}[${showExpr(facts, t.key)}]`;
}

export function lineAt(program: Program, at: Place): number {
  const facts = program.files.get(at.file);
  return facts === undefined ? 0 : lineOf(facts, at.start);
}

/** `line 12`, or `line 12 of lock.ts` when that is another file than the finding's. */
export function lineText(program: Program, at: Place, seenFrom: Place): string {
  const line = `line ${lineAt(program, at)}`;
  return at.file === seenFrom.file ? line : `${line} of ${baseNameOf(at.file)}`;
}

/** Only the first line of a range: a squiggle under a whole callback says nothing. */
export function firstLine(program: Program, at: Place): Place {
  const facts = program.files.get(at.file);
  if (facts === undefined) return at;
  const next = facts.lineStarts[lineOf(facts, at.start)];
  return next === undefined || at.end < next ? at : { ...at, end: Math.max(at.start + 1, next - 1) };
}

/** A call without its arguments when these go over several lines. */
export function callHead(program: Program, at: Place): Place {
  const e = exprAt(program, at);
  const clipped = firstLine(program, at);
  if (e?.k === 'call' && clipped.end !== at.end && e.callee.at[1] <= clipped.end) return { ...at, end: e.callee.at[1] };
  return clipped;
}

export function functionName(facts: FileFacts, fn: FunctionFacts, file: string): string {
  if (fn.kind === 'module') return baseNameOf(file);
  const cls = fn.cls === undefined ? undefined : facts.classes[fn.cls]?.name;
  if (fn.kind === 'constructor') return `new ${cls ?? '…'}`;
  const own = fn.name === '' ? undefined : fn.name;
  if (own !== undefined) return cls !== undefined && cls !== '' ? `${cls}.${own}` : own;
  const parent = fn.parent === undefined ? undefined : facts.functions[fn.parent];
  return parent === undefined || parent.kind === 'module'
    ? 'a callback'
    : `a callback in ${functionName(facts, parent, file)}`;
}

export function actName(act: Act): string {
  return functionName(act.facts, act.fn, act.file);
}
