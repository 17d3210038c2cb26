/**
 * What an activation can wait for besides locks, and who brings it about: a field or variable that a loop looks
 * at, an event of an emitter, a promise that somebody settles by hand. Each is one cell, named by where it lives.
 */
import type { BindingId, Expr, ExprOf, FileFacts, FunctionFacts, Stmt } from '../../facts/core.ts';
import { bindingOf, fnOf, type FnRef, type Program, thisClassOf } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, forEachExpr, forEachExprIn, forEachStmt, targetOf } from '../walk.ts';

/** `C:file#cls.field`, `V:file#b`; `E:cell:event` for an event; `D:cell` for a promise settled by hand. */
export type SignalCell = string;

const MUTATORS = /^(set|add|delete|clear|push|pop|shift|unshift|splice|fill)$/;
const READERS = /^(has|get|includes|some|every|find|at)$/;

/** The field of `this` or the module's variable that an expression is. */
export function placeOf(program: Program, ctx: FnRef, e: Expr): SignalCell | undefined {
  const inner = bare(e);
  if (inner.k === 'this') {
    const own = thisClassOf(program, ctx);
    return own === undefined ? undefined : `C:${ctx.file}#${own.cls}.`;
  }
  if (inner.k === 'member' && inner.obj.k === 'this') {
    const own = thisClassOf(program, ctx);
    return own === undefined ? undefined : `C:${ctx.file}#${own.cls}.${inner.prop}`;
  }
  if (inner.k !== 'var') return undefined;
  const binding = bindingOf(program, ctx.file, inner.b);
  return binding.owner === 0 && binding.kind !== 'import' ? `V:${ctx.file}#${inner.b}` : undefined;
}

/** Cells whose change ends a loop with this test; functions without arguments of their own are looked into. */
export function cellsTested(program: Program, resolver: Resolver, ctx: FnRef, test: Expr, depth = 0): SignalCell[] {
  const cells: SignalCell[] = [];
  let opaque = false;
  const visit = (e: Expr): void => {
    if (e.k === 'await' || e.k === 'assign' || e.k === 'update') {
      opaque = true;
      return;
    }
    if (e.k === 'call') {
      const callee = bare(e.callee);
      if (callee.k === 'member' && READERS.test(callee.prop)) {
        const cell = placeOf(program, ctx, callee.obj);
        if (cell === undefined) opaque = true;
        else cells.push(cell);
        return;
      }
      const inner = depth < 2 ? resolver.calleesOf(ctx, e) : [];
      const [only] = inner;
      const body = only?.k === 'function' && inner.length === 1 ? returned(fnOf(program, only)) : undefined;
      if (only?.k !== 'function' || body === undefined) opaque = true;
      else {
        const found = cellsTested(program, resolver, only, body, depth + 1);
        if (found.length === 0) opaque = true;
        cells.push(...found);
      }
      return;
    }
    const cell =
      e.k === 'member' && /^(size|length)$/.test(e.prop) ? placeOf(program, ctx, e.obj) : isState(program, ctx, e);
    if (cell !== undefined) {
      cells.push(cell);
      return;
    }
    if (e.k === 'unary') visit(bare(e.e));
    else if (e.k === 'binary' || e.k === 'logical') {
      visit(bare(e.left));
      visit(bare(e.right));
    }
  };
  visit(bare(test));
  return opaque ? [] : cells;
}

/** A field, or a variable that somebody assigns. */
function isState(program: Program, ctx: FnRef, e: Expr): SignalCell | undefined {
  if (e.k === 'var' && !bindingOf(program, ctx.file, e.b).reassigned) return undefined;
  return e.k === 'this' ? undefined : placeOf(program, ctx, e);
}

function returned(fn: FunctionFacts): Expr | undefined {
  const [only, ...more] = fn.body;
  return !fn.async && only?.k === 'return' && more.length === 0 ? only.e : undefined;
}

