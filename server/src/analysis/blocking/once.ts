/**
 * Work that happens once although its function is called often: `cache ??= load()`, `if (!cache) cache = load()`,
 * `if (cache) return cache; ... cache = load()`, a memo map. The event loop pays for it at most once.
 */
import type { Binding, Expr, FunctionFacts, Pattern, Span, Stmt } from '../../facts/core.ts';
import { bodiesOfStmt, exprsOfStmt, forEachExpr, forEachStmt, textOf } from '../walk.ts';

type Names = (b: number) => string;

const MEMO_READ = new Set(['get', 'has']);

/** Whether the expression at `at` in `fn` is guarded by a memo that later calls find filled. */
export function isOnce(fn: FunctionFacts, at: Span, bindings: readonly Binding[]): boolean {
  const names: Names = (b) => bindings[b]?.name ?? '';
  const assigned = assignedCells(fn, names, (b) => bindings[b]?.owner !== fn.id);
  if (assigned.size === 0) return false;
  return guarded(fn.body, at, assigned, names);
}

/** Texts of everything the function assigns or fills: fields, outer variables, map entries (`map[]`). */
function assignedCells(fn: FunctionFacts, names: Names, outlives: (b: number) => boolean): ReadonlySet<string> {
  const found = new Set<string>();
  const target = (p: Pattern): void => {
    if (p.k === 'expr') add(p.e);
    else if (p.k === 'bind' && outlives(p.b)) found.add(names(p.b));
  };
  // A memo outlives the call: what hangs on a local or a parameter does not.
  const lasting = (e: Expr): boolean =>
    e.k === 'member' || e.k === 'index' ? lasting(e.obj) : e.k === 'var' ? outlives(e.b) : true;
  const add = (e: Expr): void => {
    if (!lasting(e)) return;
    const text = textOf(e, names);
    if (text !== undefined) found.add(text);
    if (e.k === 'index') {
      const obj = textOf(e.obj, names);
      if (obj !== undefined) found.add(`${obj}[]`);
    }
  };
  forEachStmt(fn.body, (s) => {
    for (const e of exprsOfStmt(s)) {
      forEachExpr(e, (inner) => {
        if (inner.k === 'assign') target(inner.target);
        if (
          inner.k === 'call' &&
          inner.callee.k === 'member' &&
          (inner.callee.prop === 'set' || inner.callee.prop === 'add')
        ) {
          const obj = lasting(inner.callee.obj) ? textOf(inner.callee.obj, names) : undefined;
          if (obj !== undefined) found.add(`${obj}[]`);
        }
      });
    }
  });
  return found;
}

/** Cells whose emptiness an expression tests. */
function tested(e: Expr, names: Names, out: Set<string>, locals: ReadonlyMap<string, string>): void {
  forEachExpr(e, (inner) => {
    if (inner.k === 'var' || inner.k === 'member' || inner.k === 'index') {
      const text = textOf(inner, names);
      if (text !== undefined) {
        out.add(text);
        const from = locals.get(text);
        if (from !== undefined) out.add(from);
      }
      if (inner.k === 'index') {
        const obj = textOf(inner.obj, names);
        if (obj !== undefined) out.add(`${obj}[]`);
      }
    }
    if (inner.k === 'call' && inner.callee.k === 'member' && MEMO_READ.has(inner.callee.prop)) {
      const obj = textOf(inner.callee.obj, names);
      if (obj !== undefined) out.add(`${obj}[]`);
    }
  });
}

function covers(outer: Span, inner: Span): boolean {
  return outer[0] <= inner[0] && inner[1] <= outer[1];
}

function leaves(body: readonly Stmt[]): boolean {
  const last = body[body.length - 1];
  if (last === undefined) return false;
  return (
    last.k === 'return' || last.k === 'throw' || last.k === 'continue' || (last.k === 'block' && leaves(last.body))
  );
}

function guarded(
  body: readonly Stmt[],
  at: Span,
  assigned: ReadonlySet<string>,
  names: Names,
  locals = new Map<string, string>(),
): boolean {
  const seen = new Set<string>();
  const hit = (cells: ReadonlySet<string>): boolean => [...cells].some((cell) => assigned.has(cell));
  for (const s of body) {
    if (!covers(s.at, at)) {
      if (s.k === 'let') noteLocals(s, names, locals);
      // `if (cache) return cache;`
      if (s.k === 'if' && leaves(s.then)) tested(s.test, names, seen, locals);
      continue;
    }
    if (hit(seen)) return true;
    if (s.k === 'if' && !covers(s.test.at, at)) {
      const cells = new Set<string>();
      tested(s.test, names, cells, locals);
      if (hit(cells)) return true;
    }
    for (const e of exprsOfStmt(s)) if (covers(e.at, at) && guardedInExpr(e, at, assigned, names)) return true;
    return bodiesOfStmt(s).some(
      (nested) => nested.some((inner) => covers(inner.at, at)) && guarded(nested, at, assigned, names, locals),
    );
  }
  return false;
}

/** `const hit = cache.get(key)`: testing `hit` tests the cache. */
function noteLocals(s: Extract<Stmt, { k: 'let' }>, names: Names, locals: Map<string, string>): void {
  for (const d of s.decls) {
    if (d.target.k !== 'bind' || d.init === undefined) continue;
    const init = d.init.k === 'await' ? d.init.e : d.init;
    const cell =
      init.k === 'call' && init.callee.k === 'member' && MEMO_READ.has(init.callee.prop)
        ? textOf(init.callee.obj, names)
        : init.k === 'index'
          ? textOf(init.obj, names)
          : undefined;
    if (cell !== undefined) locals.set(names(d.target.b), `${cell}[]`);
    else if (init.k === 'member' || init.k === 'var') {
      const text = textOf(init, names);
      if (text !== undefined) locals.set(names(d.target.b), text);
    }
  }
}

/** `cache ??= load()`, `cache || (cache = load())`, `cache ? cache : (cache = load())`. */
function guardedInExpr(e: Expr, at: Span, assigned: ReadonlySet<string>, names: Names): boolean {
  let found = false;
  forEachExpr(e, (inner) => {
    if (found || !covers(inner.at, at)) return;
    if (inner.k === 'assign' && (inner.op === '??=' || inner.op === '||=') && covers(inner.value.at, at)) found = true;
    if ((inner.k === 'logical' && covers(inner.right.at, at)) || (inner.k === 'cond' && !covers(inner.test.at, at))) {
      const cells = new Set<string>();
      tested(inner.k === 'logical' ? inner.left : inner.test, names, cells, new Map());
      if ([...cells].some((cell) => assigned.has(cell))) found = true;
    }
  });
  return found;
}
