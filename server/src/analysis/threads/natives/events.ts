/**
 * Events: EventEmitter, EventTarget, `once` and `on` of `node:events`, AbortController. Listeners of the DOM
 * kind, which get an event object, are kept apart from those of Node, which get the arguments.
 */
import type { Place } from '../../../findings/finding.ts';
import { callValue } from '../calls.ts';
import { capability, later, settle } from '../promises.ts';
import { getProp, keyOf } from '../props.ts';
import {
  ArrObj,
  ErrorObj,
  NativeFn,
  Obj,
  PromiseObj,
  Thrown,
  Unknown,
  numberOf,
  plain,
  type Act,
  type Gen,
  type Listener,
  type NativeImpl,
  type Value,
} from '../values.ts';
import { defineModule } from './externals.ts';
import { classOf, defineGlobals, namespaceOf } from './globals.ts';
import { callable, hostAct, objectOf, option } from './kit.ts';
import { defineMethods } from './table.ts';

/** Told when somebody starts to listen: a port begins to deliver. */
export const onListen = new Map<string, (act: Act, target: Obj, event: string) => void>();

export function listen(
  act: Act,
  target: Obj,
  event: string,
  fn: Value,
  { once = false, first = false, at }: { once?: boolean; first?: boolean; at?: Place } = {},
): void {
  if (!callable(fn) && !(plain(fn) instanceof Obj)) return;
  target.listeners ??= new Map();
  const list = target.listeners.get(event) ?? [];
  // As with the DOM, the same listener is registered once only.
  if (event.startsWith('dom:') && list.some((l) => l.fn === fn)) return;
  const entry: Listener = { fn, once, ...(at === undefined ? {} : { by: { act, at } }) };
  target.listeners.set(event, first ? [entry, ...list] : [...list, entry]);
  act.agent.effects++;
  onListen.get(target.kind)?.(act, target, event);
}

function forget(target: Obj, event: string, fn: Value): void {
  const list = target.listeners?.get(event);
  const index = list?.findLastIndex((l) => l.fn === fn) ?? -1;
  if (list !== undefined && index >= 0) target.listeners?.set(event, list.toSpliced(index, 1));
}

/** Calls the listeners of an event in order; returns whether there were any. */
export function* emit(act: Act, target: Obj, event: string, args: readonly Value[], at: Place): Gen<boolean> {
  const list = target.listeners?.get(event) ?? [];
  for (const l of list) {
    if (l.once) {
      const now = target.listeners?.get(event);
      target.listeners?.set(event, now?.filter((x) => x !== l) ?? []);
    }
    const f = plain(l.fn);
    const handler = f instanceof Obj && f.kind !== 'function' ? getProp(act, f, 'handleEvent', at) : l.fn;
    yield* callValue(act, handler, target, args, at);
  }
  return list.length > 0;
}

/** A DOM event: listeners of `addEventListener` and the `on...` property. */
export function* dispatch(act: Act, target: Obj, type: string, event: Obj, at: Place): Gen<boolean> {
  event.props.set('type', type);
  event.props.set('target', target);
  event.props.set('currentTarget', target);
  const slot = target.props.get(`on${type}`);
  const handler = slot instanceof Obj && slot.kind === 'function' ? slot : undefined;
  if (handler !== undefined) yield* callValue(act, handler, target, [event], at);
  const heard = yield* emit(act, target, `dom:${type}`, [event], at);
  return heard || handler !== undefined;
}

export function eventObject(props: Readonly<Record<string, Value>>): Obj {
  const event = new Obj(undefined, 'event');
  for (const [key, value] of Object.entries(props)) event.props.set(key, value);
  return event;
}

defineMethods('event', {
  preventDefault: () => undefined,
  stopPropagation: () => undefined,
  stopImmediatePropagation: () => undefined,
  waitUntil: () => undefined,
});

// ------------------------------------------------------------------------------------------------- EventEmitter

type OnTarget = (act: Act, target: Obj, args: readonly Value[], at: Place) => Value | Gen<Value>;

const onTarget =
  (method: OnTarget): NativeImpl =>
  (act, self, args, at) => {
    const target = plain(self);
    return target instanceof Obj ? method(act, target, args, at) : new Unknown('data');
  };

function nameOf(v: Value | undefined): string | undefined {
  const key = keyOf(v);
  return key instanceof Unknown ? undefined : key;
}

const subscribe = (once: boolean, first: boolean): NativeImpl =>
  onTarget((act, target, args, at) => {
    const event = nameOf(args[0]);
    if (event !== undefined) listen(act, target, event, args[1], { once, first, at });
    return target;
  });

