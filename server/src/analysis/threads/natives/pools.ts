/**
 * Thread pools: Piscina, Tinypool, workerpool. A pool runs a function of one script in several agents at
 * once, each one task after the other. Three agents show what more would.
 */
import type { Place } from '../../../findings/finding.ts';
import type { Agent, PortObj } from '../agent.ts';
import { callValue } from '../calls.ts';
import { settle } from '../promises.ts';
import { getProp } from '../props.ts';
import {
  ArrObj,
  FnVal,
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
import { EMITTER_METHODS } from './events.ts';
import { defineModule } from './externals.ts';
import { classOf, namespaceOf } from './globals.ts';
import { openObject, option } from './kit.ts';
import { RemoteObj, ask, exported } from './remote.ts';
import { laterPromise } from './results.ts';
import { defineMethods } from './table.ts';
import { scriptFile } from './urls.ts';
import { startWorker } from './workers.ts';

const THREADS = 3;

class PoolObj extends Obj {
  readonly idle: Agent[] = [];
  readonly threads: PortObj[] = [];
  readonly queue: ((agent: Agent) => void)[] = [];
  closed = false;
  constructor(
    kind: 'piscina' | 'workerpool',
    /** Undefined: a script that is not among the files, or none at all. */
    readonly file: string | undefined,
    readonly most: number,
    readonly data: Value,
    readonly name: Value,
  ) {
    super(undefined, kind);
  }
}

function grow(act: Act, pool: PoolObj, file: string, at: Place): Agent | undefined {
  if (pool.threads.length >= pool.most) return undefined;
  const worker = startWorker(act, at, {
    file,
    data: pool.data,
    transfer: undefined,
    argv: undefined,
    env: undefined,
    bare: pool.file === undefined && pool.kind === 'workerpool',
  });
  const { agent } = worker;
  if (agent === undefined) return undefined;
  // Its threads do not keep a program going, the tasks they run do.
  worker.ref = false;
  agent.handles++;
  pool.threads.push(worker);
  return agent;
}

/** Gives a task to a thread that has nothing to do, or to the next one that gets free. */
function submit(act: Act, pool: PoolObj, file: string, at: Place, task: (agent: Agent) => void): void {
  const agent = grow(act, pool, file, at) ?? pool.idle.shift();
  if (agent !== undefined) task(agent);
  else pool.queue.push(task);
}

function free(pool: PoolObj, agent: Agent): void {
  const next = pool.queue.shift();
  if (next !== undefined) next(agent);
  else pool.idle.push(agent);
}

function run(
  act: Act,
  pool: PoolObj,
  file: string,
  args: readonly Value[],
  transfer: Value,
  at: Place,
  work: (host: Act, args: readonly Value[]) => Gen<Value>,
): PromiseObj {
  const result = new PromiseObj();
  submit(act, pool, file, at, (agent) => {
    const answer = ask(act, agent, args, transfer, at, work, () => free(pool, agent));
    answer.handled = true;
    const pass = (how: 'fulfilled' | 'rejected') =>
      function* (v: Value): Gen<void> {
        settle(act.agent, result, how, v);
      };
    answer.reactions.push({ ok: pass('fulfilled'), fail: pass('rejected') });
  });
  return result;
}

function closePool(act: Act, self: Value): Value {
  const pool = plain(self);
  if (!(pool instanceof PoolObj)) return laterPromise(act, undefined);
  for (const worker of pool.threads) {
    if (worker.agent === undefined) continue;
    // Tasks that run are let finish: who closes a pool has awaited them, or does not care.
    worker.agent.handles = 0;
    worker.agent.world.post(worker.agent, {
      clock: act.agent.release(),
      *run() {
        // Wakes the thread so that it notices that nothing keeps it.
      },
    });
  }
  return laterPromise(act, undefined, 2);
}

function threadCount(act: Act, options: Value, name: string, at: Place): number {
  const n = numberOf(option(act, options, name, at));
  return n === undefined ? THREADS : Math.max(1, Math.min(THREADS, n));
}

// ------------------------------------------------------------------------------------------ Piscina, Tinypool

function makePiscina(act: Act, _self: Value, args: readonly Value[], at: Place): Value {
  const options = args[0];
  const script = option(act, options, 'filename', at);
  return new PoolObj(
    'piscina',
    script === undefined ? undefined : scriptFile(act, script),
    threadCount(act, options, 'maxThreads', at),
    option(act, options, 'workerData', at),
    option(act, options, 'name', at),
  );
}

defineMethods('piscina', {
  ...EMITTER_METHODS,
  *run(act, self, args, at) {
    yield SYNC;
    const pool = plain(self);
    if (!(pool instanceof PoolObj)) return new Unknown('data');
    const script = option(act, args[1], 'filename', at);
    const file = script === undefined ? pool.file : scriptFile(act, script);
    if (file === undefined) return laterPromise(act);
    const name = option(act, args[1], 'name', at) ?? pool.name;
    return run(act, pool, file, args.slice(0, 1), option(act, args[1], 'transferList', at), at, (host, given) =>
      callValue(host, exported(host, name, at), undefined, given, at),
    );
  },
  close: closePool,
  destroy: closePool,
  cancelPendingTasks: () => undefined,
  recycleWorkers: (act) => laterPromise(act, undefined),
  '[Symbol.asyncDispose]': closePool,
});

for (const name of ['piscina', 'tinypool']) {
  defineModule(name, (act) => {
    const { agent } = act;
    const statics = {
      isWorkerThread: { value: !agent.main },
      workerData: { value: agent.workerData },
      move: (_act: Act, _self: Value, args: readonly Value[]): Value => args[0],
      version: { value: '5.0.0' },
    };
    const cls = classOf('Piscina', makePiscina, statics);
    const o = namespaceOf(statics);
    for (const key of ['Piscina', 'Tinypool', 'default']) o.props.set(key, cls);
    return o;
  });
}

// --------------------------------------------------------------------------------------------------- workerpool

/** What the scripts of workers registered: `workerpool.worker({ add })`. */
const registered = new WeakMap<Agent, Value>();

function makeWorkerpool(act: Act, _self: Value, args: readonly Value[], at: Place): Value {
  const script = plain(args[0]);
  const hasScript = typeof script === 'string' || (script instanceof Obj && script.kind === 'url');
  const options = hasScript ? args[1] : args[0];
  return new PoolObj(
    'workerpool',
    hasScript ? scriptFile(act, args[0]) : undefined,
    threadCount(act, options, 'maxWorkers', at),
    undefined,
    undefined,
  );
}

function* exec(act: Act, pool: PoolObj, what: Value, list: Value, transfer: Value, at: Place): Gen<Value> {
  yield SYNC;
  const args = plain(list);
  const given = args instanceof ArrObj ? args.items : [];
  const f = plain(what);
  if (f instanceof FnVal) {
    // Its text is sent: it runs in a thread of its own, which is named after the file it stands in.
    return run(act, pool, f.file, given, transfer, at, (host, a) => callValue(host, f, undefined, a, at));
  }
  if (pool.file === undefined) return laterPromise(act);
  return run(act, pool, pool.file, given, transfer, at, (host, a) => {
    const methods = plain(registered.get(host.agent));
    const method =
      methods instanceof Obj && typeof f === 'string' ? getProp(host, methods, f, at) : new Unknown('data');
    return callValue(host, method, undefined, a, at);
  });
}

defineMethods('workerpool', {
  exec(act, self, args, at) {
    const pool = plain(self);
    if (!(pool instanceof PoolObj)) return new Unknown('data');
    return exec(act, pool, args[0], args[1], option(act, args[2], 'transfer', at), at);
  },
  proxy(act, self) {
    const pool = plain(self);
    if (!(pool instanceof PoolObj)) return new Unknown('data');
    return laterPromise(
      act,
      new RemoteObj((name) => (a, args, at) => exec(a, pool, name, new ArrObj([...args]), undefined, at)),
    );
  },
  terminate: closePool,
  stats: () => openObject(),
});

defineModule('workerpool', () => {
  const o = namespaceOf({
    pool: makeWorkerpool,
    worker: (act, _self, args) => {
      registered.set(act.agent, args[0]);
      return undefined;
    },
    workerEmit: () => undefined,
    isMainThread: { value: true },
    cpus: { value: 4 },
  });
  return o;
});
