/**
 * Web Locks (`navigator.locks`, `worker_threads.locks`): named locks that all agents share. Who gets one
 * knows what those knew who had it before.
 */
import type { Place } from '../../../findings/finding.ts';
import type { Agent } from '../agent.ts';
import { callValue } from '../calls.ts';
import { joinClock, type Clock } from '../clock.ts';
import { capability, settle, subscribe } from '../promises.ts';
import {
  ArrObj,
  ErrorObj,
  Obj,
  PromiseObj,
  SYNC,
  Thrown,
  Unknown,
  plain,
  type Act,
  type Gen,
  type Value,
} from '../values.ts';
import { onAbort } from './events.ts';
import { defineGlobals } from './globals.ts';
import { callable, hostAct, objectOf, openObject, option } from './kit.ts';
import { defineMethods } from './table.ts';

export interface Request {
  readonly agent: Agent;
  readonly name: string;
  /** Where, and by which function run, it is asked for. */
  readonly site: Place;
  readonly act: Act;
  /** What its callback is given: calls that have it as argument run below this lock. */
  readonly lock: Obj;
  readonly exclusive: boolean;
  /** What may end the wait, when there is such a thing. */
  readonly signal: Value;
  readonly grant: () => void;
  /** Somebody else has taken the lock away from it. */
  readonly robbed: () => void;
}

export interface WebLock {
  readonly held: Request[];
  readonly queue: Request[];
  /** What was known when it was last given back. */
  readonly clock: Clock;
}

function lockOf(act: Act, name: string): WebLock {
  const { webLocks } = act.agent.world;
  let lock = webLocks.get(name);
  if (lock === undefined) webLocks.set(name, (lock = { held: [], queue: [], clock: [] }));
  return lock;
}

const free = (lock: WebLock, exclusive: boolean): boolean =>
  lock.held.length === 0 || (!exclusive && lock.held.every((h) => !h.exclusive));

function grantNext(lock: WebLock): void {
  for (let next = lock.queue[0]; next !== undefined && free(lock, next.exclusive); next = lock.queue[0]) {
    lock.queue.shift();
    lock.held.push(next);
    next.grant();
  }
}

function giveBack(lock: WebLock, request: Request): void {
  const index = lock.held.indexOf(request);
  if (index < 0) return;
  lock.held.splice(index, 1);
  joinClock(lock.clock, request.agent.release());
  request.agent.effects++;
  request.agent.sharedEffects++;
  grantNext(lock);
}

/** An agent that ended holds nothing and asks for nothing. */
export function releaseLocksOf(agent: Agent): void {
  for (const lock of agent.world.webLocks.values()) {
    for (const request of lock.held.filter((h) => h.agent === agent)) giveBack(lock, request);
    for (const request of lock.queue.filter((q) => q.agent === agent))
      lock.queue.splice(lock.queue.indexOf(request), 1);
    grantNext(lock);
  }
}