const unsubscribe = onTarget((act, target, args) => {
  const event = nameOf(args[0]);
  if (event !== undefined) forget(target, event, args[1]);
  act.agent.effects++;
  return target;
});

export const EMITTER_METHODS: Readonly<Record<string, NativeImpl>> = {
  on: subscribe(false, false),
  addListener: subscribe(false, false),
  once: subscribe(true, false),
  prependListener: subscribe(false, true),
  prependOnceListener: subscribe(true, true),
  off: unsubscribe,
  removeListener: unsubscribe,
  removeAllListeners: onTarget((act, target, args) => {
    if (args[0] === undefined) target.listeners?.clear();
    else target.listeners?.delete(nameOf(args[0]) ?? '');
    act.agent.effects++;
    return target;
  }),
  emit: onTarget(function* (act, target, args, at) {
    const event = nameOf(args[0]);
    if (event === undefined) return new Unknown('data');
    const heard = yield* emit(act, target, event, args.slice(1), at);
    if (!heard && event === 'error') throw new Thrown(args[1], at);
    return heard;
  }),
  listenerCount: onTarget((_act, target, args) => target.listeners?.get(nameOf(args[0]) ?? '')?.length ?? 0),
  listeners: onTarget(
    (_act, target, args) => new ArrObj((target.listeners?.get(nameOf(args[0]) ?? '') ?? []).map((l) => l.fn)),
  ),
  eventNames: onTarget(
    (_act, target) => new ArrObj([...(target.listeners ?? [])].filter(([, l]) => l.length > 0).map(([name]) => name)),
  ),
  setMaxListeners: onTarget((_act, target) => target),
  getMaxListeners: () => 10,
};

export const TARGET_METHODS: Readonly<Record<string, NativeImpl>> = {
  addEventListener: onTarget((act, target, args, at) => {
    const type = nameOf(args[0]);
    const once = plain(option(act, args[2], 'once', at)) === true;
    if (type !== undefined) listen(act, target, `dom:${type}`, args[1], { once, at });
    return undefined;
  }),
  removeEventListener: onTarget((act, target, args) => {
    const type = nameOf(args[0]);
    if (type !== undefined) forget(target, `dom:${type}`, args[1]);
    act.agent.effects++;
    return undefined;
  }),
  dispatchEvent: onTarget(function* (act, target, args, at) {
    const event = plain(args[0]);
    if (!(event instanceof Obj)) return true;
    const type = plain(event.props.get('type') as Value);
    if (typeof type === 'string') yield* dispatch(act, target, type, event, at);
    return true;
  }),
};

defineMethods('emitter', EMITTER_METHODS);
defineMethods('eventTarget', TARGET_METHODS);

const makeEvent: NativeImpl = (act, _self, args, at) => {
  const event = eventObject({ type: args[0] });
  for (const key of ['detail', 'data', 'error', 'message', 'ports']) {
    const value = option(act, args[1], key, at);
    if (value !== undefined) event.props.set(key, value);
  }
  return event;
};

// -------------------------------------------------------------------------------------------------- node:events

/** The method of Node if the target has one, else that of the DOM. */
function attach(act: Act, target: Obj, event: string, fn: NativeFn, once: boolean, at: Place): void {
  listen(act, target, target.kind === 'eventTarget' ? `dom:${event}` : event, fn, { once, at });
}

function detach(target: Obj, event: string, fn: NativeFn): void {
  forget(target, target.kind === 'eventTarget' ? `dom:${event}` : event, fn);
}

const once: NativeImpl = (act, _self, args, at) => {
  const target = plain(args[0]);
  const event = nameOf(args[1]);
  if (!(target instanceof Obj) || event === undefined) return new Unknown('data');
  const { promise, resolve, reject } = capability(act);
  const failed = new NativeFn('failed', (a, self, [error], at) => {
    detach(target, event, happened);
    return reject.impl(a, self, [error], at);
  });
  const happened: NativeFn = new NativeFn('happened', (a, self, values, at) => {
    detach(target, 'error', failed);
    return resolve.impl(a, self, [new ArrObj([...values])], at);
  });
  attach(act, target, event, happened, true, at);
  if (event !== 'error' && target.kind !== 'eventTarget') attach(act, target, 'error', failed, true, at);
  return promise;
};

