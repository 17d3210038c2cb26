/**
 * What a statement of SQL does to a table, as far as two activations that run it at once go. Read from the text alone:
 * one table, no joins; whatever the database itself keeps apart (locked rows, conflict clauses, conditions on what was
 * read, counting in place) is left out.
 */
import { OPTIMISTIC_FIELD } from './repositories.ts';

export interface SqlStatement {
  readonly does: 'list' | 'count' | 'create' | 'update';
  readonly table: string;
  /** For `update`: the columns that get a value from outside, in lower case. */
  readonly columns: ReadonlySet<string>;
}

const NAME = String.raw`(?:["\`\[]?\w+["\`\]]?\.)?["\`\[]?(\w+)["\`\]]?`;
const SELECT = new RegExp(String.raw`^select\s+(.+?)\s+from\s+${NAME}(?:\s|$|;)`, 'is');
const INSERT = new RegExp(String.raw`^insert\s+into\s+${NAME}`, 'i');
const UPDATE = new RegExp(String.raw`^update\s+${NAME}\s+set\s+(.+?)\s+where\s+(.+)$`, 'is');
/** The database locks, or refuses, the second. */
const KEPT_APART =
  /\bfor\s+(?:no\s+key\s+)?(?:update|share)\b|\bon\s+conflict\b|\bon\s+duplicate\b|\bor\s+ignore\b|\bignore\s+into\b|\bnot\s+exists\b|\bupdlock\b/i;

/** Methods of drivers whose first argument is a statement. */
export const SQL_METHODS: ReadonlySet<string> = new Set([
  'query',
  'execute',
  'get',
  'all',
  'run',
  'one',
  'oneOrNone',
  'any',
  'none',
  'raw',
  'queryOne',
  'queryRow',
  'fetchOne',
  'fetchAll',
]);

export const BEGINS_TRANSACTION = /^\s*(?:begin|start\s+transaction)\b/i;

/** @param text the statement, with a `?` for each part that is put in */
export function readSql(text: string): SqlStatement | undefined {
  const sql = text.trim();
  if (KEPT_APART.test(sql) || /\bjoin\b/i.test(sql)) return undefined;
  const columns = new Set<string>();
  const select = SELECT.exec(sql);
  if (select?.[1] !== undefined && select[2] !== undefined)
    return { does: /^count\s*\(/i.test(select[1]) ? 'count' : 'list', table: select[2].toLowerCase(), columns };
  const insert = INSERT.exec(sql);
  if (insert?.[1] !== undefined) return { does: 'create', table: insert[1].toLowerCase(), columns };
  const update = UPDATE.exec(sql);
  const [, table, sets, where] = update ?? [];
  if (table === undefined || sets === undefined || where === undefined) return undefined;
  for (const part of sets.split(',')) {
    const [, column, value] = /^\s*["`[]?(\w+)["`\]]?\s*=\s*(.+?)\s*$/s.exec(part) ?? [];
    // `balance = balance - 10` counts in place.
    if (column !== undefined && value !== undefined && !mentions(value, column)) columns.add(column.toLowerCase());
  }
  const compared = [...columns].some((column) => mentions(where, column)) || OPTIMISTIC_FIELD.test(where);
  return columns.size === 0 || compared ? undefined : { does: 'update', table: table.toLowerCase(), columns };
}

function mentions(text: string, column: string): boolean {
  return new RegExp(String.raw`\b${column}\b`, 'i').test(text);
}