/** The cell for which an awaited expression waits: an event, or a promise that is settled by hand. */
export function cellAwaited(program: Program, resolver: Resolver, ctx: FnRef, e: Expr): SignalCell | undefined {
  const inner = bare(e);
  if (inner.k === 'call') {
    const once = resolver
      .calleesOf(ctx, inner)
      .some((c) => c.k === 'external' && c.module === 'events' && c.path[0] === 'once');
    return once ? eventCell(program, ctx, inner.args[0], inner.args[1]) : undefined;
  }
  if (inner.k === 'new') {
    const run = executorOf(ctx, inner);
    if (run === undefined) return undefined;
    let cell: SignalCell | undefined;
    let others = false;
    forEachExprIn(fnOf(program, run), (x) => {
      if (x.k !== 'call') return;
      const callee = bare(x.callee);
      if (callee.k === 'member' && /^(once|on|addListener|addEventListener)$/.test(callee.prop))
        cell ??= eventCell(program, run, callee.obj, x.args[0]);
      else others = true;
    });
    if (others || cell !== undefined) return others ? undefined : cell;
    // `await new Promise((resolve) => { this.wake = resolve; })`
    const [kept] = keptResolvers(program, run);
    return kept !== undefined && isOnlyCalled(program, ctx.file, kept) ? `D:${kept}` : undefined;
  }
  // `await this.opened.promise`, `await this.opened`, `await opened`
  const held = inner.k === 'member' && inner.prop === 'promise' ? inner.obj : inner;
  const cell = placeOf(program, ctx, held);
  return cell !== undefined && resolversOf(program, cell) !== undefined ? `D:${cell}` : undefined;
}

function eventCell(program: Program, ctx: FnRef, on: Expr | undefined, name: Expr | undefined): SignalCell | undefined {
  const cell = on === undefined ? undefined : placeOf(program, ctx, on);
  return cell === undefined || name?.k !== 'const' || typeof name.value !== 'string'
    ? undefined
    : `E:${cell}:${name.value}`;
}

/** The cell that an expression changes, emits or settles. */
export function deliveryOf(program: Program, ctx: FnRef, e: Expr): SignalCell | undefined {
  if (e.k === 'assign') {
    const target = targetOf(e);
    return target === undefined ? undefined : placeOf(program, ctx, target.k === 'index' ? target.obj : target);
  }
  if (e.k === 'update') return placeOf(program, ctx, e.target);
  if (e.k !== 'call') return undefined;
  const callee = bare(e.callee);
  if (callee.k === 'member' && callee.prop === 'emit') return eventCell(program, ctx, callee.obj, e.args[0]);
  if (callee.k === 'member' && MUTATORS.test(callee.prop)) return placeOf(program, ctx, callee.obj);
  return settledBy(program, ctx, callee);
}

/** `this.opened.resolve()`, `this.open()` where the field keeps the `resolve` of a promise in another field. */
function settledBy(program: Program, ctx: FnRef, callee: Expr): SignalCell | undefined {
  if (callee.k === 'member' && /^(resolve|reject)$/.test(callee.prop)) {
    const cell = placeOf(program, ctx, callee.obj);
    if (cell !== undefined && resolversOf(program, cell)?.length === 0) return `D:${cell}`;
  }
  const own = placeOf(program, ctx, callee);
  if (own === undefined) return undefined;
  for (const [promise, resolvers] of handSettled(program, ctx.file)) if (resolvers.includes(own)) return `D:${promise}`;
  return undefined;
}

/** Cells that hold the functions which settle the promise of this cell; none when the cell holds both. */
function resolversOf(program: Program, cell: SignalCell): readonly SignalCell[] | undefined {
  const file = /^[CV]:(.*)#\d+/.exec(cell)?.[1];
  return file === undefined ? undefined : handSettled(program, file).get(cell);
}

const known = new WeakMap<object, ReadonlyMap<SignalCell, readonly SignalCell[]>>();