/** Names that are not known may be anybody's: such a lock excludes nobody and nothing is certain under it. */
function* request(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  yield SYNC;
  const { agent } = act;
  const name = plain(args[0]);
  const callback = args.length > 2 ? args[2] : args[1];
  const options = args.length > 2 ? args[1] : undefined;
  const { promise, resolve, reject } = capability(act);
  if (!callable(callback)) return new Unknown('data');
  const signal = plain(option(act, options, 'signal', at));
  const refuse = (): void => {
    reject.impl(act, undefined, [signal instanceof Obj ? (signal.props.get('reason') as Value) : undefined], at);
  };
  if (signal instanceof Obj && plain(signal.props.get('aborted') as Value) === true) {
    refuse();
    return promise;
  }
  const exclusive = plain(option(act, options, 'mode', at)) !== 'shared';
  const known = typeof name === 'string';
  const lock: WebLock = known ? lockOf(act, name) : { held: [], queue: [], clock: [] };
  if (!known) agent.guess = true;
  const held = objectOf({ name: args[0], mode: exclusive ? 'exclusive' : 'shared' });
  let asked: Request | undefined = undefined;
  const run = function* (given: Value): Gen<void> {
    const host = hostAct(agent, act);
    const result = new PromiseObj();
    try {
      resolveWith(host, result, yield* callValue(host, callback, undefined, [given], at));
    } catch (error) {
      if (!(error instanceof Thrown)) throw error;
      settle(agent, result, 'rejected', error.value);
    }
    const end = (next: Value, f: typeof resolve) =>
      function* (): Gen<void> {
        if (asked !== undefined) giveBack(lock, asked);
        f.impl(host, undefined, [next], at);
      };
    subscribe(
      agent,
      result,
      (v) => end(v, resolve)(),
      (v) => end(v, reject)(),
    );
  };
  if (plain(option(act, options, 'ifAvailable', at)) === true && (lock.queue.length > 0 || !free(lock, exclusive))) {
    agent.world.post(agent, { clock: undefined, run: () => run(null) });
    return promise;
  }
  // A thief knows nothing of what those did whom it robs, and comes before all who wait.
  const steal = plain(option(act, options, 'steal', at)) === true;
  if (steal) for (const victim of lock.held.splice(0)) victim.robbed();
  agent.handles++;
  asked = {
    agent,
    name: known ? name : '',
    site: at,
    act,
    lock: held,
    exclusive,
    signal,
    grant: () => {
      agent.handles--;
      agent.world.post(agent, { clock: [...lock.clock], run: () => run(held) });
    },
    robbed: () => {
      const host = hostAct(agent, act);
      const reason = new ErrorObj('AbortError', 'Lock broken by another request with the "steal" option.');
      agent.world.post(agent, {
        clock: undefined,
        run: function* (): Gen<void> {
          reject.impl(host, undefined, [reason], at);
        },
      });
    },
  };
  const own = asked;
  if (steal) lock.queue.unshift(asked);
  else lock.queue.push(asked);
  if (signal instanceof Obj && signal.kind === 'eventTarget')
    onAbort(signal, () => {
      const index = lock.queue.indexOf(own);
      if (index < 0) return;
      lock.queue.splice(index, 1);
      agent.handles--;
      refuse();
      return undefined;
    });
  agent.effects++;
  grantNext(lock);
  return promise;
}

function resolveWith(act: Act, result: PromiseObj, value: Value): void {
  const v = plain(value);
  if (v instanceof PromiseObj) {
    subscribe(
      act.agent,
      v,
      function* (x) {
        settle(act.agent, result, 'fulfilled', x);
      },
      function* (x) {
        settle(act.agent, result, 'rejected', x);
      },
    );
  } else settle(act.agent, result, 'fulfilled', value);
}

defineMethods('lockManager', {
  request: (act, _self, args, at) => request(act, args, at),
  query: (act) => {
    const list = (pick: (lock: WebLock) => readonly Request[]): ArrObj =>
      new ArrObj(
        [...act.agent.world.webLocks].flatMap(([name, lock]) =>
          pick(lock).map((r) => objectOf({ name, mode: r.exclusive ? 'exclusive' : 'shared' })),
        ),
      );
    const promise = new PromiseObj();
    settle(act.agent, promise, 'fulfilled', objectOf({ held: list((l) => l.held), pending: list((l) => l.queue) }));
    return promise;
  },
});

const managers = new WeakMap<Agent, Obj>();

export function lockManager(act: Act): Obj {
  let o = managers.get(act.agent);
  if (o === undefined) managers.set(act.agent, (o = new Obj(undefined, 'lockManager')));
  return o;
}

defineGlobals({
  navigator: (act) => {
    const o = openObject();
    o.props.set('locks', lockManager(act));
    o.props.set('hardwareConcurrency', 4);
    return o;
  },
});
