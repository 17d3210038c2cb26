/** Traversals of the core tree in evaluation order; nested functions are not entered. */
import type { BindingId, Expr, ExprOf, FileFacts, FunctionFacts, Pattern, Span, Stmt } from '../facts/core.ts';
import { assertNever } from '../facts/core.ts';

/** Direct sub-expressions in evaluation order (patterns contribute their defaults and member targets). */
export function childrenOf(e: Expr): readonly Expr[] {
  switch (e.k) {
    case 'const':
    case 'var':
    case 'global':
    case 'this':
    case 'super':
    case 'meta':
    case 'func':
    case 'class':
      return [];
    case 'member':
      return [e.obj];
    case 'index':
      return [e.obj, e.key];
    case 'call':
    case 'new':
      return [e.callee, ...e.args];
    case 'await':
    case 'spread':
    case 'import':
    case 'cast':
    case 'unary':
      return [e.e];
    case 'yield':
      return e.e === undefined ? [] : [e.e];
    case 'assign':
      return [...patternExprs(e.target), e.value];
    case 'update':
      return [e.target];
    case 'binary':
    case 'logical':
      return [e.left, e.right];
    case 'cond':
      return [e.test, e.then, e.else];
    case 'object':
      return e.props.flatMap((p) => (p.k === 'spread' ? [p.e] : p.k === 'computed' ? [p.key, p.value] : [p.value]));
    case 'array':
      return e.elems;
    case 'template':
      return e.parts;
    case 'tagged':
      return [e.tag, ...e.parts];
    case 'seq':
      return e.list;
    case 'jsx':
      return [...e.attrs.map((a) => a.value), ...e.children];
    case 'opaque':
      return e.parts;
    default:
      return assertNever(e);
  }
}

/** Expressions inside a pattern: member targets, computed keys and default values. */
export function patternExprs(p: Pattern): readonly Expr[] {
  switch (p.k) {
    case 'bind':
      return [];
    case 'expr':
      return [p.e];
    case 'objectPattern':
      return [
        ...p.props.flatMap((prop) => [
          ...(typeof prop.key === 'string' ? [] : [prop.key]),
          ...patternExprs(prop.target),
          ...(prop.init !== undefined ? [prop.init] : []),
        ]),
        ...(p.rest !== undefined ? patternExprs(p.rest) : []),
      ];
    case 'arrayPattern':
      return [
        ...p.elems.flatMap((elem) =>
          elem === undefined ? [] : [...patternExprs(elem.target), ...(elem.init !== undefined ? [elem.init] : [])],
        ),
        ...(p.rest !== undefined ? patternExprs(p.rest) : []),
      ];
    default:
      return assertNever(p);
  }
}

/** Visits an expression and everything in it, inner ones first. */
export function forEachExpr(e: Expr, visit: (e: Expr) => void): void {
  for (const child of childrenOf(e)) forEachExpr(child, visit);
  visit(e);
}

/** Visits an expression and everything in it, outer ones first; `visit` returns false to stay outside. */
export function forEachExprOuterFirst(e: Expr, visit: (e: Expr) => boolean | void): void {
  if (visit(e) === false) return;
  for (const child of childrenOf(e)) forEachExprOuterFirst(child, visit);
}

/** The expressions a statement evaluates itself, not those of statements nested in it. */
export function exprsOfStmt(s: Stmt): readonly Expr[] {
  switch (s.k) {
    case 'expr':
    case 'throw':
      return [s.e];
    case 'let':
      return s.decls.flatMap((d) => [...(d.init !== undefined ? [d.init] : []), ...patternExprs(d.target)]);
    case 'if':
      return [s.test];
    case 'loop':
      return [...(s.test !== undefined ? [s.test] : []), ...(s.update !== undefined ? [s.update] : [])];
    case 'forEach':
      return [s.right, ...patternExprs(s.target)];
    case 'switch':
      return [s.on, ...s.cases.flatMap((c) => (c.test !== undefined ? [c.test] : []))];
    case 'try':
      return s.param !== undefined ? patternExprs(s.param) : [];
    case 'return':
      return s.e !== undefined ? [s.e] : [];
    case 'block':
    case 'break':
    case 'continue':
    case 'class':
    case 'empty':
      return [];
    default:
      return assertNever(s);
  }
}

