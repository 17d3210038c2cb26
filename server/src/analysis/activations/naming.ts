/**
 * What a text is made of: `join(this.dir, id)`, `` `${prefix}:${key}` ``. Two texts of one activation with one name are
 * equal, in whatever function and variable they stand, so the file that one helper reads is the file that another
 * writes. What is made anew (a random id, a temporary folder) has a name of its own.
 */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { FRESH_NAMES, PATH_FUNCTIONS, PATH_MODULES, PLACES, TEXT_METHODS } from '../../knowledge/stores.ts';
import type { Callee } from '../entities.ts';
import { isShared } from './cells.ts';
import type { Frame, Machine } from './machine.ts';
import { keyOf } from './members.ts';
import { fnKey, fnOf, type FnRef, type Program } from '../program.ts';
import type { Val } from './values.ts';

/** Longer names are given up: they say less than they cost. */
const MAX_LENGTH = 300;

/** The value with the name of a text put together from others. */
export function composed(m: Machine, f: Frame, parts: readonly Expr[], vals: readonly Val[], val: Val): Val {
  if (parts.length === 0) return val;
  return named(val, `\`${parts.map((p, i) => keyOf(m, f, p, vals[i])).join('+')}\``);
}

/** The result of a call with the name of what it gives, when that depends on what it is given alone. */
export function nameResult(
  m: Machine,
  f: Frame,
  e: ExprOf<'call'>,
  name: string,
  callees: readonly Callee[],
  args: readonly Val[],
  recv: Val | undefined,
  result: Val,
): Val {
  if (isNamed(result) || result.fn !== undefined || result.props !== undefined || args.some((a) => a.fn !== undefined))
    return result;
  if (FRESH_NAMES.test(name)) return named(result, `?${e.at[0]}`);
  const callee = calledBy(m, f, name, callees, args, recv);
  if (callee === undefined) return result;
  return named(result, `${callee}(${e.args.map((a, i) => keyOf(m, f, a, args[i])).join(',')})`);
}

function calledBy(
  m: Machine,
  f: Frame,
  name: string,
  callees: readonly Callee[],
  args: readonly Val[],
  recv: Val | undefined,
): string | undefined {
  const [first, ...others] = callees;
  if (first?.k === 'function' && others.length === 0) {
    if (!args.every(isNamed) || fnOf(m.program, first).generator) return undefined;
    return args.length === 0 && !readsOnly(m, first) ? undefined : fnKey(first);
  }
  if (first?.k === 'external' && PATH_MODULES.has(first.module) && PATH_FUNCTIONS.has(first.path.at(-1) ?? ''))
    return first.path.at(-1);
  if (PLACES.has(name) && args.every(isNamed)) return name;
  if (recv === undefined) return undefined;
  if (recv.name !== undefined && TEXT_METHODS.has(name)) return `${recv.name}.${name}`;
  // `this.cases.stateDir(id)`: what a shared object says of an argument.
  if (args.length > 0 && args.every(isNamed) && recv.alias !== undefined && isShared(recv.alias))
    return `${recv.alias.key}.${name}`;
  return undefined;
}

/** Says the same each time: it has no parameters and gives a text. */
function readsOnly(m: Machine, ref: FnRef): boolean {
  const fn = fnOf(m.program, ref);
  return !fn.async && fn.params.length === 0 && !FRESH_NAMES.test(fn.name);
}

function isNamed(val: Val): boolean {
  return val.name !== undefined || val.literal?.k === 'const' || (val.alias !== undefined && val.alias.depth <= 2);
}

function named(val: Val, name: string): Val {
  return name.length > MAX_LENGTH ? val : { ...val, name };
}

/** Whether a name has a part that no other activation makes. */
export function isMadeAnew(key: string): boolean {
  return /\?\d/.test(key);
}

/** Whether a name depends on what this activation was given or has made: another activation's is another text. */
export function isOwnName(program: Program, key: string): boolean {
  if (isMadeAnew(key) || /@(?!0\b)\d+/.test(key)) return true;
  for (const match of key.matchAll(/#v(\d+)/g)) {
    const before = key.slice(0, match.index);
    const file = fileAtEnd(program, before);
    if ((program.files.get(file)?.bindings[Number(match[1])]?.owner ?? 0) !== 0) return true;
  }
  return false;
}

/** The file whose path a text ends with. */
function fileAtEnd(program: Program, text: string): string {
  for (let from = 0; from < text.length; from++) {
    const file = text.slice(from);
    if (program.files.has(file)) return file;
  }
  return '';
}
