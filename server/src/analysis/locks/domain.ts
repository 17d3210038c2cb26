/**
 * What the lock analysis knows: lock identities as symbolic paths, and per function a summary of critical
 * pairs in the manner of Infer's starvation checker: events, the locks held when they occur, the calls that
 * lead there. Paths are relative to the function (`this`, parameters) and substituted at call sites.
 */
import type { Place } from '../../findings/finding.ts';
import type { LockMode } from '../../knowledge/locks.ts';
import type { FnRef } from '../program.ts';
import type { Guard } from './guards.ts';
import type { Act } from './touches.ts';

/**
 * Where an object lives. `root` is `this`, `p0` (parameter), `v:file#b` (variable), `x:file#cls` (static side),
 * `web` (Web Locks), `file` (file locks) or `?n` (something nobody can name). A step is a field, or `[key]`.
 */
export interface Path {
  readonly root: string;
  readonly steps: readonly string[];
}

export interface Lock {
  readonly path: Path;
  /** Identity across activations: the class's field, the variable, the collection; undefined until substituted. */
  readonly cls: string | undefined;
  /** As a message names it. */
  readonly name: string;
  readonly mode: LockMode;
  /** How many may hold it at once; undefined when unknown. */
  readonly capacity: number | undefined;
  readonly shape: 'mutex' | 'semaphore' | 'rw';
  readonly reentrant: boolean;
  /** Waiting gives up after a while. */
  readonly timed: boolean;
  /** A limiter or work queue: its tasks are what it is there for. */
  readonly limiter: boolean;
  /** What one holder has of it, when it is not a plain turn. */
  readonly unit?: 'connection';
}

export interface Held {
  readonly lock: Lock;
  readonly at: Place;
  /** The acquisition, where somebody else can end it: whoever is handed its release. */
  readonly token?: number;
}

interface TraceStep {
  readonly at: Place;
  readonly callee: FnRef;
}

interface EventBase {
  readonly at: Place;
  /** The function in which it happens. */
  readonly fn: FnRef;
  readonly held: readonly Held[];
  /** Calls from the summarised function down to the event, outermost first. */
  readonly trace: readonly TraceStep[];
  /** Variables whose objects nobody else could see yet at this moment: their locks do not count as held. */
  readonly fresh?: readonly string[];
  /** Happens only when these parameters of the summarised function are as told. */
  readonly when?: readonly Condition[];
  /** Acquisitions of others that have been ended by then, by a release that was handed over. */
  readonly ended?: readonly number[];
}

/** A parameter (or one of its properties) is truthy, or it is not. */
export interface Condition {
  readonly index: number;
  readonly prop: string | undefined;
  readonly truthy: boolean;
}

export type LockEvent = EventBase &
  (
    | { readonly k: 'acquire'; readonly lock: Lock }
    /** Waits until a lock is free without taking it. */
    | { readonly k: 'await-free'; readonly lock: Lock }
    /** Calls a parameter of the summarised function. */
    | {
        readonly k: 'param';
        readonly index: number;
        readonly prop: string | undefined;
        readonly args: readonly Val[];
        /** Which way the path had taken at the branches around the call. */
        readonly way: readonly string[];
      }
    /** Calls functions stored in a cell of the object at `self`. */
    | { readonly k: 'cell'; readonly cell: string; readonly self: Path }
    /** Awaits something slow. */
    | { readonly k: 'slow'; readonly what: string; readonly kind: 'network' | 'process' | 'prompt' | 'sleep' | 'sync' }
    /** Repeats an awaiting loop until cells of the class or module change. */
    | { readonly k: 'poll'; readonly cells: readonly string[] }
    | { readonly k: 'write'; readonly cell: string }
    /** Waits in a queue until somebody takes it out. */
    | { readonly k: 'park'; readonly queue: string }
    /** Awaits a message of a worker. */
    | { readonly k: 'reply'; readonly worker: string }
    /** Touches what an annotation says a lock guards, or calls what it says needs one. */
    | { readonly k: 'guarded'; readonly guard: Guard; readonly what: string; readonly calls: boolean }
    /** Reads or writes something of the function's own object, of a class or of the module. */
    | {
        readonly k: 'touch';
        /** `C:file#cls.field`, `x:file#cls.field` of the class itself, `v:file#b`. */
        readonly cell: string;
        readonly owner: Path;
        readonly name: string;
        readonly act: Act;
        readonly done: number;
        readonly value?: string;
      }
    /** Keeps locks of one collection in the order in which the caller names them. */
    | { readonly k: 'caller-order'; readonly lock: Lock; readonly other: Held }
  );

