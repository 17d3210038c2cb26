/**
 * Starting agents: `Worker` of Node and of the browser. The new agent knows what its starter knew; its end
 * tells the starter what it knew. A script that is not among the files becomes a worker that may send
 * anything at any time.
 */
import type { Place } from '../../../findings/finding.ts';
import { PortObj, type Agent } from '../agent.ts';
import { joinClock } from '../clock.ts';
import { runModule } from '../modules.ts';
import { later, settle } from '../promises.ts';
import { siteKey } from '../shadow.ts';
import { holdsShared } from '../strangers.ts';
import {
  ArrObj,
  Obj,
  PromiseObj,
  SYNC,
  Unknown,
  plain,
  type Act,
  type Gen,
  type NativeImpl,
  type Value,
} from '../values.ts';
import type { World } from '../world.ts';
import { structuredClone } from './clone.ts';
import { dispatch, emit, eventObject } from './events.ts';
import { classOf, defineGlobals } from './globals.ts';
import { hostAct, objectOf, option } from './kit.ts';
import { PORT_METHODS, newPort, pairOf } from './ports.ts';
import { defineMethods } from './table.ts';
import { scriptFile } from './urls.ts';
import { releaseLocksOf } from './web-locks.ts';

/** More instances of one script show nothing that fewer do not. */
const MOST_OF_ONE = 6;
const MOST = 16;

export interface Start {
  readonly file: string | undefined;
  readonly data: Value;
  readonly transfer: Value;
  readonly argv: Value;
  readonly env: Value;
  /** The file only gives the agent its name; its script is the library's own. */
  readonly bare?: boolean;
}

/** A Worker object with its agent behind it. */
export function startWorker(act: Act, at: Place, s: Start): PortObj {
  const { agent: parent } = act;
  const { world } = parent;
  const worker = newPort(parent, 'worker');
  worker.started = true;
  starters.set(worker, act);
  const { value: data, ports } = structuredClone(act, s.data, s.transfer, at);
  parent.effects++;
  parent.sharedEffects++;
  const { file } = s;
  if (file === undefined || tooMany(world, file)) {
    world.outside = true;
    if (file === undefined) strangerStarted(act, worker, data, at);
    return worker;
  }
  const child = launch(world, file, parent, at, s.bare);
  for (const port of ports) {
    port.owner = child;
    child.ports.add(port);
  }
  child.workerData = data;
  if (s.argv !== undefined) child.globals.set('%argv', s.argv);
  if (plain(s.env) instanceof Obj) child.globals.set('%env', s.env);
  worker.agent = child;
  child.worker = worker;
  const parentPort = newPort(child);
  child.parentPort = parentPort;
  pairOf(worker, parentPort);
  tell(act, worker, (host) => emit(host, worker, 'online', [], at));
  return worker;
}

function tooMany(world: World, file: string): boolean {
  return world.agents.length >= MOST || world.agents.filter((a) => a.entry === file).length > MOST_OF_ONE;
}

export function launch(world: World, file: string, parent: Agent, at: Place, bare = false): Agent {
  const child = world.spawn(file, parent, at);
  parent.release();
  const { launched } = world.knowledge;
  const known = launched.get(siteKey(at));
  if (known === undefined) launched.set(siteKey(at), { entry: file, at, count: 1 });
  else known.count++;
  world.onExit = exited;
  child.gen = world.loop(child, () => (bare ? nothing() : runModule(child, file)));
  return child;
}

function* nothing(): Gen<void> {
  // Work comes later, as tasks.
}

/** Queues an event of a Worker object. */
function tell(act: Act, worker: PortObj, run: (host: Act) => Gen<unknown>, clock?: readonly number[]): void {
  const { owner } = worker;
  if (owner === undefined) return;
  owner.world.post(owner, {
    clock: clock === undefined ? undefined : [...clock],
    *run() {
      yield* run(hostAct(owner, act));
    },
  });
}

/** What becomes known when a worker has ended: everything it did. */
function exited(agent: Agent): void {
  releaseLocksOf(agent);
  const { worker } = agent;
  if (worker === undefined) return;
  for (const port of agent.ports) port.closed = true;
  const at = agent.startedAt ?? { file: agent.entry, start: 0, end: 0 };
  const { owner } = worker;
  const like = starters.get(worker);
  if (owner === undefined || owner.state === 'done' || like === undefined) return;
  const clock = agent.release();
  const code = agent.exitCode ?? (agent.failed === undefined ? 0 : 1);
  if (agent.failed !== undefined) {
    tell(
      like,
      worker,
      function* (host) {
        const error = agent.failed;
        const event = eventObject({ error, message: 'error' });
        const heard = yield* emit(host, worker, 'error', [error], at);
        const dom = yield* dispatch(host, worker, 'error', event, at);
        if (!heard && !dom) owner.fail(error);
      },
      clock,
    );
  }
  tell(
    like,
    worker,
    function* (host) {
      worker.closed = true;
      for (const promise of endings.get(worker) ?? []) settle(owner, promise, 'fulfilled', code);
      yield* emit(host, worker, 'exit', [code], at);
    },
    clock,
  );
}

