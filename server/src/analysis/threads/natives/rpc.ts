/** Objects of one agent that another calls by messages: comlink (`wrap`, `expose`) and threads.js (`spawn`, `expose`). */
import type { Place } from '../../../findings/finding.ts';
import { PortObj, type Agent } from '../agent.ts';
import { callValue } from '../calls.ts';
import { construct } from '../classes.ts';
import { then } from '../promises.ts';
import { getProp } from '../props.ts';
import {
  NativeFn,
  Obj,
  PromiseObj,
  SYNC,
  Unknown,
  numberOf,
  plain,
  type Act,
  type Gen,
  type Value,
} from '../values.ts';
import { defineModule } from './externals.ts';
import { classOf, globalValue, namespaceOf } from './globals.ts';
import { openObject } from './kit.ts';
import { start } from './ports.ts';
import { RemoteObj, ask } from './remote.ts';
import { laterPromise } from './results.ts';
import { defineMethods } from './table.ts';

/** What was exposed at which end of a channel. */
const exposedAt = new WeakMap<PortObj, Value>();
const transfers = new WeakMap<Obj, Value>();

function endpoint(act: Act, v: Value): PortObj | undefined {
  const o = plain(v);
  if (o instanceof PortObj) return o;
  if (v === undefined || (o instanceof Obj && o.kind === 'global')) return act.agent.parentPort;
  return undefined;
}

function expose(act: Act, target: Value, at: Value): Value {
  const port = endpoint(act, at);
  if (port === undefined) return undefined;
  // Who offers something goes on listening.
  if (!exposedAt.has(port)) act.agent.handles++;
  exposedAt.set(port, target);
  start(act, port);
  act.agent.effects++;
  return undefined;
}

/** The agent behind a port, and its end of the channel. */
function otherEnd(port: PortObj): { readonly agent: Agent; readonly end: PortObj } | undefined {
  const end = port.peer;
  const agent = end?.owner;
  return end === undefined || agent === undefined || agent.state === 'done' ? undefined : { agent, end };
}

/** The channel behind a remote object. */
const remotes = new WeakMap<Obj, PortObj>();

type OnTarget = (host: Act, target: Value, args: readonly Value[]) => Gen<Value>;

/** Does something to what is exposed at the other end. */
function* request(act: Act, port: PortObj, args: readonly Value[], at: Place, work: OnTarget): Gen<Value> {
  yield SYNC;
  const other = otherEnd(port);
  if (other === undefined) return laterPromise(act);
  const moved = args.flatMap((a) => {
    const o = plain(a);
    return o instanceof Obj ? [transfers.get(o)] : [];
  });
  return ask(act, other.agent, args, moved[0], at, (host, given) =>
    work(host, exposedAt.get(other.end) ?? new Unknown('data'), given),
  );
}

/** `wrap(worker)`: every property is a method, or a value to await; the object itself may be called. */
function wrap(act: Act, v: Value): Value {
  const port = endpoint(act, v);
  if (port === undefined) return new Unknown('data');
  const methods = new RemoteObj(
    (name) => (a, args, at) =>
      request(a, port, args, at, (host, target, given) =>
        callValue(host, getProp(host, target, name, at), target, given, at),
      ),
  );
  const remote = new NativeFn(
    'remote',
    (a, _self, args, at) =>
      request(a, port, args, at, (host, target, given) => callValue(host, target, undefined, given, at)),
    (a, _self, args, at) => request(a, port, args, at, (host, target, given) => construct(host, target, given, at)),
  );
  remote.proto = methods;
  remotes.set(remote, port);
  return remote;
}

// -------------------------------------------------------------------------------------------------------- comlink

const comlink = (): Obj => {
  const o = namespaceOf({
    wrap: (act, _self, args) => wrap(act, args[0]),
    expose: (act, _self, args) => expose(act, args[0], args[1]),
    transfer: (_act, _self, args) => {
      const o = plain(args[0]);
      if (o instanceof Obj) transfers.set(o, args[1]);
      return args[0];
    },
    // A function that the other side calls back; it cannot be sent as it is.
    proxy: () => openObject(),
    windowEndpoint: (_act, _self, args) => args[0],
  });
  for (const symbol of ['proxyMarker', 'createEndpoint', 'releaseProxy', 'finalizer']) o.props.set(symbol, symbol);
  return o;
};

defineModule('comlink', comlink);
const nodeEndpoint = (): Obj => classOf('nodeEndpoint', (_act, _self, args) => args[0], {});
for (const path of ['comlink/dist/esm/node-adapter', 'comlink/dist/umd/node-adapter'])
  for (const ending of ['', '.js', '.mjs']) defineModule(path + ending, nodeEndpoint);

// ----------------------------------------------------------------------------------------------------- threads.js

class ThreadPoolObj extends Obj {
  readonly workers: Value[] = [];
  next = 0;
  constructor(
    readonly spawn: Value,
    readonly size: number,
  ) {
    super(undefined, 'threadPool');
  }
}

const POOL = 3;

defineMethods('threadPool', {
  *queue(act, self, args, at) {
    const pool = plain(self);
    if (!(pool instanceof ThreadPoolObj)) return new Unknown('data');
    if (pool.workers.length < pool.size) pool.workers.push(yield* callValue(act, pool.spawn, undefined, [], at));
    const worker = plain(pool.workers[pool.next++ % pool.workers.length]);
    const task = new NativeFn('task', (a, _self, [w]) => callValue(a, args[0], undefined, [w], at));
    return worker instanceof PromiseObj
      ? then(act, worker, task, undefined, at)
      : yield* callValue(act, task, undefined, [worker], at);
  },
  completed: (act) => laterPromise(act, undefined, 5),
  settled: (act) => laterPromise(act, undefined, 5),
  terminate: (act) => laterPromise(act, undefined),
});

const threads = (act: Act): Obj => {
  const spawned = (a: Act, args: readonly Value[]): Value => laterPromise(a, wrap(a, args[0]), 0);
  const o = namespaceOf({
    spawn: (a, _self, args) => spawned(a, args),
    expose: (a, _self, args) => expose(a, args[0], undefined),
    Transfer: (_act, _self, args) => args[0],
  });
  const nodeThreads = plain(globalValue(act, 'Worker'));
  o.props.set('Worker', nodeThreads);
  o.props.set('BlobWorker', new Unknown('data'));
  o.props.set(
    'Thread',
    namespaceOf({
      terminate: (a, _self, args) => {
        const remote = plain(args[0]);
        const worker = remote instanceof Obj ? remotes.get(remote)?.agent : undefined;
        if (worker !== undefined) a.agent.world.kill(worker);
        return laterPromise(a, undefined);
      },
      errors: () => new Unknown('data'),
      events: () => new Unknown('data'),
    }),
  );
  o.props.set(
    'Pool',
    classOf('Pool', (_act, _self, args) => new ThreadPoolObj(args[0], Math.min(POOL, numberOf(args[1]) ?? POOL))),
  );
  return o;
};

defineModule(['threads', 'threads/worker'], threads);