export type EventOf<K extends LockEvent['k']> = Extract<LockEvent, { readonly k: K }>;

/** A lock that is held while the function goes on; `token` tells which acquisition a release function ends. */
export interface Hold extends Held {
  readonly token: number;
  /** Taken by hand: somebody must release it. */
  readonly manual: boolean;
  /** The release is somebody else's business now (returned, stored, handed over). */
  readonly moved: boolean;
}

export type Val =
  | { readonly k: 'none' }
  | { readonly k: 'undefined' }
  | { readonly k: 'const'; readonly v: string | number | boolean }
  | {
      readonly k: 'path';
      readonly path: Path;
      readonly cls: string | undefined;
      readonly name: string;
      readonly fresh?: boolean;
    }
  | { readonly k: 'release'; readonly token: number }
  /** What a try gives: truthy when it took the lock. */
  | { readonly k: 'tried'; readonly hold: Hold }
  | { readonly k: 'tuple'; readonly vals: readonly Val[] }
  | { readonly k: 'object'; readonly props: ReadonlyMap<string, Val> }
  | { readonly k: 'fn'; readonly ref: FnRef }
  | { readonly k: 'promise'; readonly run: Run };

/** An object, by where it lives. */
export type PathVal = Extract<Val, { readonly k: 'path' }>;

/** What happens until something settles: its events, the locks it leaves held, those it gives back, its value. */
export interface Run {
  readonly events: readonly LockEvent[];
  readonly holds: readonly Hold[];
  /** Tokens and lock paths released that were not taken inside. */
  readonly freed: readonly (number | Path)[];
  readonly value: Val;
  /** Several runs side by side (`Promise.all`, `map(async ...)`). */
  readonly parallel: boolean;
}

export const NONE: Val = { k: 'none' };
export const EMPTY_RUN: Run = { events: [], holds: [], freed: [], value: NONE, parallel: false };

export function pathKey(path: Path): string {
  return [path.root, ...path.steps].join('.');
}

/** Nobody can say which object it is, so it equals nothing. */
export function isVague(path: Path): boolean {
  return path.root.startsWith('?') || path.steps.some((step) => step.startsWith('[?'));
}

export function samePath(a: Path, b: Path): boolean {
  return !isVague(a) && !isVague(b) && pathKey(a) === pathKey(b);
}

let vague = 0;
export function vaguePath(): Path {
  vague += 1;
  return { root: `?${vague}`, steps: [] };
}

/** Replaces `this` and parameters by what the call site passes. */
export interface Substitution {
  readonly self: Val;
  readonly args: readonly Val[];
}

/** `[p0]`, `[p0.id]`, `[this.id]`: the key of an element, as the caller knows it. */
function substStep(step: string, s: Substitution): string {
  const m = /^\[(?:p(\d+)|this)((?:\.[^\]]+)?)\]$/.exec(step);
  if (m === null) return step;
  let key = m[1] === undefined ? s.self : s.args[Number(m[1])];
  const fields = (m[2] ?? '').split('.').slice(1);
  for (const field of fields)
    key =
      key?.k === 'object'
        ? key.props.get(field)
        : key?.k === 'path'
          ? { ...key, path: { root: key.path.root, steps: [...key.path.steps, field] } }
          : undefined;
  if (key?.k === 'const') return `[=${String(key.v)}]`;
  return key?.k === 'path' && !isVague(key.path) ? `[${pathKey(key.path)}]` : '[?]';
}

function substituted(path: Path, s: Substitution): { path: Path; base: Val | undefined } {
  const steps = path.steps.map((step) => substStep(step, s));
  const base =
    path.root === 'this' ? s.self : /^p\d+$/.test(path.root) ? (s.args[Number(path.root.slice(1))] ?? NONE) : undefined;
  if (base === undefined) return { path: { root: path.root, steps }, base };
  if (base.k === 'object' && steps.length > 0) {
    const inner = base.props.get(steps[0] ?? '');
    if (inner?.k === 'path')
      return { path: { root: inner.path.root, steps: [...inner.path.steps, ...steps.slice(1)] }, base: inner };
  }
  if (base.k !== 'path') return { path: { root: vaguePath().root, steps }, base };
  return { path: { root: base.path.root, steps: [...base.path.steps, ...steps] }, base };
}