/** The activation that made a Worker object. */
const starters = new WeakMap<PortObj, Act>();
const endings = new WeakMap<PortObj, PromiseObj[]>();

function terminate(act: Act, self: Value): Value {
  const worker = plain(self);
  const promise = new PromiseObj();
  if (!(worker instanceof PortObj)) return new Unknown('data');
  const { agent } = worker;
  act.agent.effects++;
  act.agent.sharedEffects++;
  if (agent === undefined || agent.state === 'done') {
    worker.closed = true;
    if (agent !== undefined) joinClock(act.agent.clock, agent.clock);
    settle(act.agent, promise, 'fulfilled', agent?.exitCode ?? 0);
    return promise;
  }
  const waiting = endings.get(worker) ?? [];
  waiting.push(promise);
  endings.set(worker, waiting);
  agent.exitCode = 1;
  agent.world.kill(agent);
  return promise;
}

defineMethods('worker', {
  ...PORT_METHODS,
  *terminate(act, self) {
    yield SYNC;
    return terminate(act, self);
  },
  *'[Symbol.asyncDispose]'(act, self) {
    yield SYNC;
    return terminate(act, self);
  },
  getHeapSnapshot: () => new Unknown('data'),
  cpuUsage: () => new Unknown('data'),
});

// ------------------------------------------------------------------------------------------ unknown scripts

/** Shared memory in the hands of code we do not see: what is missing there proves nothing. */
function strangerStarted(act: Act, worker: PortObj, data: Value, at: Place): void {
  const { agent } = act;
  worker.props.set('threadId', new Unknown('data'));
  if (holdsShared(data)) agent.guess = true;
  later(agent, 1, function* () {
    yield* emit(hostAct(agent, act), worker, 'online', [], at);
  });
  later(agent, 2, function* () {
    const host = hostAct(agent, act);
    const data = new Unknown('data');
    yield* emit(host, worker, 'message', [data], at);
    yield* dispatch(host, worker, 'message', eventObject({ data }), at);
  });
  later(agent, 3, function* () {
    worker.closed = true;
    yield* emit(hostAct(agent, act), worker, 'exit', [0], at);
  });
}

// ------------------------------------------------------------------------------------------------ the classes

function make(style: 'node' | 'browser'): NativeImpl {
  return function* (act, _self, args, at) {
    yield SYNC;
    const options = args[1];
    const code = style === 'node' && plain(option(act, options, 'eval', at)) === true;
    const worker = startWorker(act, at, {
      file: code ? undefined : scriptFile(act, args[0]),
      data: option(act, options, 'workerData', at),
      transfer: option(act, options, 'transferList', at),
      argv: option(act, options, 'argv', at),
      env: option(act, options, 'env', at),
    });
    const { agent } = worker;
    if (!worker.props.has('threadId'))
      worker.props.set('threadId', agent === undefined ? new Unknown('data') : agent.id);
    worker.props.set('resourceLimits', new Unknown('data'));
    for (const stream of ['stdin', 'stdout', 'stderr', 'performance']) worker.props.set(stream, new Unknown('data'));
    return worker;
  };
}

export const nodeWorkerClass = (): Value => classOf('Worker', make('node'));

function* makeShared(act: Act, _self: Value, args: readonly Value[], at: Place): Gen<Value> {
  yield SYNC;
  const { world } = act.agent;
  const file = scriptFile(act, args[0]);
  const port1 = newPort(act.agent);
  const shared = objectOf({ port: port1 });
  if (file === undefined) return shared;
  const port2 = newPort(undefined);
  pairOf(port1, port2);
  let agent = world.agents.find((a) => a.entry === file && a.parent !== undefined && a.worker === undefined);
  if (agent === undefined) {
    agent = launch(world, file, act.agent, at);
    agent.parentPort = newPort(agent);
  }
  const { parentPort } = agent;
  const target = agent;
  world.post(agent, {
    clock: act.agent.release(),
    *run() {
      port2.owner = target;
      target.ports.add(port2);
      if (parentPort === undefined) return;
      const event = eventObject({ ports: new ArrObj([port2]), data: '' });
      yield* dispatch(hostAct(target, act), parentPort, 'connect', event, at);
    },
  });
  return shared;
}

defineGlobals({
  Worker: () => classOf('Worker', make('browser')),
  SharedWorker: () => classOf('SharedWorker', makeShared),
});
