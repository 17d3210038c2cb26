/** `Object`, `Reflect`, `Symbol`, `Function`, errors and dates of the interpreted program. */
import type { Place } from '../../../findings/finding.ts';
import { callValue } from '../calls.ts';
import { construct } from '../classes.ts';
import { itemsOf } from '../iterate.ts';
import { binary, hasProperty, toText } from '../ops.ts';
import { elementsOf, getIndex, getProp, keyOf, setIndex, setProp, sortedKeys } from '../props.ts';
import {
  Accessor,
  ArrObj,
  ErrorObj,
  NativeFn,
  Obj,
  SymObj,
  Unknown,
  plain,
  type Act,
  type Gen,
  type NativeImpl,
  type Slot,
  type Value,
} from '../values.ts';
import { classOf, defineGlobals, globalValue, namespaceOf } from './globals.ts';
import { defineMethods, defineProperties } from './table.ts';

const keyText = (v: Value): string | undefined => {
  const key = keyOf(v);
  return typeof key === 'string' ? key : undefined;
};

/** Own enumerable properties in order. */
function* ownEntries(act: Act, v: Value, at: Place): Gen<readonly (readonly [string, Value])[]> {
  const o = plain(v);
  if (typeof o === 'string') return [...o].map((c, i) => [String(i), c] as const);
  if (!(o instanceof Obj)) return [];
  if (o instanceof ArrObj) return o.items.map((item, i) => [String(i), item] as const);
  const out: [string, Value][] = [];
  for (const key of sortedKeys(o)) {
    const slot = o.props.get(key);
    if (!(slot instanceof Accessor)) out.push([key, slot]);
    else if (slot.get !== undefined) out.push([key, yield* callValue(act, slot.get, v, [], at)]);
  }
  return out;
}

/** Of an object that is only partly known there may be more properties than are listed. */
function open(v: Value): boolean {
  const o = plain(v);
  return o instanceof Unknown || (o instanceof Obj && (o.open || (o instanceof ArrObj && o.more)));
}

function* assign(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  const [target, ...sources] = args;
  for (const source of sources) {
    for (const [key, value] of yield* ownEntries(act, source, at)) setProp(act, target, key, value, at);
    const o = plain(target);
    if (open(source) && o instanceof Obj) o.open = true;
  }
  return target;
}

function* fromEntries(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  const o = new Obj(undefined);
  const entries = yield* itemsOf(act, args[0], at);
  o.open = entries.more;
  for (const entry of entries.items) {
    const key = keyText(getIndex(act, entry, 0, at));
    if (key === undefined) o.open = true;
    else o.props.set(key, getIndex(act, entry, 1, at));
  }
  return o;
}

function* describe(act: Act, o: Obj, key: string, descriptor: Value, at: Place): Gen<void> {
  const get = getProp(act, descriptor, 'get', at);
  const set = getProp(act, descriptor, 'set', at);
  const slot: Slot =
    get !== undefined || set !== undefined ? new Accessor(get, set) : getProp(act, descriptor, 'value', at);
  o.props.set(key, slot);
  act.agent.effects++;
}

function* defineProperty(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  const o = plain(args[0]);
  const key = keyText(args[1]);
  if (!(o instanceof Obj)) return args[0];
  if (key === undefined) o.open = true;
  else yield* describe(act, o, key, args[2], at);
  return args[0];
}

function* create(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  const proto = plain(args[0]);
  const o = new Obj(proto instanceof Obj ? proto : undefined);
  for (const [key, descriptor] of yield* ownEntries(act, args[1], at)) yield* describe(act, o, key, descriptor, at);
  return o;
}

const itself = (_act: Act, _self: Value, args: readonly Value[]): Value => args[0];

function ownNames(v: Value): ArrObj {
  const o = plain(v);
  if (!(o instanceof Obj)) return new ArrObj([], o instanceof Unknown);
  const names = o instanceof ArrObj ? o.items.map((_, i) => String(i)) : [...sortedKeys(o)];
  return new ArrObj(names, open(v));
}

function prototypeOf(act: Act, v: Value, at: Place): Value {
  const o = plain(v);
  if (o instanceof Unknown) return o.part('prototype');
  if (!(o instanceof Obj) || o.proto !== undefined) return o instanceof Obj ? (o.proto ?? null) : null;
  const maker = MAKERS[o.kind] ?? 'Object';
  const prototype = getProp(act, globalValue(act, maker), 'prototype', at);
  return prototype === o ? null : prototype;
}

/** The class whose instances objects of a kind are. */
const MAKERS: Readonly<Record<string, string>> = {
  array: 'Array',
  map: 'Map',
  set: 'Set',
  function: 'Function',
  promise: 'Promise',
  error: 'Error',
  date: 'Date',
  regexp: 'RegExp',
};

