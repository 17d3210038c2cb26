/** Methods of maps, sets, lists and stores reached by a path: reads and writes of their cells. */
import type { Expr, ExprOf } from '../../facts/core.ts';
import {
  ADDS,
  KEYED_DELETES,
  KEYED_READS,
  KEYED_WRITES,
  PURE_METHODS,
  SYNC_CALLBACK_METHODS,
  TAKES,
} from '../../knowledge/promises.ts';
import { finishUnknown, unknownCall } from './calls.ts';
import { bindingKey, contents, isShared, type Path, show } from './cells.ts';
import { sequence } from './expressions.ts';
import type { Frame, Machine } from './machine.ts';
import { elementPath } from './members.ts';
import { nameResult } from './naming.ts';
import { removesAt } from './places.ts';
import { eachCallback } from './promises.ts';
import { LOGS, readBack } from './own-data.ts';
import { readContents, write } from './sinks.ts';
import { setLocal, type State } from './state.ts';
import { asked, carriedBy, following } from './trails.ts';
import { derived, madeOf, type Origin, outsideOf, UNKNOWN, type Val } from './values.ts';

type Call = ExprOf<'call'>;

/** `this.rooms.set(id, room)`: from now on the local object is what the cell holds. */
function shareLocal(f: Frame, st: State, e: Expr | undefined, val: Val, cell: Path | undefined): void {
  if (e?.k !== 'var' || val.fresh !== true || cell === undefined) return;
  if (val.alias !== undefined && isShared(val.alias)) return;
  setLocal(st, bindingKey(f.ref.file, e.b), { ...val, alias: cell });
}

/** Methods that mean the same wherever they are called: of maps, sets and lists. */
export function isCollectionMethod(name: string): boolean {
  return (
    KEYED_READS.has(name) ||
    KEYED_WRITES.has(name) ||
    KEYED_DELETES.has(name) ||
    ADDS.has(name) ||
    TAKES.has(name) ||
    name === 'clear'
  );
}

const POSITIONS = new Set(['indexOf', 'lastIndexOf', 'findIndex', 'findLastIndex']);

/** Reads and writes of maps, sets, lists and stores reached by a path. */
export function collection(
  m: Machine,
  f: Frame,
  st: State,
  e: Call,
  name: string,
  recv: Val,
  path: Path,
  awaited: boolean,
): Val | undefined {
  const args = sequence(m, f, st, e.args);
  if (!PURE_METHODS.has(name) && !KEYED_READS.has(name) && !LOGS.has(name)) readBack(m, f, st, e.args, args, e.at);
  const at = e.at;
  const first = e.args[0];
  const text = show(m.program, f.ref.file, e.callee.k === 'member' ? e.callee.obj : e);
  if (KEYED_READS.has(name) && first !== undefined && args[0]?.fn === undefined && e.args.length <= 2) {
    const cell = elementPath(m, f, path, first, args[0]);
    if (cell === undefined) return undefined;
    m.lookups.add(path.canon);
    const presence = name === 'has' || name === 'exists';
    const found: Val = {
      origins: [{ cell, at: m.place(f, at), how: presence ? 'has' : 'exact' }],
      ...(presence ? {} : { alias: cell }),
    };
    // Waited for: a client that asks others, or promises of their answers.
    return awaited ? following(found, asked(e.args, args, undefined)) : found;
  }
  if ((KEYED_WRITES.has(name) || (name === 'update' && path.root.kind === 'file')) && e.args.length >= 2) {
    const cell = elementPath(m, f, path, first, args[0]);
    const value = args[1] ?? UNKNOWN;
    const nothing = value.literal?.k === 'nullish' || (value.literal?.k === 'const' && value.literal.value === false);
    write(m, f, st, cell, value, {
      kind: nothing ? 'reset' : 'set',
      at,
      text: `sets ${text}[${show(m.program, f.ref.file, first ?? e, 30)}]`,
      ...(value.literal !== undefined && value.literal.k !== 'empty' ? { literal: value.literal } : {}),
    });
    shareLocal(f, st, e.args[1], value, cell);
    return { origins: [], alias: path };
  }
  if (KEYED_DELETES.has(name) && e.args.length === 1) {
    const cell = elementPath(m, f, path, first, args[0]);
    write(m, f, st, cell, UNKNOWN, { kind: 'reset', at, text: `deletes from ${text}`, literal: { k: 'nullish' } });
    return { origins: [] };
  }
  if (name === 'add' && first !== undefined) {
    const cell = elementPath(m, f, path, first, args[0]);
    write(m, f, st, cell, UNKNOWN, { kind: 'set', at, text: `adds to ${text}` });
    return UNKNOWN;
  }
  if (ADDS.has(name)) {
    write(m, f, st, contents(path), derived(...args), { kind: 'add', at, text: `adds to ${text}` });
    return UNKNOWN;
  }
  if (TAKES.has(name) && e.args.length === 0) {
    write(m, f, st, contents(path), UNKNOWN, { kind: 'take', at, text: `takes from ${text}` });
    return UNKNOWN;
  }
  if (name === 'clear' && e.args.length === 0) {
    write(m, f, st, path, UNKNOWN, { kind: 'reset', at, text: `empties ${text}`, literal: { k: 'empty' } });
    return UNKNOWN;
  }
  if (name === 'splice') removesAt(m, f, st, path, args[0], e);
  if (PURE_METHODS.has(name) || SYNC_CALLBACK_METHODS.has(name)) {
    readContents(m, f, st, path, at);
    const looks = /^(find|includes|some|every|indexOf|findIndex)/.test(name);
    const stale = recv.origins.find((o) => o.how === 'exact' && o.cell.key === path.key && o.crossed !== undefined);
    const exact: Origin = {
      cell: contents(path),
      at: m.place(f, at),
      how: POSITIONS.has(name) ? 'position' : looks ? 'has' : 'derived',
      // Computed from a reference that was read before the await: what replaced it meanwhile is not in it.
      ...(stale?.crossed !== undefined && !looks ? { crossed: stale.crossed } : {}),
    };
    return eachCallback(m, f, st, args, { origins: [exact, ...derived(recv).origins] });
  }
  // What a call on a part of an object does to that object is not known; its arguments were evaluated.
  const result = args.some((a) => a.fn !== undefined)
    ? unknownCall(m, f, st, e, name, args, false)
    : nameResult(m, f, e, name, [], args, recv, madeOf(finishUnknown(m, f, st, e, args), outsideOf(recv, ...args)));
  return following(result, asked(e.args, args, recv), ...args.map(carriedBy));
}