export function substPath(path: Path, s: Substitution): Path {
  return substituted(path, s).path;
}

export function substLock(lock: Lock, s: Substitution): Lock {
  const { path, base } = substituted(lock.path, s);
  // A lock that is itself the parameter (or the lock object's `this`) is named by what is passed.
  const own = lock.path.steps.length === 0 && base?.k === 'path';
  if (own) return { ...lock, path, cls: base.cls ?? lock.cls, name: base.name };
  if (lock.cls === undefined && base?.k === 'path' && base.cls !== undefined)
    return { ...lock, path, cls: [base.cls, ...lock.path.steps].join('.') };
  return { ...lock, path, cls: specialised(lock, base) };
}

/** A lock of a base class, in a method called on \`this\` of a subclass, is the subclass's. */
function specialised(lock: Lock, base: Val | undefined): string | undefined {
  if (lock.path.root !== 'this' || base?.k !== 'path' || base.path.root !== 'this' || base.path.steps.length > 0)
    return lock.cls;
  const own = /^C:.*#\d+$/.exec(base.cls ?? '');
  const field = /^C:.*#\d+(\..*)$/.exec(lock.cls ?? '')?.[1];
  return own === null || field?.startsWith(`.${lock.path.steps[0] ?? ''}`) !== true ? lock.cls : `${own[0]}${field}`;
}

export function substHeld(held: Held, s: Substitution): Held {
  return { ...held, lock: substLock(held.lock, s) };
}

/** Key under which two events of one function are the same for every caller. */
export function eventKey(e: LockEvent): string {
  const held = e.held.map((h) => `${pathKey(h.lock.path)}@${h.at.file}:${h.at.start}`).join('&');
  const what =
    e.k === 'acquire' || e.k === 'await-free' || e.k === 'caller-order'
      ? pathKey(e.lock.path)
      : e.k === 'param'
        ? `${e.index}.${e.prop ?? ''}`
        : e.k === 'cell' || e.k === 'write'
          ? e.cell
          : '';
  // One access of a kind tells all.
  if (e.k === 'guarded') return `guarded|${e.what}|${pathKey(e.guard.path)}|${held}`;
  if (e.k === 'touch') return `touch|${e.cell}|${e.act}|${e.at.file}:${e.at.start}:${e.done}|${held}`;
  return `${e.k}|${what}|${e.at.file}:${e.at.start}|${held}`;
}

/** A run up to the point where the promise it returns has settled. */
export function settled(run: Run): Run {
  if (run.value.k !== 'promise') return run;
  const inner = run.value.run;
  return {
    events: [...run.events, ...inner.events],
    holds: [...run.holds, ...inner.holds],
    freed: [...run.freed, ...inner.freed],
    value: inner.value,
    parallel: inner.parallel,
  };
}

export function takesLock(val: Val): boolean {
  return val.k === 'promise' && val.run.holds.length > 0;
}

export function givesAway(val: Val, token: number): boolean {
  switch (val.k) {
    case 'release':
      return val.token === token;
    case 'tuple':
      return val.vals.some((v) => givesAway(v, token));
    case 'object':
      return [...val.props.values()].some((v) => givesAway(v, token));
    case 'promise':
      return givesAway(val.run.value, token);
    case 'fn':
      return false;
    default:
      return false;
  }
}

export function joinValues(a: Val, b: Val): Val {
  // What tells more wins: a promise or a release function over a plain value.
  if (a.k === 'none' || a.k === 'undefined') return b;
  if (a.k === 'const' && b.k !== 'none' && b.k !== 'undefined') return b;
  if (a.k === 'promise' && b.k === 'promise')
    return {
      k: 'promise',
      run: {
        ...a.run,
        events: [...a.run.events, ...b.run.events],
        value: joinValues(a.run.value, b.run.value),
        parallel: a.run.parallel || b.run.parallel,
      },
    };
  return a;
}