/** What `Object.prototype.toString` says of a value. */
const tagOf: NativeImpl = (act, target, _args, at) => {
  const o = plain(target);
  if (o instanceof Unknown) return o.part('tag');
  if (o === null) return '[object Null]';
  if (!(o instanceof Obj)) {
    const type = typeof o;
    return `[object ${type.slice(0, 1).toUpperCase()}${type.slice(1)}]`;
  }
  const tag = plain(getProp(act, o, '[Symbol.toStringTag]', at));
  return `[object ${typeof tag === 'string' ? tag : (MAKERS[o.kind] ?? 'Object')}]`;
};

function hasOwn(target: Value, key: Value): Value {
  const o = plain(target);
  const name = keyText(key);
  if (o instanceof Unknown || name === undefined) return new Unknown('data');
  if (!(o instanceof Obj)) return false;
  if (o instanceof ArrObj && /^\d+$/.test(name)) return Number(name) < o.items.length;
  return o.props.has(name) || (o.open ? new Unknown('data') : false);
}

const SYMBOLS = [
  'iterator',
  'asyncIterator',
  'dispose',
  'asyncDispose',
  'toStringTag',
  'hasInstance',
  'toPrimitive',
  'species',
];

/** Well-known symbols are objects whose text is the name that members with such keys have in the facts. */
const symbols = new Map(SYMBOLS.map((name) => [name, new SymObj(`[Symbol.${name}]`, `Symbol.${name}`)]));
let symbolCount = 0;

function newSymbol(_act: Act, _self: Value, args: readonly Value[]): Value {
  const label = plain(args[0]);
  const text = typeof label === 'string' ? label : undefined;
  return new SymObj(`@@${text ?? ''}#${symbolCount++}`, text);
}

const registered = new Map<string, SymObj>();
function symbolFor(_act: Act, _self: Value, args: readonly Value[]): Value {
  const label = String(keyText(args[0]));
  let symbol = registered.get(label);
  if (symbol === undefined) registered.set(label, (symbol = new SymObj(`@@for:${label}`, label)));
  return symbol;
}

const ERRORS = [
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'EvalError',
  'URIError',
  'DOMException',
];

function errorClass(name: string): NativeFn {
  return classOf(
    name,
    (act, _self, args, at) => {
      const error = new ErrorObj(name, args[0] ?? '');
      const cause = args[1] === undefined ? undefined : getProp(act, args[1], 'cause', at);
      if (cause !== undefined) error.props.set('cause', cause);
      error.props.set('stack', new Unknown('data'));
      return error;
    },
    { captureStackTrace: () => undefined, stackTraceLimit: { value: 10 } },
  );
}

const receiver: NativeImpl = (_act, target) => target;
const ownProperty: NativeImpl = (_act, target, args) => hasOwn(target, args[0]);
const inText: NativeImpl = (act, target) => toText(target, act);
const isPrototype: NativeImpl = (_act, target, args) => {
  const o = plain(args[0]);
  if (!(o instanceof Obj)) return o instanceof Unknown ? new Unknown('data') : false;
  for (let p = o.proto; p !== undefined; p = p.proto) if (p === plain(target)) return true;
  return false;
};

defineMethods('object', {
  hasOwnProperty: ownProperty,
  propertyIsEnumerable: ownProperty,
  toString: tagOf,
  toLocaleString: tagOf,
  valueOf: receiver,
  isPrototypeOf: isPrototype,
});

for (const kind of ['array', 'error']) defineMethods(kind, { toString: inText, toLocaleString: inText });
defineMethods('symbol', { toString: inText, valueOf: receiver });
defineProperties<SymObj>('symbol', { description: (_act, o) => o.description });

const hasInstance: NativeImpl = (act, target, args, at) => binary('instanceof', args[0], target, act, at);
const functionText: NativeImpl = () => new Unknown('data');

defineMethods('function', {
  call: (act, target, args, at) => callValue(act, target, args[0], args.slice(1), at),
  apply: (act, target, args, at) =>
    callValue(
      act,
      target,
      args[0],
      args[1] === undefined ? [] : (elementsOf(act, args[1], at) ?? [new Unknown('data')]),
      at,
    ),
  bind: (_act, target, args) => {
    const [receiver, ...first] = args;
    return new NativeFn(
      'bound',
      (inner, _self, rest, at) => callValue(inner, target, receiver, [...first, ...rest], at),
      (inner, _self, rest, at) => construct(inner, target, [...first, ...rest], at),
    );
  },
  toString: functionText,
  [`[Symbol.hasInstance]`]: hasInstance,
});

class DateObj extends Obj {
  constructor() {
    super(undefined, 'date');
  }
}
const DATE_METHODS = [
  'getTime',
  'valueOf',
  'toISOString',
  'toJSON',
  'getFullYear',
  'getMonth',
  'getDate',
  'getDay',
  'getHours',
  'getMinutes',
  'getSeconds',
  'getMilliseconds',
  'getTimezoneOffset',
  'toString',
  'toLocaleString',
  'toLocaleTimeString',
  'toLocaleDateString',
  'toUTCString',
];
defineMethods('date', Object.fromEntries(DATE_METHODS.map((name) => [name, () => new Unknown('data')])));

