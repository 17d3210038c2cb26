/**
 * Abstract values: not what a value is, but where it came from. A value that was computed from a shared
 * cell carries an origin; an origin that an await has passed over is stale.
 */
import type { FunctionId } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { OVER_STATES } from '../../knowledge/promises.ts';
import type { FnRef } from '../program.ts';
import { isExternal, type Path } from './cells.ts';
import { trailOf, type Trail } from './trails.ts';

/** An await passed over a fact, and the locks that were held then: those protect it as long as they stay held. */
export interface Crossing {
  readonly at: Place;
  readonly locks: readonly number[];
  /** It only waited for a promise that others wait for, too: no work was begun. */
  readonly joins?: boolean;
  /** After such a wait: the first one in which work was done. */
  readonly work?: Crossing;
}

/**
 * `exact`: the cell's value; `has`: whether it is there; `size`: how many there are; `position`: where one of them
 * is, or -1; `derived`: computed from it.
 */
export type How = 'exact' | 'has' | 'size' | 'position' | 'derived';

/** A call on the way from an activation's beginning to what it does. */
export interface CallSite {
  readonly in: FnRef;
  readonly at: Place;
}

export interface Origin {
  readonly cell: Path;
  readonly at: Place;
  readonly how: How;
  /** The value is true when the cell is empty: `!map.has(k)`. */
  readonly negated?: boolean;
  /** Not computed from the cell, but chosen by a test of it: a helper's yes or no. */
  readonly decided?: boolean;
  /** For records outside: the calls that led to the read. */
  readonly via?: readonly CallSite[];
  readonly crossed?: Crossing;
}

export type Literal =
  | { readonly k: 'nullish' }
  | { readonly k: 'const'; readonly value: string | number | boolean }
  /** `[]`, `{}`, `new Map()`, `''`: a collection started afresh. */
  | { readonly k: 'empty' };

export interface FnValue {
  readonly file: string;
  readonly fn: FunctionId;
  /** What `this` means in it, for methods taken from an instance. */
  readonly self?: Path;
}

export interface Settler {
  /** Where the promise is made. */
  readonly promise: Place;
  /** The call that makes the promise waits for it, or gives it to its caller. */
  readonly waited: boolean;
}

/** A record that was made because the look into its store found none; it is there for others once it is saved. */
export interface Unsaved {
  readonly cell: Path;
  /** The look, and how to say it. */
  readonly at: Place;
  readonly text: string;
  /** What it was made of. */
  readonly keys: ReadonlySet<string>;
}

export interface Val extends Trail {
  readonly origins: readonly Origin[];
  /** The value is (a reference to) what this path holds. */
  readonly alias?: Path;
  readonly literal?: Literal;
  /** A parameter that the call at hand gives nothing: certainly not there. */
  readonly omitted?: boolean;
  readonly fn?: FnValue;
  /** A promise (or whatever an async call gives) that has not been awaited here. */
  readonly pending?: boolean;
  /** Made by this activation: an object or array literal, `new X()`. */
  readonly fresh?: boolean;
  /** A timer: what runs when it fires may arm the next. */
  readonly timer?: boolean;
  /** What a promise settled with that all activations share: the same for each of them. */
  readonly common?: boolean;
  /** Part of something that this activation made; certainly no promise. */
  readonly plain?: boolean;
  /** What a text is made of (see `naming.ts`): equal names mean equal texts. */
  readonly name?: string;
  /** Settles a promise of this call when called, or is a promise together with what settles it. */
  readonly settles?: Settler;
  /** Gives a lock back when called. */
  readonly releases?: number;
  readonly unsaved?: Unsaved;
  /** Written into a cell by this activation: `const p = (this.p = start())`. */
  readonly stored?: string;
  /** Object literal or instance whose properties are values of their own. */
  readonly props?: ReadonlyMap<string, Val>;
}

export const UNKNOWN: Val = { origins: [] };

const MAX_ORIGINS = 12;

export function derived(...vals: readonly (Val | undefined)[]): Val {
  return derivedOf(vals);
}

/** The same for lists: tables of data have more elements than a call may have arguments. */
export function derivedOf(vals: readonly (Val | undefined)[]): Val {
  const origins = mergeOrigins(
    vals
      .flatMap((v) => v?.origins.filter((o) => o.decided !== true) ?? [])
      .map((o) => (o.how === 'derived' ? o : { ...o, how: 'derived' as const })),
  );
  const trail = trailOf(vals);
  return origins.length === 0 && trail.about === undefined && trail.answer === undefined
    ? UNKNOWN
    : { origins, ...trail };
}

