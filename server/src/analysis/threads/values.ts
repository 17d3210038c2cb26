/**
 * The values of the abstract executor. What is known is a plain JavaScript value or one of the objects
 * below; what is not known is an `Unknown` with an identity, so that the same unknown is decided the
 * same way twice; what was read from shared memory is `Tainted`, so that a later write that depends on
 * it can be told from one that does not.
 */
import type { ClassFacts, FileFacts, FunctionFacts } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import type { Access } from './shadow.ts';
import type { Agent } from './agent.ts';

export type Prim = undefined | null | boolean | number | string | bigint;
export type Value = Prim | Unknown | Tainted | Obj;

/** Where an unknown comes from decides what may be guessed about it. */
export type Origin =
  /** Parameter of a library entry, environment, command line: may hold a partition we cannot see. */
  | 'input'
  /** Result of a call that is not modelled. */
  | 'data'
  /** Forgotten when a long loop was cut short. */
  | 'havoc';

export class Unknown {
  /** Chosen value, once something forced a choice. */
  eq: { readonly v: Prim } | undefined = undefined;
  truth: boolean | undefined = undefined;
  lo = -Infinity;
  hi = Infinity;
  readonly not: Prim[] = [];
  private parts: Map<string, Unknown> | undefined;
  /** What `typeof` says, when its declared type tells. */
  type: string | undefined = undefined;
  /** The property of another unknown that it is. */
  key: string | undefined = undefined;

  constructor(
    readonly origin: Origin,
    /** Made by code that is not among the files; `sent`: and then got from another agent. */
    readonly from: 'program' | 'outside' | 'sent' = 'program',
  ) {}

  /** The unknown that always results from doing `what` to this one. */
  part(what: string): Unknown {
    this.parts ??= new Map();
    let part = this.parts.get(what);
    if (part === undefined) {
      this.parts.set(what, (part = new Unknown(this.origin, this.from)));
      if (what.startsWith('.')) part.key = what.slice(1);
    }
    return part;
  }
}

/** A primitive that was computed from reads of shared memory. */
export class Tainted {
  constructor(
    readonly v: Prim,
    readonly reads: readonly Access[],
  ) {}
}

export class Accessor {
  constructor(
    readonly get: Value,
    readonly set: Value,
  ) {}
}

export type Slot = Value | Accessor;

export interface Listener {
  readonly fn: Value;
  readonly once: boolean;
  /** Where it was registered, when that is in the program. */
  readonly by?: { readonly act: Act; readonly at: Place };
}

const NONE: ReadonlyMap<string, Slot> = new Map();

export class Obj {
  /** Made when there is a first property; objects with properties made on demand bring their own. */
  protected own: Map<string, Slot> | undefined = undefined;
  listeners: Map<string, Listener[]> | undefined = undefined;
  /** A missing property is unknown, not undefined: the object is only partly modelled. */
  open = false;
  constructor(
    public proto: Obj | undefined,
    readonly kind: string = 'object',
  ) {}

  /** Own properties, to be changed; most functions, arrays and promises never get any. */
  get props(): Map<string, Slot> {
    return (this.own ??= new Map());
  }

  /** Own properties, to be looked at. */
  get known(): ReadonlyMap<string, Slot> {
    return this.own ?? NONE;
  }
}

export class ArrObj extends Obj {
  constructor(
    public items: Value[],
    /** There are more elements than `items`, of unknown number and value. */
    public more = false,
  ) {
    super(undefined, 'array');
  }
}

export class MapObj extends Obj {
  readonly entries = new Map<unknown, [Value, Value]>();
  constructor() {
    super(undefined, 'map');
  }
}

export class SetObj extends Obj {
  readonly entries = new Map<unknown, Value>();
  constructor() {
    super(undefined, 'set');
  }
}

export class ErrorObj extends Obj {
  constructor(
    readonly name: string,
    message: Value,
  ) {
    super(undefined, 'error');
    this.props.set('message', message);
    this.props.set('name', name);
  }
}

/** What running code asks its driver for. */
export type Signal =
  | { readonly s: 'sync' }
  | { readonly s: 'block' }
  | { readonly s: 'idle' }
  | { readonly s: 'await'; readonly value: Value }
  | { readonly s: 'yield'; readonly value: Value };
export type Gen<T> = Generator<Signal, T, Value>;

export const SYNC: Signal = { s: 'sync' };
export const BLOCK: Signal = { s: 'block' };

export class Env {
  readonly vars = new Map<number, Value>();
  constructor(readonly parent: Env | undefined) {}
}

/** One run of a function. */
export interface Act {
  readonly id: number;
  readonly agent: Agent;
  readonly file: string;
  readonly facts: FileFacts;
  readonly fn: FunctionFacts;
  readonly parent: Act | undefined;
  /** The call expression in the parent's file. */
  readonly callAt: Place | undefined;
  readonly callee: FnVal | undefined;
  readonly args: readonly Value[];
  readonly depth: number;
  self: Value;
  newTarget: Obj | undefined;
  env: Env;
  readonly root: Env;
  /** Reads of shared memory that decided how this run got to where it is. */
  control: readonly Access[];
  done: boolean;
  /** Suspended at this await. */
  awaiting: Place | undefined;
  loops: number;
  /** What `using` declared in the innermost block that declares any. */
  uses: Disposable[] | undefined;
}

