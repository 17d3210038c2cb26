/**
 * `const account = await accounts.findOne({ id }); account.balance -= amount; await accounts.save(account)`: the row is
 * looked for, changed by what it held then, and saved; two activations with one key both start from the same row. Only
 * changes that need what was there before count: who puts a new name into a row overwrites it either way.
 */
import type { Expr, ExprOf, Span } from '../../facts/core.ts';
import { OPTIMISTIC_FIELD, ROW_UPDATES, TRANSACTION_DECORATOR } from '../../knowledge/repositories.ts';
import type { Place } from '../../findings/finding.ts';
import { fnOf, outermost } from '../program.ts';
import { bare, decoratorName, forEachExpr, forEachExprIn } from '../walk.ts';
import { field, rootPath } from './cells.ts';
import type { Frame, Machine } from './machine.ts';
import { canonOf, isRunOnce, storeCall } from './repositories.ts';
import { push } from './sinks.ts';
import { countedFrom, sqlCall } from './sql-rows.ts';
import type { State } from './state.ts';

type Call = ExprOf<'call'>;

interface Look {
  /** The variable that holds the row. */
  readonly row: number;
  readonly store: string;
  readonly at: Span;
}

/** A call that saves a row, or changes it by what a look has told. */
export function savesRow(m: Machine, f: Frame, st: State, e: Call): void {
  if (st.dead || m.region !== undefined) return;
  const callee = bare(e.callee);
  if (callee.k !== 'member') return;
  const changed =
    sqlChange(m, f, e) ?? (callee.prop === 'save' ? savedChange(m, f, e, callee) : updatedBy(m, f, e, callee));
  if (changed === undefined || isRunOnce(m) || isTransactional(m, f)) return;
  const { store, at, name } = changed;
  const root = rootPath({ kind: 'module', key: `store:${store}@${at.file}:${at.start}` }, store);
  const records = field(root, '<records>');
  if (records === undefined) return;
  const cell = { ...records, canon: canonOf(store), show: store };
  const crossing = { at: m.place(f, e.at), locks: st.locks.map((l) => l.id) };
  const text = `saves ${name}`;
  push(m, f, st, 'write-back', cell, { at, text: `reads ${name}` }, crossing, { text }, m.place(f, e.at));
}

/** `update accounts set balance = $1`, with what an earlier `select` has found and this call has counted on. */
function sqlChange(m: Machine, f: Frame, e: Call): Change | undefined {
  const sql = sqlCall(f, e);
  if (sql?.statement.does !== 'update') return undefined;
  const { table } = sql.statement;
  const counted = countedFrom(f, sql);
  return counted && { store: table, at: m.place(f, counted.look), name: `${table}.${counted.column}` };
}

interface Change {
  readonly store: string;
  /** Where the row was read. */
  readonly at: Place;
  /** `account.balance` */
  readonly name: string;
}

/** `accounts.save(account)`, `account.save()` */
function savedChange(m: Machine, f: Frame, e: Call, callee: ExprOf<'member'>): Change | undefined {
  const [first] = e.args;
  const own = first === undefined || bare(first).k !== 'var' ? bare(callee.obj) : bare(first);
  const look = own.k === 'var' ? lookOf(m, f, own.b) : undefined;
  if (look === undefined) return undefined;
  if (first !== undefined && own === bare(first) && storeCall(m, f, e)?.store !== look.store) return undefined;
  let name: string | undefined;
  forEachExprIn(f.fn, (x) => {
    if (x.at[0] > look.at[1] && x.at[1] < e.at[0]) name ??= changedField(f, x, look.row);
  });
  return name === undefined ? undefined : changeOf(m, f, look, name);
}

function changeOf(m: Machine, f: Frame, { store, at }: Look, name: string): Change {
  return { store, at: m.place(f, at), name };
}

/** The field of the row that an expression changes by what it held. */
function changedField(f: Frame, x: Expr, row: number): string | undefined {
  if (x.k === 'update') return fieldOf(f, x.target, row);
  if (x.k !== 'assign' || x.target.k !== 'expr') return undefined;
  const name = fieldOf(f, x.target.e, row);
  if (name === undefined) return undefined;
  if (x.op === '+=' || x.op === '-=' || (x.op === '=' && countsOn(f, x.value, row, name))) return name;
  return undefined;
}

/** `account.balance - amount`, `[...list.items, item]`: what was there is a part of what will be. */
function countsOn(f: Frame, value: Expr, row: number, name: string): boolean {
  const x = bare(value);
  const uses = (e: Expr): boolean => {
    let found = false;
    forEachExpr(e, (y) => {
      if (fieldOf(f, y, row) === name) found = true;
    });
    return found;
  };
  if (x.k === 'binary') return (x.op === '+' || x.op === '-') && (uses(x.left) || uses(x.right));
  return x.k === 'array' && x.elems.some((y) => y?.k === 'spread' && uses(y.e));
}

/** `account.balance` of the row, as a name. */
function fieldOf(f: Frame, e: Expr, row: number): string | undefined {
  const x = bare(e);
  if (x.k !== 'member') return undefined;
  const on = bare(x.obj);
  return on.k === 'var' && on.b === row ? `${f.facts.bindings[row]?.name ?? ''}.${x.prop}` : undefined;
}

/** `accounts.update({ id }, { balance: account.balance - amount })` */
function updatedBy(m: Machine, f: Frame, e: Call, callee: ExprOf<'member'>): Change | undefined {
  if (!ROW_UPDATES.has(callee.prop)) return undefined;
  const rows = new Set<number>();
  for (const a of e.args)
    forEachExpr(a, (x) => {
      const on = x.k === 'member' ? bare(x.obj) : x;
      if (on.k === 'var') rows.add(on.b);
    });
  for (const row of rows) {
    const look = lookOf(m, f, row);
    if (look === undefined || look.at[0] > e.at[0]) continue;
    // The same store by the same words: `prisma.account`, `this.accounts`.
    if (storeCall(m, f, { ...e, callee: { ...callee, prop: 'findOne' } })?.store !== look.store) continue;
    let name: string | undefined;
    let compared = false;
    for (const a of e.args)
      forEachExpr(a, (x) => {
        if (x.k !== 'object') return;
        for (const p of x.props) {
          if (p.k !== 'prop') continue;
          const own = `${f.facts.bindings[row]?.name ?? ''}.${p.key}`;
          // Changed only if it is still what it was: compare and set.
          if (fieldOf(f, p.value, row) !== undefined && (OPTIMISTIC_FIELD.test(p.key) || !/id$/i.test(p.key)))
            compared = true;
          if (countsOn(f, p.value, row, own)) name ??= own;
        }
      });
    if (name !== undefined && !compared) return changeOf(m, f, look, name);
  }
  return undefined;
}

/** The variable is given what a look for one record found, once. */
function lookOf(m: Machine, f: Frame, row: number): Look | undefined {
  const binding = f.facts.bindings[row];
  if (binding?.init === undefined || binding.owner !== f.ref.fn || binding.reassigned) return undefined;
  const init = bare(binding.init);
  const call = init.k === 'await' ? bare(init.e) : init;
  if (call.k !== 'call') return undefined;
  const found = storeCall(m, f, call);
  return found?.does === 'one' ? { row, store: found.store, at: call.at } : undefined;
}

/** `@Transactional()`: the database sees to it. */
function isTransactional(m: Machine, f: Frame): boolean {
  return fnOf(m.program, outermost(m.program, f.ref)).decorators.some((d) =>
    TRANSACTION_DECORATOR.test(decoratorName(f.facts, d)),
  );
}
