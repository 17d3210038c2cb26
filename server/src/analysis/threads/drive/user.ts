/**
 * A library has no main program: what it exports is used by somebody else. This is that somebody, in one thread
 * and in an ordinary way: classes are constructed, functions and methods called with unknown arguments, one after
 * the other, now at once and now after everything has come to rest. What one call returns is used by later ones.
 * Calls are no concurrency: only the threads that the library itself starts run beside them.
 */
import type { FunctionFacts } from '../../../facts/core.ts';
import type { Place } from '../../../findings/finding.ts';
import type { Agent } from '../agent.ts';
import { call, enter } from '../calls.ts';
import { construct } from '../classes.ts';
import { settle } from '../code.ts';
import { exportOf } from '../exports.ts';
import type { ModuleInstance } from '../modules.ts';
import { getProp } from '../props.ts';
import {
  Accessor,
  ClassVal,
  FnVal,
  NativeFn,
  Obj,
  PromiseObj,
  Thrown,
  isHiddenKey,
  plain,
  type Gen,
  type Listener,
  type Value,
} from '../values.ts';
import type { World } from '../world.ts';
import type { Arguments } from './arguments.ts';

/** Calls of one run. */
const CALLS = 8;
/** Exports that are looked at; a library with more is driven by its first ones. */
const MOST = 24;

/** Something that a user can do, with what it needs. */
interface Action {
  readonly fn: FnVal | ClassVal;
  readonly self: Value;
  readonly name: string;
}

export class User {
  private readonly exported: Action[] = [];
  /** Methods of objects that calls gave, and functions that they returned. */
  private readonly gained: Action[] = [];
  private readonly promises: { readonly promise: PromiseObj; readonly name: string }[] = [];
  private left = CALLS;
  private looked = false;

  constructor(
    private readonly world: World,
    private readonly agent: Agent,
    private readonly instance: ModuleInstance,
    private readonly given: Arguments,
    /** Whether a function can have to do with threads. */
    private readonly touches: (file: string, fn: number) => boolean,
    /** The only export that is used, and once. */
    private readonly only?: string,
  ) {
    // As long as there is something to do the thread stays.
    agent.handles++;
  }

  /** Lets the user do the next thing; false when there is nothing left or the thread is busy. */
  next(): boolean {
    const { agent, world } = this;
    if (world.ghost !== undefined || agent.state !== 'idle' || this.left <= 0) return false;
    if (!this.looked) this.look();
    const burst = Math.min(this.left, 1 + Math.floor(world.random() * 3));
    this.left = this.exported.length === 0 ? 0 : this.left - burst;
    if (this.left === 0) agent.handles--;
    const act = (): Gen<void> => this.act(burst);
    agent.macro.push({ clock: undefined, run: act });
    return true;
  }

  private look(): void {
    this.looked = true;
    const found: Action[] = [];
    this.collect(exportOf(this.instance, '*'), '', found, 2);
    const { only } = this;
    this.exported.push(
      ...found.filter((a) => only === undefined || (a.fn instanceof ClassVal && a.fn.cls.name === only)),
    );
  }

  /** What can be called of a value: itself, its methods, or the functions it holds. */
  private collect(value: Value, name: string, to: Action[], depth: number): void {
    const v = plain(value);
    if (!(v instanceof Obj) || depth < 0 || to.length >= MOST || to.some((a) => a.fn === v && a.name === name)) return;
    if (v instanceof FnVal || v instanceof ClassVal) {
      if (this.isOfInterest(v)) to.push({ fn: v, self: undefined, name });
      if (v instanceof FnVal) return;
      // Static methods, which make instances.
      for (const [key, slot] of v.known) {
        if (slot instanceof FnVal && isPublic(key, slot.fn) && this.isOfInterest(slot))
          to.push({ fn: slot, self: v, name: `${name}.${key}` });
      }
      return;
    }
    if (v.kind === 'global') return;
    for (let o: Obj | undefined = v; o !== undefined; o = o.proto) {
      for (const [key, slot] of o.known) {
        const got = slot instanceof Accessor && o === v && depth === 2 ? this.exportNamed(v, key) : slot;
        const p = got instanceof Accessor ? undefined : plain(got);
        if (!(p instanceof Obj)) continue;
        if (p instanceof FnVal && !isPublic(key, p.fn)) continue;
        if (p instanceof FnVal && this.isOfInterest(p)) to.push({ fn: p, self: v, name: `${name}.${key}` });
        else if (depth === 2) this.collect(p, `${name}.${key}`, to, depth - 1);
      }
    }
  }

