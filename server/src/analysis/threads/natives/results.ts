/**
 * Results of the outside world: files, network, programs. They are not known and arrive some time later; what
 * blocks gives its unknown result at once. Modules made of such functions are generated from their names.
 */
import type { Place } from '../../../findings/finding.ts';
import { callValue } from '../calls.ts';
import { later, settle } from '../promises.ts';
import { NativeFn, Obj, PromiseObj, Unknown, plain, type Act, type NativeImpl, type Value } from '../values.ts';
import { callable, hostAct, openObject } from './kit.ts';

/** A promise that is fulfilled some time later. */
export function laterPromise(act: Act, value: Value = new Unknown('data'), delay = 1): PromiseObj {
  const promise = new PromiseObj();
  const { agent } = act;
  later(agent, delay, function* () {
    settle(agent, promise, 'fulfilled', value);
  });
  return promise;
}

export const resolvesLater: NativeImpl = (act) => laterPromise(act);

/** `read(path, options, (error, result) => ...)`; without a callback its result is unknown. */
export const callsBack: NativeImpl = (act, _self, args, at) => {
  const callback = args.findLast((a) => callable(a) && !(plain(a) instanceof Unknown));
  if (callback !== undefined) callLater(act, callback, [null, new Unknown('data'), new Unknown('data')], at);
  return openObject();
};

export function callLater(act: Act, callback: Value, args: readonly Value[], at: Place, delay = 1): void {
  const { agent } = act;
  later(agent, delay, function* () {
    yield* callValue(hostAct(agent, act), callback, undefined, args, at);
  });
}

export const unknownNow: NativeImpl = () => new Unknown('data');

/** Exports that are made when they are asked for: what the name says decides how the result arrives. */
class GeneratedProps extends Map<string, Value> {
  constructor(private readonly make: (name: string) => Value) {
    super();
  }
  override has(key: string): boolean {
    return this.get(key) !== undefined;
  }
  override get(key: string): Value {
    if (!super.has(key)) super.set(key, this.make(key));
    return super.get(key);
  }
}

export class GeneratedObj extends Obj {
  constructor(make: (name: string) => Value) {
    super(undefined, 'object');
    this.own = new GeneratedProps(make);
  }
}

/** A module of asynchronous functions; `known` are those with a meaning of their own. */
export function asyncModule(known: Readonly<Record<string, Value>>, style: 'callback' | 'promise'): Obj {
  return new GeneratedObj((name) => {
    const own = known[name];
    if (own !== undefined || !/^[a-z]/.test(name)) return own ?? new Unknown('data');
    if (name === 'then') return undefined;
    if (name.endsWith('Sync')) return new NativeFn(name, unknownNow);
    return new NativeFn(name, style === 'callback' ? callsBack : resolvesLater);
  });
}
