/**
 * Promises that wait for themselves: what a stored promise stands for awaits, on every path and after its first
 * pause, the very cell that holds it, or one whose promise waits for it in turn. Conditions in between silence:
 * they are how such code goes round the wait.
 */
import type { Expr, ExprOf, Stmt } from '../../facts/core.ts';
import type { Finding, Place } from '../../findings/finding.ts';
import { promiseCycleFinding } from '../../rules/locks/promise-cycle.ts';
import { bindingOf, factsOf, fnKey, fnOf, type FnRef, place, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { keptFor, type Kept, type Tracker } from '../tracking.ts';
import { bare, forEachExprIn, forEachStmt } from '../walk.ts';
import { placeOf, type SignalCell } from './signals.ts';

/** One wait that a function does not get round. */
export interface Join {
  readonly cell: SignalCell;
  readonly at: Place;
  /** It has paused before: whatever was started with it has been stored by now. */
  readonly late: boolean;
}

interface Stored {
  readonly cell: SignalCell;
  readonly name: string;
  readonly by: FnRef;
  readonly at: Place;
}

export function promiseCycles(program: Program, resolver: Resolver): Finding[] {
  const stored = storedPromises(program, resolver);
  if (stored.size === 0) return [];
  const joins = makeJoins(program, resolver);
  const out: Finding[] = [];
  const told = new Set<string>();
  for (const first of stored.values()) {
    for (const join of joins(first.by)) {
      if (!join.late) continue;
      const second = stored.get(join.cell);
      if (second === undefined) continue;
      const back = second === first ? join : joins(second.by).find((j) => j.late && j.cell === first.cell);
      const key = [first.cell, second.cell].sort().join('|');
      if (back === undefined || told.has(key)) continue;
      told.add(key);
      out.push(promiseCycleFinding(program, { first, second, wait: join.at, back: back.at }));
    }
  }
  return out;
}

/** One assignment to a field or variable; `undefined` when it is no promise of one function's run. */
interface Assigned {
  readonly cell: SignalCell;
  readonly promise: Stored | undefined;
}

/** The assignments of each file, kept between runs. */
const assignmentsByFile = new WeakMap<Tracker, Kept<string, readonly Assigned[]>>();

/** Fields and variables that hold the promise of one function's run. */
function storedPromises(program: Program, resolver: Resolver): ReadonlyMap<SignalCell, Stored> {
  const found = new Map<SignalCell, Stored>();
  const several = new Set<SignalCell>();
  const kept = keptFor(assignmentsByFile, resolver.tracker);
  for (const file of program.files.keys())
    for (const { cell, promise } of kept.get(file, () => assignedIn(program, resolver, file))) {
      const known = found.get(cell);
      if (promise === undefined || (known !== undefined && fnKey(known.by) !== fnKey(promise.by))) several.add(cell);
      if (promise !== undefined) found.set(cell, promise);
    }
  for (const cell of several) found.delete(cell);
  return found;
}

function assignedIn(program: Program, resolver: Resolver, file: string): readonly Assigned[] {
  const out: Assigned[] = [];
  const note = (ctx: FnRef, target: Expr, value: Expr): void => {
    const cell = placeOf(program, ctx, target);
    const made = bare(value);
    if (cell === undefined || made.k === 'const') return;
    const by = made.k === 'call' ? startedBy(program, resolver, ctx, made) : undefined;
    const name =
      target.k === 'member' ? target.prop : target.k === 'var' ? bindingOf(program, file, target.b).name : '';
    out.push({ cell, promise: by === undefined ? undefined : { cell, name, by, at: place(file, made.at) } });
  };
  for (const fn of factsOf(program, file).functions) {
    const ref = { file, fn: fn.id };
    forEachExprIn(fn, (e) => {
      if (e.k !== 'assign') return;
      if (e.target.k === 'expr') note(ref, e.target.e, e.value);
      else if (e.target.k === 'bind') note(ref, { k: 'var', at: e.target.at, b: e.target.b }, e.value);
    });
    if (fn.kind !== 'module') continue;
    forEachStmt(fn.body, (s) => {
      if (s.k !== 'let') return;
      for (const d of s.decls)
        if (d.target.k === 'bind' && d.init !== undefined)
          note(ref, { k: 'var', at: d.target.at, b: d.target.b }, d.init);
    });
  }
  const started = new Set(out.flatMap(({ cell, promise }) => (promise === undefined ? [] : [cell])));
  // Cells are of their own file: where nothing else is put in, there is nothing to tell.
  return out.filter(({ cell }) => started.has(cell));
}

/** The asynchronous function whose promise a call gives: `load()`, `(async () => ...)()`. */
function startedBy(program: Program, resolver: Resolver, ctx: FnRef, call: ExprOf<'call'>): FnRef | undefined {
  const callee = bare(call.callee);
  if (callee.k === 'func')
    return fnOf(program, { file: ctx.file, fn: callee.fn }).async ? { file: ctx.file, fn: callee.fn } : undefined;
  const [only, ...others] = resolver.calleesOf(ctx, call);
  if (only?.k !== 'function' || others.length > 0 || !fnOf(program, only).async) return undefined;
  return { file: only.file, fn: only.fn };
}

function makeJoins(program: Program, resolver: Resolver): (ref: FnRef) => readonly Join[] {
  const memo = new Map<string, readonly Join[]>();
  const joinsOf = (ref: FnRef): readonly Join[] => {
    const known = memo.get(fnKey(ref));
    if (known !== undefined) return known;
    memo.set(fnKey(ref), []);
    const out: Join[] = [];
    let late = false;
    const add = (e: Expr, at: Place): void => {
      const inner = bare(e);
      const cell = inner.k === 'assign' ? undefined : placeOf(program, ref, inner);
      if (cell !== undefined) out.push({ cell, at, late });
      if (inner.k !== 'call') return;
      const [only, ...others] = resolver.calleesOf(ref, inner);
      if (only?.k !== 'function' || others.length > 0) return;
      for (const join of joinsOf(only)) out.push({ ...join, at, late: late || join.late });
    };
    const visit = (e: Expr): void => {
      // What may be left out tells nothing, and functions in it run at another time.
      if (e.k === 'cond' || e.k === 'func' || e.k === 'class') return;
      if (e.k === 'logical') return visit(e.left);
      if (e.k === 'await') {
        visit(e.e);
        add(e.e, place(ref.file, e.at));
        late = true;
        return;
      }
      for (const child of childrenInOrder(e)) visit(child);
    };
    /** Whether the way goes on for sure after these statements. */
    const walk = (body: readonly Stmt[]): boolean => {
      for (const s of body) {
        if (s.k === 'expr') visit(s.e);
        else if (s.k === 'let') for (const d of s.decls) if (d.init !== undefined) visit(d.init);
        if (s.k === 'return') {
          if (s.e === undefined) return false;
          visit(s.e);
          if (bare(s.e).k !== 'await') add(s.e, place(ref.file, s.at));
          return false;
        }
        if (s.k === 'throw') return false;
        if (s.k === 'block' && !walk(s.body)) return false;
        if (s.k === 'try' && !walk(s.block)) return false;
        if (s.k === 'if') {
          visit(s.test);
          if (leaves(s.then) || leaves(s.else)) return false;
        }
        if (s.k === 'switch' || ((s.k === 'loop' || s.k === 'forEach') && leaves(s.body))) return false;
      }
      return true;
    };
    walk(fnOf(program, ref).body);
    memo.set(fnKey(ref), out);
    return out;
  };
  return joinsOf;
}

/** The parts of an expression that are evaluated whenever it is. */
function childrenInOrder(e: Expr): readonly Expr[] {
  switch (e.k) {
    case 'call':
    case 'new':
      return [e.callee, ...e.args];
    case 'member':
      return [e.obj];
    case 'binary':
      return [e.left, e.right];
    case 'assign':
      return e.op === '=' ? [e.value] : [];
    case 'cast':
    case 'spread':
    case 'unary':
      return [e.e];
    case 'array':
      return e.elems;
    case 'template':
      return e.parts;
    default:
      return [];
  }
}

function leaves(body: readonly Stmt[]): boolean {
  let found = false;
  forEachStmt(body, (s) => {
    if (s.k === 'return' || s.k === 'throw' || s.k === 'break' || s.k === 'continue') found = true;
  });
  return found;
}