  private isOfInterest(f: FnVal | ClassVal): boolean {
    if (f instanceof FnVal) return this.touches(f.file, f.fn.id);
    return f.facts.functions.some((fn) => fn.cls === f.cls.id && this.touches(f.file, fn.id));
  }

  private exportNamed(all: Obj, key: string): Value {
    return getProp(this.instance.act, all, key, { file: this.instance.file, start: 0, end: 0 });
  }

  private *act(burst: number): Gen<void> {
    for (let i = 0; i < burst; i++) {
      for (const p of this.promises) if (p.promise.state === 'fulfilled') this.gain(p.promise.value, p.name);
      const action = this.choose();
      // What the next call would do proves nothing about this one.
      if (action === undefined || this.world.ghost !== undefined) return;
      try {
        this.gain(yield* this.perform(action), action.name);
      } catch (error) {
        if (!(error instanceof Thrown)) throw error;
        this.given.refused(action.name);
      }
    }
  }

  /** Something is made first, and then used; now and then a second one is made. */
  private choose(): Action | undefined {
    const { exported, gained, world } = this;
    if (gained.length > 0 && (this.only !== undefined || world.random() < 0.9))
      return gained[Math.floor(world.random() * gained.length)];
    // Every export has its turn to be the first.
    const first = this.left >= CALLS - 3 ? world.policy.seed - 1 : Math.floor(world.random() * exported.length);
    return exported[first % Math.max(1, exported.length)];
  }

  private gain(value: Value, name: string): void {
    const v = plain(value);
    if (v instanceof PromiseObj) {
      v.handled = true;
      if (!this.promises.some((p) => p.promise === v)) this.promises.push({ promise: v, name });
      return;
    }
    if (v instanceof FnVal) {
      if (!this.gained.some((a) => a.fn === v)) this.gained.push({ fn: v, self: undefined, name: `${name}()` });
    } else if (v instanceof Obj && !this.gained.some((a) => a.self === v)) {
      this.collect(v, name, this.gained, 1);
      // Whoever uses an emitter listens for its errors.
      if (v.kind === 'emitter') listen(v, 'error');
    }
  }

  private *perform({ fn, self, name }: Action): Gen<Value> {
    const { act } = this.instance;
    if (fn instanceof ClassVal) {
      const ctor = fn.cls.ctor === undefined ? undefined : fn.facts.functions[fn.cls.ctor];
      return yield* construct(act, fn, this.given.of(fn.file, ctor, name), placeOfName(fn.file, fn.cls.nameAt));
    }
    const at = placeOfName(fn.file, fn.fn.nameAt);
    const args = this.given.of(fn.file, fn.fn, name);
    // A function that reads `this` and was exported by itself is a constructor of old.
    if (self === undefined && fn.prototype.known.size > 1) return yield* construct(act, fn, args, at);
    return yield* settle(
      self === undefined ? enter(act, fn, undefined, args, at, undefined) : call(act, fn, self, args, at),
    );
  }
}

function listen(emitter: Obj, event: string): void {
  const listeners = (emitter.listeners ??= new Map<string, Listener[]>());
  const heard = new NativeFn('listener', () => undefined);
  listeners.set(event, [...(listeners.get(event) ?? []), { fn: heard, once: false }]);
}

function placeOfName(file: string, [start, end]: readonly [number, number]): Place {
  return { file, start, end };
}

function isPublic(key: string, fn: FunctionFacts): boolean {
  return fn.access === 'public' && !isHiddenKey(key) && !/^_|^constructor$|^(inspect|toString|toJSON)$/.test(key);
}