/** Promises of a file that are settled by hand, with the cells of their `resolve` and `reject`. */
function handSettled(program: Program, file: string): ReadonlyMap<SignalCell, readonly SignalCell[]> {
  const facts = program.files.get(file);
  if (facts === undefined) return new Map();
  const memo = known.get(facts);
  if (memo !== undefined) return memo;
  const found = new Map<SignalCell, readonly SignalCell[]>();
  const note = (ctx: FnRef, target: SignalCell | undefined, value: Expr): void => {
    const inner = bare(value);
    if (target === undefined) return;
    if (isWithResolvers(inner)) found.set(target, []);
    const executor = executorOf(ctx, inner);
    if (executor !== undefined) found.set(target, keptResolvers(program, executor));
  };
  for (const fn of facts.functions) {
    const ctx = { file, fn: fn.id };
    forEachExprIn(fn, (e) => {
      const executor = executorOf(ctx, e);
      const kept = executor === undefined ? [] : keptResolvers(program, executor);
      if (kept[0] !== undefined && !found.has(kept[0])) found.set(kept[0], kept);
      if (e.k !== 'assign') return;
      const target = e.target.k === 'expr' ? placeOf(program, ctx, e.target.e) : undefined;
      note(ctx, target, e.value);
    });
    forEachStmt(fn.body, (s: Stmt) => {
      if (s.k !== 'let' || fn.id !== 0) return;
      for (const d of s.decls) {
        if (d.init === undefined) continue;
        if (d.target.k === 'bind') note(ctx, variable(file, d.target.b), d.init);
        else if (d.target.k === 'objectPattern' && isWithResolvers(bare(d.init))) {
          const named = (name: string): SignalCell[] =>
            d.target.k === 'objectPattern'
              ? d.target.props.flatMap((p) =>
                  p.key === name && p.target.k === 'bind' ? [variable(file, p.target.b)] : [],
                )
              : [];
          for (const promise of named('promise')) found.set(promise, [...named('resolve'), ...named('reject')]);
        }
      }
    });
  }
  known.set(facts, found);
  return found;
}

const variable = (file: string, b: BindingId): SignalCell => `V:${file}#${b}`;

function isWithResolvers(e: Expr): e is ExprOf<'call'> {
  return (
    e.k === 'call' &&
    e.callee.k === 'member' &&
    e.callee.prop === 'withResolvers' &&
    e.callee.obj.k === 'global' &&
    e.callee.obj.name === 'Promise'
  );
}

/** The function that `new Promise(...)` runs at once. */
function executorOf(ctx: FnRef, e: Expr): FnRef | undefined {
  if (e.k !== 'new' || e.callee.k !== 'global' || e.callee.name !== 'Promise') return undefined;
  const [executor] = e.args;
  return executor?.k === 'func' ? { file: ctx.file, fn: executor.fn } : undefined;
}

/** `new Promise((resolve) => { this.open = resolve; })`: where the executor puts what settles it. */
function keptResolvers(program: Program, executor: FnRef): readonly SignalCell[] {
  const fn = fnOf(program, executor);
  const own = new Set(fn.params.flatMap((p) => (p.target.k === 'bind' ? [p.target.b] : [])));
  const out: SignalCell[] = [];
  forEachExprIn(fn, (e) => {
    if (e.k !== 'assign') return;
    let mentions = false;
    forEachExpr(e.value, (x) => {
      if (x.k === 'var' && own.has(x.b)) mentions = true;
    });
    const target = targetOf(e);
    const cell = !mentions || target === undefined ? undefined : placeOf(program, executor, target);
    if (cell !== undefined) out.push(cell);
  });
  return out;
}

/** Nobody gets hold of what settles it: it is called and replaced where it is kept, by code of this file. */
function isOnlyCalled(program: Program, file: string, cell: SignalCell): boolean {
  const facts = program.files.get(file);
  const owner = /#(\d+)\.([^.]+)$/.exec(cell);
  if (facts === undefined || !(cell.startsWith(`V:${file}#`) || isHiddenField(facts, owner))) return false;
  let uses = 0;
  let known = 0;
  for (const fn of facts.functions) {
    const ctx = { file, fn: fn.id };
    const is = (e: Expr | undefined): boolean => e !== undefined && placeOf(program, ctx, bare(e)) === cell;
    forEachExprIn(fn, (e) => {
      if ((e.k === 'member' || e.k === 'var') && is(e)) uses++;
      if (e.k === 'call' && is(e.callee)) known++;
      if (e.k === 'assign' && e.target.k === 'expr' && e.target.e.k === 'member' && is(e.target.e)) known++;
    });
    forEachStmt(fn.body, (s) => {
      if (s.k === 'if' && is(s.test)) known++;
    });
  }
  return uses <= known;
}

/** A field that only its own class reaches. */
function isHiddenField(facts: FileFacts, owner: RegExpExecArray | null): boolean {
  const name = owner?.[2] ?? '';
  if (name.startsWith('#')) return true;
  return facts.classes[Number(owner?.[1])]?.fields.some((x) => x.name === name && x.access === 'private') === true;
}