/** Of what records outside the program hold, what is made of them by code that is not seen. */
export function outsideOf(...vals: readonly (Val | undefined)[]): Val {
  return derived(...vals.map((v) => v && { origins: v.origins.filter((o) => isExternal(o.cell)) }));
}

/** A function that is given what a record holds makes its result of it, unless it has just one answer. */
export function madeOf(result: Val, made: Val): Val {
  if (made.origins.length === 0 || result.literal !== undefined) return result;
  return { ...result, origins: mergeOrigins([...result.origins, ...made.origins]) };
}

/** `!x` */
export function negation(v: Val): Val {
  return { origins: v.origins.map((o) => ({ ...o, negated: o.negated !== true })) };
}

export function mergeOrigins(all: readonly Origin[]): readonly Origin[] {
  const [first, second] = all;
  if (first === undefined || second === undefined) return all;
  if (all.length === 2) {
    if (first.at.start !== second.at.start || first.how !== second.how || first.cell.key !== second.cell.key)
      return all;
    return [first.crossed === undefined && second.crossed !== undefined ? second : first];
  }
  const out = new Map<string, Origin>();
  for (const o of all) {
    const key = `${o.cell.key}|${o.at.start}|${o.how}`;
    const old = out.get(key);
    if (old === undefined || (old.crossed === undefined && o.crossed !== undefined)) out.set(key, o);
  }
  return [...out.values()].slice(0, MAX_ORIGINS);
}

export function joinVals(a: Val, b: Val): Val {
  if (a === b) return a;
  return {
    origins: mergeOrigins([...a.origins, ...b.origins]),
    ...trailOf([a, b]),
    ...(a.alias !== undefined && a.alias.key === b.alias?.key ? { alias: a.alias } : {}),
    ...(a.fn !== undefined && a.fn.fn === b.fn?.fn && a.fn.file === b.fn.file ? { fn: a.fn } : {}),
    ...(a.name !== undefined && a.name === b.name ? { name: a.name } : {}),
    ...(a.pending === true || b.pending === true ? { pending: true } : {}),
    ...(a.fresh === true && b.fresh === true ? { fresh: true } : {}),
    ...(a.omitted === true && b.omitted === true ? { omitted: true } : {}),
    ...(a.timer === true && b.timer === true ? { timer: true } : {}),
    ...(a.common === true && b.common === true ? { common: true } : {}),
    ...(a.releases !== undefined && a.releases === b.releases ? { releases: a.releases } : {}),
    ...(a.stored !== undefined && a.stored === b.stored ? { stored: a.stored } : {}),
    // What was found is saved in the same way as what was made.
    ...((a.unsaved ?? b.unsaved) !== undefined ? { unsaved: a.unsaved ?? b.unsaved } : {}),
    ...(sameLiteral(a.literal, b.literal) && a.literal !== undefined ? { literal: a.literal } : {}),
    ...joinProps(a, b),
  };
}

function joinProps(a: Val, b: Val): { readonly props?: ReadonlyMap<string, Val> } {
  if (a.props === undefined || b.props === undefined) return {};
  if (a.props === b.props) return { props: a.props };
  const props = new Map<string, Val>();
  for (const [key, val] of a.props) {
    const other = b.props.get(key);
    if (other !== undefined) props.set(key, joinVals(val, other));
  }
  return { props };
}

export function sameLiteral(a: Literal | undefined, b: Literal | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.k === 'const' && b.k === 'const') return a.value === b.value;
  return a.k === b.k;
}

/** A constant that stands for "nothing here": what resets write. */
export function isFalsyLiteral(l: Literal | undefined): boolean {
  return (
    l !== undefined &&
    (l.k === 'nullish' || (l.k === 'const' && (l.value === false || l.value === 0 || l.value === '')))
  );
}

/** Nothing, or a `no`: what a cell is given when it lets go of what it holds. */
export function isReset(l: Literal | undefined): boolean {
  return isEmptyLiteral(l) || (l?.k === 'const' && l.value === false);
}

export function isEmptyLiteral(l: Literal | undefined): boolean {
  return l !== undefined && (l.k === 'empty' || l.k === 'nullish');
}

/** A value that says that something is there, or goes on. */
export function isAlive(literal: Literal | undefined): boolean {
  if (literal?.k !== 'const') return false;
  return literal.value === true || (typeof literal.value === 'string' && !OVER_STATES.test(literal.value));
}
