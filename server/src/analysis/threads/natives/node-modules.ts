/** Modules of Node whose results come from outside, and the small ones that only pass things on. */
import type { Place } from '../../../findings/finding.ts';
import { callValue } from '../calls.ts';
import { throwError } from '../errors.ts';
import { ViewObj } from '../memory.ts';
import { binary, truthy } from '../ops.ts';
import { capability, later } from '../promises.ts';
import {
  ArrObj,
  NativeFn,
  Obj,
  Unknown,
  numberOf,
  plain,
  type Act,
  type Gen,
  type NativeImpl,
  type PromiseObj,
  type Value,
} from '../values.ts';
import { defineModule } from './externals.ts';
import { classOf, globalValue, namespaceOf } from './globals.ts';
import { fillView } from './host-memory.ts';
import { hostAct, objectOf, openObject } from './kit.ts';
import { asyncModule, callsBack, laterPromise, resolvesLater, unknownNow } from './results.ts';
import { defineMethods } from './table.ts';

// ---------------------------------------------------------------------------------------------------- timers

const sleep = (act: Act, _self: Value, args: readonly Value[]): PromiseObj =>
  laterPromise(act, args[1], Math.max(1, numberOf(args[0]) ?? 1));

/** `for await (const _ of setInterval(ms))` */
const ticks: NativeImpl = (_act, _self, args) => {
  const iterator = new Obj(undefined);
  const next = new NativeFn('next', (act) => {
    const step = objectOf({ value: args[1], done: false });
    return laterPromise(act, step, Math.max(1, numberOf(args[0]) ?? 1));
  });
  iterator.props.set('next', next);
  iterator.props.set('[Symbol.asyncIterator]', new NativeFn('asyncIterator', () => iterator));
  return iterator;
};

defineModule('timers/promises', () => {
  const o = namespaceOf({
    setTimeout: sleep,
    setImmediate: (act, _self, args) => laterPromise(act, args[0], 0),
    setInterval: ticks,
  });
  o.props.set('scheduler', namespaceOf({ wait: sleep, yield: (act) => laterPromise(act, undefined, 0) }));
  return o;
});

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'];
defineModule('timers', (act) => objectOf(Object.fromEntries(TIMERS.map((name) => [name, globalValue(act, name)]))));

// ----------------------------------------------------------------------------------------- programs, randomness

/** `randomFillSync(view, offset, size)`, in elements. */
const fillsRandomly: NativeImpl = (act, _self, args, at) => {
  const view = plain(args[0]);
  if (view instanceof ViewObj) fillView(act, view, { offset: args[1], length: args[2], unit: view.view.size }, at);
  return args[0];
};

const fn = (name: string, impl: NativeImpl): NativeFn => new NativeFn(name, impl);

for (const name of ['child_process', 'dns', 'zlib', 'readline', 'stream', 'vm', 'v8', 'inspector', 'tty'])
  defineModule(name, () => asyncModule({}, 'callback'));
for (const name of ['dns/promises', 'stream/promises', 'readline/promises'])
  defineModule(name, () => asyncModule({}, 'promise'));

defineModule('crypto', () =>
  asyncModule(
    {
      randomFillSync: fn('randomFillSync', fillsRandomly),
      getRandomValues: fn('getRandomValues', fillsRandomly),
      randomInt: fn('randomInt', (act, _self, args, at) =>
        args.some((a) => plain(a) instanceof Obj) ? callsBack(act, undefined, args, at) : new Unknown('data'),
      ),
      randomUUID: fn('randomUUID', unknownNow),
      createHash: fn('createHash', unknownNow),
      createHmac: fn('createHmac', unknownNow),
      createCipheriv: fn('createCipheriv', unknownNow),
      createDecipheriv: fn('createDecipheriv', unknownNow),
      timingSafeEqual: fn('timingSafeEqual', unknownNow),
    },
    'callback',
  ),
);

// ----------------------------------------------------------------------------------------------------- servers

/** Requests come later, more than one. */
const REQUESTS = 2;

function serve(act: Act, handler: Value, count: number, at: Place): void {
  for (let i = 1; i <= count; i++) {
    later(
      act.agent,
      10 * i,
      function* () {
        const given = [new Unknown('data'), new Unknown('data')];
        yield* callValue(hostAct(act.agent, act), handler, undefined, given, at);
      },
      undefined,
      false,
    );
  }
}

const createServer: NativeImpl = (act, _self, args, at) => {
  const handler = args.findLast((a) => plain(a) instanceof Obj && (plain(a) as Obj).kind === 'function');
  if (handler !== undefined) serve(act, handler, REQUESTS, at);
  return new Obj(undefined, 'server');
};

defineMethods('server', {
  on: serverOn,
  once: serverOn,
  addListener: serverOn,
  listen: (act, self, args, at) => {
    const ready = args.find((a) => plain(a) instanceof Obj && (plain(a) as Obj).kind === 'function');
    if (ready !== undefined) serve(act, ready, 1, at);
    return self;
  },
  close: (act, self, args, at) => {
    callsBack(act, undefined, args, at);
    return self;
  },
  address: () => openObject(),
  ref: (_act, self) => self,
  unref: (_act, self) => self,
  off: (_act, self) => self,
  removeListener: (_act, self) => self,
});

