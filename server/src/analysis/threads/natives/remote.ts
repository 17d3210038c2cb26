/** Calls from one agent into another, as thread pools and RPC libraries make them: both ways are messages. */
import type { Place } from '../../../findings/finding.ts';
import type { Agent } from '../agent.ts';
import { exportOf } from '../exports.ts';
import { resolvePromise, settle, subscribe } from '../promises.ts';
import { getProp } from '../props.ts';
import {
  ArrObj,
  NativeFn,
  Obj,
  PromiseObj,
  Thrown,
  Unknown,
  plain,
  type Act,
  type Gen,
  type Value,
} from '../values.ts';
import { structuredClone } from './clone.ts';
import { hostAct } from './kit.ts';

/**
 * Runs `work` in another agent once its main script has run; the promise of the caller settles with a copy
 * of the result. `args` are copied when they are sent.
 */
export function ask(
  act: Act,
  target: Agent,
  args: readonly Value[],
  transfer: Value,
  at: Place,
  work: (host: Act, args: readonly Value[]) => Gen<Value>,
  done: () => void = () => {},
): PromiseObj {
  const { agent } = act;
  const promise = new PromiseObj();
  const sent = structuredClone(act, new ArrObj([...args]), transfer, at);
  const given = sent.value instanceof ArrObj ? sent.value.items : [];
  const host = hostAct(target, act);
  agent.handles++;
  agent.effects++;
  agent.sharedEffects++;
  const reply = (how: 'fulfilled' | 'rejected', value: Value): void => {
    agent.world.post(agent, {
      clock: target.release(),
      *run() {
        agent.handles--;
        settle(agent, promise, how, value);
        done();
      },
    });
  };
  const run = function* (): Gen<void> {
    for (const port of sent.ports) {
      port.owner = target;
      target.ports.add(port);
    }
    const result = new PromiseObj();
    result.handled = true;
    try {
      resolvePromise(host, result, yield* work(host, given));
    } catch (error) {
      if (!(error instanceof Thrown)) throw error;
      settle(target, result, 'rejected', error.value);
    }
    subscribe(
      target,
      result,
      function* (v) {
        reply('fulfilled', copyOf(host, v, at));
      },
      function* (e) {
        reply('rejected', e);
      },
    );
  };
  agent.world.post(target, { clock: agent.release(), run: () => whenLoaded(target, run) });
  return promise;
}

/** A result that cannot be sent is not known, rather than an error of our own making. */
function copyOf(host: Act, value: Value, at: Place): Value {
  try {
    return structuredClone(host, value, undefined, at).value;
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    return new Unknown('data');
  }
}

/** The script may still stand at an await of its own. */
function* whenLoaded(target: Agent, run: () => Gen<void>): Gen<void> {
  const instance = target.modules.get(target.entry);
  if (instance === undefined || instance.finished.state === 'fulfilled') {
    yield* run();
    return;
  }
  subscribe(target, instance.finished, run, function* () {
    // Its failure ends the agent anyway.
  });
}

/** The function that a worker script exports under a name, or by default. */
export function exported(host: Act, name: Value, at: Place): Value {
  const { agent } = host;
  const instance = agent.modules.get(agent.entry);
  if (instance === undefined) return new Unknown('data');
  const key = plain(name);
  const found = exportOf(instance, typeof key === 'string' && key !== 'default' ? key : 'default');
  if (found !== undefined) return found;
  const main = plain(exportOf(instance, 'default'));
  return main instanceof Obj && typeof key === 'string' ? getProp(host, main, key, at) : main;
}

/** How a method of a remote object is called. */
export type RemoteCall = (act: Act, args: readonly Value[], at: Place) => Value | Gen<Value>;

class RemoteProps extends Map<string, Value> {
  constructor(private readonly method: (name: string) => RemoteCall) {
    super();
  }
  override has(key: string): boolean {
    return this.get(key) !== undefined;
  }
  override get(key: string): Value {
    if (key === 'then' || key.startsWith('[Symbol')) return super.get(key);
    if (!super.has(key)) {
      const call = this.method(key);
      super.set(key, new NativeFn(key, (act, _self, args, at) => call(act, args, at)));
    }
    return super.get(key);
  }
}

/** An object whose methods run in another agent. */
export class RemoteObj extends Obj {
  constructor(method: (name: string) => RemoteCall) {
    super(undefined, 'object');
    this.own = new RemoteProps(method);
  }
}