/** Statement lists nested directly in a statement, in order. */
export function bodiesOfStmt(s: Stmt): readonly (readonly Stmt[])[] {
  switch (s.k) {
    case 'if':
      return [s.then, s.else];
    case 'loop':
      return [s.init, s.body];
    case 'forEach':
    case 'block':
      return [s.body];
    case 'switch':
      return s.cases.map((c) => c.body);
    case 'try':
      return [
        s.block,
        ...(s.handler !== undefined ? [s.handler] : []),
        ...(s.finalizer !== undefined ? [s.finalizer] : []),
      ];
    default:
      return [];
  }
}

export function forEachStmt(body: readonly Stmt[], visit: (s: Stmt) => void): void {
  for (const s of body) {
    visit(s);
    for (const nested of bodiesOfStmt(s)) forEachStmt(nested, visit);
  }
}

/** Every expression of a function body and its parameter defaults; nested functions are not entered. */
export function forEachExprIn(fn: FunctionFacts, visit: (e: Expr) => void): void {
  for (const e of exprsIn(fn)) visit(e);
}

/** Facts do not change, and many questions walk through all of a function: the way is found once. */
const known = new WeakMap<FunctionFacts, readonly Expr[]>();

function exprsIn(fn: FunctionFacts): readonly Expr[] {
  const before = known.get(fn);
  if (before !== undefined) return before;
  const out: Expr[] = [];
  const add = (e: Expr): void => void out.push(e);
  for (const p of fn.params) {
    if (p.init !== undefined) forEachExpr(p.init, add);
    for (const e of patternExprs(p.target)) forEachExpr(e, add);
  }
  forEachStmt(fn.body, (s) => {
    for (const e of exprsOfStmt(s)) forEachExpr(e, add);
  });
  known.set(fn, out);
  return out;
}

/** The awaits of a function itself, inner ones first. */
export function awaitsIn(fn: FunctionFacts): readonly Span[] {
  return exprsIn(fn).flatMap((e) => (e.k === 'await' ? [e.at] : []));
}

/** Variables that an expression names. */
export function bindingsIn(e: Expr): readonly BindingId[] {
  const out: BindingId[] = [];
  forEachExpr(e, (x) => {
    if (x.k === 'var') out.push(x.b);
  });
  return out;
}

/** What an assignment writes to, as an expression; undefined for destructuring. */
export function targetOf(e: ExprOf<'assign'>): Expr | undefined {
  const { target } = e;
  if (target.k === 'expr') return target.e;
  return target.k === 'bind' ? { k: 'var', at: target.at, b: target.b } : undefined;
}

/** Strips casts. */
export function bare(e: Expr): Expr {
  return e.k === 'cast' ? bare(e.e) : e;
}

/** Dotted text of a simple expression (`this.a.b`, `x[0]`, `Foo.bar`), for messages and keys; undefined when it is not simple. */
export function textOf(e: Expr, nameOf: (b: number) => string): string | undefined {
  switch (e.k) {
    case 'var':
      return nameOf(e.b);
    case 'global':
      return e.name;
    case 'this':
      return 'this';
    case 'super':
      return 'super';
    case 'const':
      return typeof e.value === 'string' ? JSON.stringify(e.value) : String(e.value);
    case 'member': {
      const obj = textOf(e.obj, nameOf);
      return obj === undefined ? undefined : `${obj}.${e.prop}`;
    }
    case 'index': {
      const obj = textOf(e.obj, nameOf);
      const key = textOf(e.key, nameOf);
      return obj === undefined || key === undefined ? undefined : `${obj}[${key}]`;
    }
    case 'cast':
      return textOf(e.e, nameOf);
    default:
      return undefined;
  }
}

/** The name by which its module gives a decorator: `Get` of `@Get('/users')`, also when it is imported as another. */
export function decoratorName(facts: FileFacts, e: Expr): string {
  const x = e.k === 'call' ? e.callee : e;
  if (x.k === 'var') {
    const imported = facts.imports.find((i) => i.b === x.b)?.imported;
    return imported === undefined || imported === 'default' ? (facts.bindings[x.b]?.name ?? '') : imported;
  }
  return x.k === 'global' ? x.name : x.k === 'member' ? x.prop : '';
}