export interface Disposable {
  readonly value: Value;
  readonly method: Value;
  readonly async: boolean;
  readonly at: Place;
}

export class FnVal extends Obj {
  constructor(
    readonly file: string,
    readonly facts: FileFacts,
    readonly fn: FunctionFacts,
    readonly env: Env | undefined,
    /** `this` of arrow functions that have no activation around them. */
    readonly lexicalSelf: Value,
    /** The class, or the object literal, whose prototype `super` starts from. */
    readonly home: Obj | undefined,
    readonly outer: Act | undefined,
  ) {
    super(undefined, 'function');
  }
  private instances: Obj | undefined;
  /** `prototype` of functions used as constructors. */
  get prototype(): Obj {
    if (this.instances === undefined) {
      this.instances = new Obj(undefined);
      this.instances.props.set('constructor', this);
    }
    return this.instances;
  }
}

export class ClassVal extends Obj {
  readonly prototype: Obj;
  /** What decorators of its methods want to run for every new object (`addInitializer`). */
  readonly initializers: Value[] = [];
  constructor(
    readonly file: string,
    readonly facts: FileFacts,
    readonly cls: ClassFacts,
    readonly env: Env,
    readonly parentClass: Value,
    readonly outer: Act,
  ) {
    super(parentClass instanceof Obj ? parentClass : undefined, 'function');
    const base = parentClass instanceof ClassVal || parentClass instanceof FnVal ? parentClass.prototype : undefined;
    this.prototype = new Obj(base);
    this.prototype.props.set('constructor', this);
  }
}

/** A symbol; `key` is the name of properties that have it as their key. */
export class SymObj extends Obj {
  constructor(
    readonly key: string,
    readonly description: string | undefined,
  ) {
    super(undefined, 'symbol');
  }
}

/** Names of properties that `Object.keys` and JSON do not show. */
export function isHiddenKey(key: string): boolean {
  return key.startsWith('[Symbol.') || key.startsWith('@@') || key.startsWith('#');
}

export type NativeImpl = (act: Act, self: Value, args: readonly Value[], at: Place) => Value | Gen<Value>;

export class NativeFn extends Obj {
  constructor(
    readonly name: string,
    readonly impl: NativeImpl,
    readonly make: NativeImpl | undefined = undefined,
  ) {
    super(undefined, 'function');
  }
}

export class PromiseObj extends Obj {
  state: 'pending' | 'fulfilled' | 'rejected' = 'pending';
  value: Value = undefined;
  readonly reactions: { readonly ok: (v: Value) => Gen<void>; readonly fail: (v: Value) => Gen<void> }[] = [];
  handled = false;
  constructor() {
    super(undefined, 'promise');
  }
}

export class GenObj extends Obj {
  finished = false;
  running = false;
  /** Requests that wait for an async generator to come to its next `yield`. */
  readonly queue: (() => Gen<void>)[] = [];
  constructor(
    readonly body: Gen<Value>,
    readonly act: Act,
  ) {
    super(undefined, act.fn.async ? 'asyncGenerator' : 'generator');
  }
}

/** Thrown by analysed code. */
export class Thrown {
  constructor(
    readonly value: Value,
    readonly at: Place | undefined,
  ) {}
}

/** Makes a suspended generator return: runs its `finally` blocks, no `catch` sees it. */
export class GenReturn {
  constructor(readonly value: Value) {}
}

/** Ends an agent at once: budget used up, `process.exit`, termination. Analysed code cannot catch it. */
export class Stop {
  constructor(readonly why: 'budget' | 'exit' | 'killed') {}
}

export function isGen(v: Value | Gen<Value>): v is Gen<Value> {
  return (
    typeof v === 'object' && v !== null && !(v instanceof Obj) && !(v instanceof Unknown) && !(v instanceof Tainted)
  );
}

export function isPrim(v: Value): v is Prim {
  return typeof v !== 'object' || v === null;
}

/** Without taint, and with the chosen value of an unknown that has one. */
export function plain(v: Value): Prim | Unknown | Obj {
  if (v instanceof Tainted) return v.v;
  if (v instanceof Unknown && v.eq !== undefined) return v.eq.v;
  return v;
}

export function readsOf(v: Value): readonly Access[] {
  return v instanceof Tainted ? v.reads : [];
}

export function taint(v: Prim, ...from: readonly (readonly Access[])[]): Value {
  let all: readonly Access[] | undefined;
  for (const reads of from) {
    if (reads.length === 0) continue;
    if (all === undefined) all = reads;
    else if (all !== reads) {
      const merged = [...all];
      for (const r of reads) if (!merged.includes(r)) merged.push(r);
      all = merged.length > 6 ? merged.slice(-6) : merged;
    }
  }
  return all === undefined ? v : new Tainted(v, all);
}

export function numberOf(v: Value): number | undefined {
  const p = plain(v);
  return typeof p === 'number' ? p : undefined;
}

export function stringOf(v: Value): string | undefined {
  const p = plain(v);
  return typeof p === 'string' ? p : undefined;
}
