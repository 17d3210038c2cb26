/**
 * Statements of SQL as looks for rows, creations and changes: `select ... from accounts`, then `update accounts set
 * balance = $1` with what was counted from the row that the select has found.
 */
import type { Expr, ExprOf, Span } from '../../facts/core.ts';
import { BEGINS_TRANSACTION, readSql, SQL_METHODS, type SqlStatement } from '../../knowledge/sql.ts';
import { TRANSACTIONAL } from '../../knowledge/stores.ts';
import { namesIn } from '../flow.ts';
import { bare, forEachExpr, forEachExprIn, forEachStmt } from '../walk.ts';
import type { Frame } from './machine.ts';

type Call = ExprOf<'call'>;

export interface SqlCall {
  readonly statement: SqlStatement;
  /** What is put into the statement. */
  readonly values: readonly Expr[];
}

/** A call that hands a statement to a driver, outside of a transaction. */
export function sqlCall(f: Frame, e: Call): SqlCall | undefined {
  const callee = bare(e.callee);
  const [first, ...rest] = e.args;
  if (callee.k !== 'member' || !SQL_METHODS.has(callee.prop) || first === undefined) return undefined;
  const text = textOf(f, first);
  const statement = text === undefined ? undefined : readSql(text);
  if (statement === undefined || isInTransaction(f, callee.obj)) return undefined;
  const made = bare(first);
  const inText = made.k === 'template' ? made.parts : [];
  const listed = rest.flatMap((x) => {
    const arg = bare(x);
    return arg.k === 'array' ? arg.elems : arg.k === 'object' ? valuesOf(arg) : [arg];
  });
  return { statement, values: [...inText, ...listed] };
}

function valuesOf(e: ExprOf<'object'>): readonly Expr[] {
  return e.props.flatMap((p) => (p.k === 'prop' ? [p.value] : []));
}

function textOf(f: Frame, e: Expr): string | undefined {
  const x = bare(e);
  if (x.k === 'const') return typeof x.value === 'string' ? x.value : undefined;
  if (x.k === 'template') return x.quasis.join('?');
  const init = x.k === 'var' && !f.facts.bindings[x.b]?.reassigned ? f.facts.bindings[x.b]?.init : undefined;
  const made = init === undefined ? undefined : bare(init);
  return made?.k === 'const' || made?.k === 'template' ? textOf(f, made) : undefined;
}

/** `BEGIN` in the same function, a handle that a callback was given, or one that is called so. */
function isInTransaction(f: Frame, on: Expr): boolean {
  const x = bare(on);
  const binding = x.k === 'var' ? f.facts.bindings[x.b] : undefined;
  const name = binding?.name ?? (x.k === 'member' ? x.prop : '');
  if (TRANSACTIONAL.test(name)) return true;
  if (binding?.kind === 'param' && f.facts.functions[binding.owner]?.name === '') return true;
  let begins = false;
  forEachExprIn(f.fn, (y) => {
    if (y.k === 'const' && typeof y.value === 'string' && BEGINS_TRANSACTION.test(y.value)) begins = true;
  });
  return begins;
}

/** The look that an update counts from, and the column. */
export function countedFrom(
  f: Frame,
  { statement, values }: SqlCall,
): { readonly look: Span; readonly column: string } | undefined {
  const rows = rowsOf(f, statement.table);
  for (const value of values) {
    const column = countedColumn(f, value, statement.columns);
    const look = column === undefined ? undefined : lookIn(rows, value);
    if (column !== undefined && look !== undefined) return { look, column };
  }
  return undefined;
}

/** Variables that hold what a look into the table has found, or a part of it, and where that look is. */
function rowsOf(f: Frame, table: string): ReadonlyMap<number, Span> {
  const rows = new Map<number, Span>();
  forEachStmt(f.fn.body, (s) => {
    if (s.k !== 'let') return;
    for (const d of s.decls) {
      if (d.init === undefined) continue;
      const init = bare(d.init);
      const call = init.k === 'await' ? bare(init.e) : init;
      const statement = call.k === 'call' ? sqlCall(f, call)?.statement : undefined;
      const looks = statement?.does === 'list' && statement.table === table;
      const look = looks ? call.at : lookIn(rows, init);
      if (look !== undefined) for (const b of namesIn(d.target)) rows.set(b, look);
    }
  });
  return rows;
}

function lookIn(rows: ReadonlyMap<number, Span>, e: Expr): Span | undefined {
  let look: Span | undefined;
  forEachExpr(e, (x) => {
    if (x.k === 'var') look ??= rows.get(x.b);
  });
  return look;
}

const DEEPEST = 3;

/** `row.balance - amount`, also by a name for it: the column that the value is counted from. */
function countedColumn(f: Frame, e: Expr, columns: ReadonlySet<string>, depth = 0): string | undefined {
  const x = bare(e);
  if (x.k === 'var') {
    const binding = f.facts.bindings[x.b];
    return binding?.init === undefined || binding.reassigned || depth === DEEPEST
      ? undefined
      : countedColumn(f, binding.init, columns, depth + 1);
  }
  if (x.k !== 'binary' || (x.op !== '+' && x.op !== '-')) return undefined;
  let found: string | undefined;
  forEachExpr(x, (y) => {
    const name = y.k === 'member' ? y.prop : y.k === 'var' ? f.facts.bindings[y.b]?.name : undefined;
    if (name !== undefined && columns.has(name.toLowerCase())) found ??= name;
    if (y.k === 'var' && found === undefined) {
      const init = f.facts.bindings[y.b]?.init;
      const part = init === undefined ? undefined : bare(init);
      if (part?.k === 'member' && columns.has(part.prop.toLowerCase())) found = part.prop;
    }
  });
  return found;
}
