/**
 * External records: files through the file system APIs, and what stores keep by name. Unlike a field, a file changes only
 * after the call that changes it has returned, so what was known of it is old by then.
 */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { type RecordCall, STORE_NAME, TRANSACTIONAL } from '../../knowledge/stores.ts';
import { field, isShared, type Path, rootPath, show } from './cells.ts';
import { sequence } from './expressions.ts';
import type { Frame, Machine } from './machine.ts';
import { keyOf } from './members.ts';
import { runLater } from './run.ts';
import { readContents, write } from './sinks.ts';
import { crossCell, suspend } from './crossings.ts';
import { clone, setLocal, type State } from './state.ts';
import { UNKNOWN, type Val } from './values.ts';

type Call = ExprOf<'call'>;

export function fileCall(
  m: Machine,
  f: Frame,
  st: State,
  e: Call,
  op: RecordCall | undefined,
  evaluated?: readonly Val[],
): Val | undefined {
  const target = op === undefined ? undefined : e.args[op.path];
  if (op === undefined || target === undefined) return undefined;
  const args = evaluated ?? sequence(m, f, st, e.args);
  const key = keyOf(m, f, target, args[op.path]);
  const cell = rootPath({ kind: 'file', key: `file:${key}` }, show(m.program, f.ref.file, target));
  const val = operate(m, f, st, e, op, cell, args);
  for (const a of args) if (a.fn !== undefined) runLater(m, f, st, a, [UNKNOWN, val], e.at, f);
  return val;
}

function operate(m: Machine, f: Frame, st: State, e: Call, op: RecordCall, cell: Path, args: readonly Val[]): Val {
  const at = m.place(f, e.at);
  switch (op.op) {
    case 'read':
    case 'check':
      if (op.throws) missing(m, f, st, e, op, cell);
      return {
        origins: [{ cell, at, how: op.op === 'read' ? 'exact' : 'has', via: [...m.sites] }],
        pending: !op.sync,
      };
    case 'write':
    case 'create': {
      if (isExclusive(e.args) || (op.op === 'create' && isRecursive(e.args))) return UNKNOWN;
      const content = op.content === undefined ? moved(st, e, op, args, m, f) : (args[op.content] ?? UNKNOWN);
      if (op.op === 'write') setLocal(st, contentKey(cell.key), content);
      if (op.content !== undefined) readContents(m, f, st, content.alias, e.args[op.content]?.at ?? e.at);
      const late = op.sync ? content : crossCell(st, cell, at, content);
      const verb = op.op === 'create' ? 'creates' : 'writes';
      write(m, f, st, cell, late, { kind: 'set', at: e.at, text: `${verb} ${cell.show}` });
      return UNKNOWN;
    }
    case 'append':
      write(m, f, st, cell, UNKNOWN, { kind: 'add', at: e.at, text: `appends to ${cell.show}` });
      return UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** What this activation has written to the file that is moved (or copied) here: `rename(tmp, target)`. */
function moved(st: State, e: Call, op: RecordCall, args: readonly Val[], m: Machine, f: Frame): Val {
  const source = op.op === 'write' && op.path === 1 ? e.args[0] : undefined;
  if (source === undefined) return UNKNOWN;
  return st.locals.get(contentKey(`file:${keyOf(m, f, source, args[0])}`)) ?? UNKNOWN;
}

function contentKey(file: string): string {
  return `content:${file}`;
}

/** `try { await access(path) } catch { ... }`: the handler runs when there is no such file. */
function missing(m: Machine, f: Frame, st: State, e: Call, op: RecordCall, cell: Path): void {
  const collector = f.tries.at(-1);
  if (collector === undefined || st.dead) return;
  const at = m.place(f, e.at);
  const thrown = clone(st);
  thrown.guards = [...thrown.guards, { cell, at, text: show(m.program, f.ref.file, e), polarity: 'absent' }];
  if (!op.sync) suspend(thrown, at);
  collector.push(thrown);
}

/** `{ flag: 'wx' }`: the file system itself refuses the second. */
function isExclusive(args: readonly Expr[]): boolean {
  return args.some(
    (a) =>
      a.k === 'object' &&
      a.props.some(
        (p) => p.k === 'prop' && p.key === 'flag' && p.value.k === 'const' && /^(w|a)x/.test(String(p.value.value)),
      ),
  );
}

function isRecursive(args: readonly Expr[]): boolean {
  return args.some(
    (a) =>
      a.k === 'object' &&
      a.props.some((p) => p.k !== 'prop' || (p.key === 'recursive' && p.value.k === 'const' && p.value.value === true)),
  );
}

function isWholeWrite(name: string, e: Call): boolean {
  return e.args.length === 1 && /^(?:save|write|store|persist|saveAll|writeAll)$/.test(name);
}

/** `storage.getLogin(id)` ... `storage.setLogin(login, id)`: one record of a store, by the names of its methods. */
export function namedRecord(
  m: Machine,
  f: Frame,
  st: State,
  e: Call,
  name: string,
  recv: Val,
  awaited: boolean,
): Val | undefined {
  if (!awaited || recv.alias === undefined || !isShared(recv.alias) || recv.alias.depth === 0) return undefined;
  const text = recv.alias.show;
  // Without a name or a key it is all that the store keeps: `store.load()` ... `store.save(data)`.
  const readsAll = e.args.length === 0 && /^(?:load|read|get|readAll|getAll|loadAll)$/.test(name);
  const writesAll = isWholeWrite(name, e);
  const read = readsAll ? 'All' : /^(?:get|load|read|fetch|find)([A-Z]\w*)$/.exec(name)?.[1];
  const written = writesAll ? 'All' : /^(?:set|save|store|write|put|update|persist)([A-Z]\w*)$/.exec(name)?.[1];
  const record = read ?? written;
  if (record === undefined || !STORE_NAME.test(text) || TRANSACTIONAL.test(text)) return undefined;
  const cell = field(recv.alias, `<${record}>`);
  if (cell === undefined) return undefined;
  const shown = { ...cell, show: readsAll || writesAll ? `what ${text} keeps` : `the ${record} of ${text}` };
  const args = sequence(m, f, st, e.args);
  if (read !== undefined) return { origins: [{ cell: shown, at: m.place(f, e.at), how: 'exact' }] };
  const value = args.find((a) => a.origins.some((o) => o.cell.key === cell.key)) ?? args[0] ?? UNKNOWN;
  const { literal: _, ...content } = value;
  // The store has it only when the call has returned.
  const late = crossCell(st, cell, m.place(f, e.at), content);
  write(m, f, st, shown, late, { kind: 'set', at: e.at, text: `writes ${shown.show}` });
  return UNKNOWN;
}