/** `for await (const [x] of on(emitter, 'x'))`. */
const on: NativeImpl = (act, _self, args, at) => {
  const target = plain(args[0]);
  const event = nameOf(args[1]);
  if (!(target instanceof Obj) || event === undefined) return new Unknown('data');
  const ready: Value[] = [];
  const asked: PromiseObj[] = [];
  const { agent } = act;
  const step = (value: Value, done = false): Obj => objectOf({ value, done });
  const happened = new NativeFn('happened', (_a, _self, values) => {
    const next = asked.shift();
    const item = new ArrObj([...values]);
    if (next !== undefined) settle(agent, next, 'fulfilled', step(item));
    else ready.push(item);
    return undefined;
  });
  attach(act, target, event, happened, false, at);
  const iterator = new Obj(undefined);
  iterator.props.set(
    'next',
    new NativeFn('next', () => {
      const promise = new PromiseObj();
      if (ready.length > 0) settle(agent, promise, 'fulfilled', step(ready.shift()));
      else asked.push(promise);
      return promise;
    }),
  );
  iterator.props.set(
    'return',
    new NativeFn('return', () => {
      detach(target, event, happened);
      const promise = new PromiseObj();
      settle(agent, promise, 'fulfilled', step(undefined, true));
      return promise;
    }),
  );
  iterator.props.set('[Symbol.asyncIterator]', new NativeFn('asyncIterator', () => iterator));
  return iterator;
};

const emitterClass = (): NativeFn =>
  classOf('EventEmitter', () => new Obj(undefined, 'emitter'), {
    once,
    on,
    defaultMaxListeners: { value: 10 },
  });

defineModule('events', () => {
  const cls = emitterClass();
  cls.props.set('EventEmitter', cls);
  cls.props.set('default', cls);
  cls.props.set('setMaxListeners', new NativeFn('setMaxListeners', () => undefined));
  return cls;
});

// --------------------------------------------------------------------------------------------- AbortController

function newSignal(): Obj {
  const signal = new Obj(undefined, 'eventTarget');
  signal.props.set('aborted', false);
  signal.props.set('reason', undefined);
  signal.props.set(
    'throwIfAborted',
    new NativeFn('throwIfAborted', (_act, _self, _args, at) => {
      if (plain(signal.props.get('aborted') as Value) === true)
        throw new Thrown(signal.props.get('reason') as Value, at);
      return undefined;
    }),
  );
  return signal;
}

function* abort(act: Act, signal: Obj, reason: Value, at: Place): Gen<Value> {
  if (plain(signal.props.get('aborted') as Value) === true) return undefined;
  signal.props.set('aborted', true);
  signal.props.set('reason', reason ?? new ErrorObj('AbortError', 'This operation was aborted'));
  act.agent.effects++;
  yield* dispatch(act, signal, 'abort', eventObject({}), at);
  return undefined;
}

/** What the host itself does once a signal fires. */
export function onAbort(signal: Obj, run: () => undefined | Gen<Value>): void {
  signal.listeners ??= new Map();
  const list = signal.listeners.get('dom:abort') ?? [];
  signal.listeners.set('dom:abort', [...list, { once: true, fn: new NativeFn('aborted', run) }]);
}

defineGlobals({
  EventTarget: () => classOf('EventTarget', () => new Obj(undefined, 'eventTarget')),
  Event: () => classOf('Event', makeEvent),
  CustomEvent: () => classOf('CustomEvent', makeEvent),
  MessageEvent: () => classOf('MessageEvent', makeEvent),
  AbortController: () =>
    classOf('AbortController', () => {
      const controller = new Obj(undefined, 'abortController');
      controller.props.set('signal', newSignal());
      return controller;
    }),
  AbortSignal: () =>
    namespaceOf({
      timeout(act, _self, args, at) {
        const signal = newSignal();
        const reason = new ErrorObj('TimeoutError', 'The operation was aborted due to timeout');
        const run = function* (): Gen<void> {
          yield* abort(hostAct(act.agent, act), signal, reason, at);
        };
        // It does not keep a program going.
        later(act.agent, numberOf(args[0]) ?? 1, run, undefined, false);
        return signal;
      },
      *any(act, _self, args, at) {
        const signal = newSignal();
        const list = plain(args[0]);
        for (const item of list instanceof ArrObj ? list.items : []) {
          const source = plain(item);
          if (!(source instanceof Obj)) continue;
          const reason = (): Value => source.props.get('reason') as Value;
          if (plain(source.props.get('aborted') as Value) === true) yield* abort(act, signal, reason(), at);
          else onAbort(source, () => abort(act, signal, reason(), at));
        }
        return signal;
      },
      *abort(act, _self, args, at) {
        const signal = newSignal();
        yield* abort(act, signal, args[0], at);
        return signal;
      },
    }),
});

defineMethods('abortController', {
  abort: onTarget((act, target, args, at) => {
    const signal = plain(target.props.get('signal') as Value);
    return signal instanceof Obj ? abort(act, signal, args[0], at) : undefined;
  }),
});