function serverOn(act: Act, self: Value, args: readonly Value[], at: Place): Value {
  const event = plain(args[0]);
  const many = event === 'request' || event === 'connection' || event === 'upgrade' || event === 'stream';
  serve(act, args[1], many ? REQUESTS : 1, at);
  return self;
}

for (const name of ['http', 'https', 'http2', 'net', 'tls'])
  defineModule(name, () =>
    asyncModule(
      { createServer: fn('createServer', createServer), createSecureServer: fn('createSecureServer', createServer) },
      'callback',
    ),
  );

// ----------------------------------------------------------------------------------------------- util, os, assert

/** A function with a callback becomes one with a promise. */
const promisify: NativeImpl = (_act, _self, args) => {
  const f = args[0];
  return new NativeFn('promisified', function* (act, self, given, at): Gen<Value> {
    const { promise, resolve, reject } = capability(act);
    const callback = new NativeFn('callback', (a, s, [error, value], place) => {
      const e = plain(error);
      const failed = e !== undefined && e !== null && !(e instanceof Unknown);
      return failed ? reject.impl(a, s, [error], place) : resolve.impl(a, s, [value], place);
    });
    if (plain(f) instanceof Unknown) return laterPromise(act);
    if (f instanceof NativeFn && f.name === 'setTimeout') return sleep(act, self, given);
    yield* callValue(act, f, self, [...given, callback], at);
    return promise;
  });
};

defineModule(['util', 'sys'], (act) => {
  const o = new Obj(undefined);
  o.open = true;
  const known: Readonly<Record<string, NativeImpl>> = {
    promisify,
    inspect: unknownNow,
    format: unknownNow,
    deprecate: (_act, _self, args) => args[0],
    inherits: () => undefined,
    debuglog: () => fn('debuglog', () => undefined),
    isDeepStrictEqual: unknownNow,
  };
  for (const [name, impl] of Object.entries(known)) o.props.set(name, fn(name, impl));
  for (const name of ['TextEncoder', 'TextDecoder']) o.props.set(name, globalValue(act, name));
  return o;
});

const CORES = 4;
defineModule('os', () => {
  const o = namespaceOf({
    availableParallelism: () => CORES,
    cpus: () => new ArrObj(Array.from({ length: CORES }, () => openObject())),
    EOL: { value: '\n' },
  });
  o.open = true;
  return o;
});

/** Fails when it is known that it does, and never when it is not known. */
function check(holds: (act: Act, args: readonly Value[], at: Place) => Value): NativeImpl {
  return (act, _self, args, at) => {
    const v = plain(holds(act, args, at));
    if (!(v instanceof Unknown) && !truthy(act, v, [at.start, at.end]))
      return throwError(act, 'AssertionError', 'The expression evaluated to a falsy value', at);
    return undefined;
  };
}

defineModule(['assert', 'assert/strict'], () => {
  const ok = check((_act, args) => args[0]);
  const equal = check((_act, [a, b]) => binary('===', a, b));
  const unequal = check((_act, [a, b]) => binary('!==', a, b));
  const assert = new NativeFn('assert', ok);
  for (const name of ['ok']) assert.props.set(name, fn(name, ok));
  for (const name of ['strictEqual', 'equal']) assert.props.set(name, fn(name, equal));
  for (const name of ['notStrictEqual', 'notEqual']) assert.props.set(name, fn(name, unequal));
  for (const name of ['deepStrictEqual', 'deepEqual', 'match', 'throws', 'doesNotThrow', 'ifError'])
    assert.props.set(
      name,
      fn(name, () => undefined),
    );
  for (const name of ['rejects', 'doesNotReject']) assert.props.set(name, fn(name, resolvesLater));
  assert.props.set(
    'fail',
    fn('fail', (act, _self, _args, at) => throwError(act, 'AssertionError', 'Failed', at)),
  );
  assert.props.set('strict', assert);
  return assert;
});

// ------------------------------------------------------------------------------------------------- async_hooks

const current = new WeakMap<Obj, Value>();

defineMethods('asyncStorage', {
  *run(act, self, args, at) {
    const [store, f, ...rest] = args;
    const storage = plain(self) as Obj;
    const before = current.get(storage);
    current.set(storage, store);
    try {
      return yield* callValue(act, f, undefined, rest, at);
    } finally {
      current.set(storage, before);
    }
  },
  *exit(act, _self, args, at) {
    return yield* callValue(act, args[0], undefined, args.slice(1), at);
  },
  // After an await it may be another store: which one is not known.
  getStore: (_act, self) => current.get(plain(self) as Obj) ?? new Unknown('data'),
  enterWith: (_act, self, args) => void current.set(plain(self) as Obj, args[0]),
  disable: () => undefined,
});

defineMethods('asyncResource', {
  *runInAsyncScope(act, _self, args, at) {
    return yield* callValue(act, args[0], args[1], args.slice(2), at);
  },
  bind: (_act, _self, args) => args[0],
  emitDestroy: (_act, self) => self,
});

defineModule('async_hooks', () => {
  const o = openObject();
  o.props.set(
    'AsyncLocalStorage',
    classOf('AsyncLocalStorage', () => new Obj(undefined, 'asyncStorage'), { bind: (_act, _self, args) => args[0] }),
  );
  o.props.set(
    'AsyncResource',
    classOf('AsyncResource', () => new Obj(undefined, 'asyncResource'), { bind: (_act, _self, args) => args[0] }),
  );
  return o;
});