function* reflectConstruct(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  return yield* construct(act, args[0], elementsOf(act, args[1], at) ?? [], at);
}

defineGlobals({
  Object: () =>
    classOf('Object', (_act, _self, args) => (plain(args[0]) instanceof Obj ? args[0] : new Obj(undefined)), {
      *keys(act, _self, args, at) {
        return new ArrObj(
          (yield* ownEntries(act, args[0], at)).map(([k]) => k),
          open(args[0]),
        );
      },
      *values(act, _self, args, at) {
        return new ArrObj(
          (yield* ownEntries(act, args[0], at)).map(([, v]) => v),
          open(args[0]),
        );
      },
      *entries(act, _self, args, at) {
        return new ArrObj(
          (yield* ownEntries(act, args[0], at)).map((e) => new ArrObj([...e])),
          open(args[0]),
        );
      },
      assign: (act, _self, args, at) => assign(act, args, at),
      fromEntries: (act, _self, args, at) => fromEntries(act, args, at),
      create: (act, _self, args, at) => create(act, args, at),
      defineProperty: (act, _self, args, at) => defineProperty(act, args, at),
      *defineProperties(act, _self, args, at) {
        const o = plain(args[0]);
        if (o instanceof Obj)
          for (const [key, descriptor] of yield* ownEntries(act, args[1], at))
            yield* describe(act, o, key, descriptor, at);
        return args[0];
      },
      freeze: itself,
      seal: itself,
      preventExtensions: itself,
      isFrozen: () => new Unknown('data'),
      isSealed: () => new Unknown('data'),
      getPrototypeOf: (act, _self, args, at) => prototypeOf(act, args[0], at),
      setPrototypeOf: (_act, _self, args) => {
        const o = plain(args[0]);
        const proto = plain(args[1]);
        if (o instanceof Obj) o.proto = proto instanceof Obj ? proto : undefined;
        return args[0];
      },
      getOwnPropertyNames: (_act, _self, args) => ownNames(args[0]),
      getOwnPropertyDescriptor: () => new Unknown('data'),
      getOwnPropertySymbols: () => new ArrObj([]),
      hasOwn: (_act, _self, args) => hasOwn(args[0], args[1]),
      is: (_act, _self, args) => {
        const [a, b] = [plain(args[0]), plain(args[1])];
        return a instanceof Unknown || b instanceof Unknown ? binary('===', a, b) : Object.is(a, b);
      },
      *groupBy(act, _self, args, at) {
        const o = new Obj(undefined);
        for (const item of (yield* itemsOf(act, args[0], at)).items) {
          const key = keyText(yield* callValue(act, args[1], undefined, [item], at));
          const group = key === undefined ? undefined : o.props.get(key);
          if (key === undefined) o.open = true;
          else if (group instanceof ArrObj) group.items.push(item);
          else o.props.set(key, new ArrObj([item]));
        }
        return o;
      },
    }),
  Reflect: () =>
    namespaceOf({
      get: (act, _self, args, at) => getIndex(act, args[0], args[1], at),
      set: (act, _self, args, at) => {
        setIndex(act, args[0], args[1], args[2], at);
        return true;
      },
      has: (_act, _self, args) => {
        const o = plain(args[0]);
        const name = keyText(args[1]);
        return o instanceof Obj && name !== undefined ? hasProperty(o, name) : new Unknown('data');
      },
      ownKeys: (_act, _self, args) => ownNames(args[0]),
      getPrototypeOf: (act, _self, args, at) => prototypeOf(act, args[0], at),
      apply: (act, _self, args, at) => callValue(act, args[0], args[1], elementsOf(act, args[2], at) ?? [], at),
      construct: (act, _self, args, at) => reflectConstruct(act, args, at),
      defineProperty: (act, _self, args, at) => defineProperty(act, args, at),
      deleteProperty: (act, _self, args) => {
        const o = plain(args[0]);
        const name = keyText(args[1]);
        if (o instanceof Obj && name !== undefined && o.props.delete(name)) act.agent.effects++;
        return true;
      },
    }),
  Symbol: () =>
    classOf('Symbol', newSymbol, {
      for: symbolFor,
      ...Object.fromEntries([...symbols].map(([name, symbol]) => [name, { value: symbol }])),
    }),
  ...Object.fromEntries(ERRORS.map((name) => [name, () => errorClass(name)])),
  AggregateError: () =>
    classOf('AggregateError', (_act, _self, args) => {
      const error = new ErrorObj('AggregateError', args[1] ?? '');
      error.props.set('errors', args[0]);
      return error;
    }),
  Date: () =>
    classOf(
      'Date',
      () => new DateObj(),
      { now: () => new Unknown('data'), parse: () => new Unknown('data'), UTC: () => new Unknown('data') },
      () => new Unknown('data'),
    ),
  Function: () => classOf('Function', () => new Unknown('data')),
  performance: () =>
    namespaceOf({
      now: () => new Unknown('data'),
      mark: () => undefined,
      measure: () => undefined,
      timeOrigin: { value: 0 },
    }),
});
