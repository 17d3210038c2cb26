/** The module `node:worker_threads` as one agent sees it, and what browsers give their workers as globals. */
import type { Agent, PortObj } from '../agent.ts';
import {
  Accessor,
  NativeFn,
  Obj,
  Stop,
  Unknown,
  plain,
  type Act,
  type Gen,
  type NativeImpl,
  type Slot,
  type Value,
} from '../values.ts';
import { callValue } from '../calls.ts';
import { requireFrom } from '../modules.ts';
import { lookup } from '../scope.ts';
import { scriptFile } from './urls.ts';
import { structuredClone } from './clone.ts';
import { TARGET_METHODS } from './events.ts';
import { defineModule } from './externals.ts';
import { assignGlobal, defineGlobals, globalValue, knowsGlobal, namespaceOf, onGlobalAssigned } from './globals.ts';
import { openObject } from './kit.ts';
import {
  broadcastChannelClass,
  messageChannelClass,
  messagePortClass,
  postMessage,
  receiveMessageOnPort,
  start,
} from './ports.ts';
import { lockManager } from './web-locks.ts';
import { defineMethods } from './table.ts';
import { nodeWorkerClass } from './workers.ts';

const keyOf = (v: Value): unknown => plain(v);

const SHARE_ENV = new Obj(undefined, 'symbol');

defineModule('worker_threads', (act) => {
  const { agent } = act;
  const { world } = agent;
  const o = namespaceOf({
    isMainThread: { value: agent.main },
    threadId: { value: agent.id },
    workerData: { value: agent.main ? null : agent.workerData },
    parentPort: { value: agent.parentPort ?? (agent.main ? null : strangersPort()) },
    resourceLimits: { value: openObject() },
    SHARE_ENV: { value: SHARE_ENV },
    Worker: { value: nodeWorkerClass() },
    MessageChannel: { value: messageChannelClass() },
    MessagePort: { value: messagePortClass() },
    BroadcastChannel: { value: broadcastChannelClass() },
    locks: { value: lockManager(act) },
    receiveMessageOnPort: (a, self, args) => receiveMessageOnPort(a, self, args),
    setEnvironmentData: (a, _self, args, at) => {
      const key = keyOf(args[0]);
      if (args[1] === undefined) world.environment.delete(key);
      else world.environment.set(key, structuredClone(a, args[1], undefined, at).value);
      return undefined;
    },
    getEnvironmentData: (_a, _self, args) => world.environment.get(keyOf(args[0])),
    markAsUntransferable: () => undefined,
    isMarkedAsUntransferable: () => false,
    markAsUncloneable: () => undefined,
    moveMessagePortToContext: (_a, _self, args) => args[0],
    postMessageToThread: () => new Unknown('data'),
  });
  return o;
});

/** The port of a worker whose starter is not among the files: an unknown end. */
function strangersPort(): Obj {
  return new Obj(undefined, 'strangersPort');
}
defineMethods('strangersPort', {
  postMessage: () => undefined,
  close: () => undefined,
  start: () => undefined,
  ref: () => undefined,
  unref: () => undefined,
  off: (_act, self) => self,
  removeListener: (_act, self) => self,
  removeAllListeners: (_act, self) => self,
});

// ------------------------------------------------------------------------------------------------- browsers

/** Globals that workers have and windows have not, or not so. */
function ownPort(agent: Agent): PortObj | undefined {
  return agent.parentPort;
}

const onSelf =
  (name: string): NativeImpl =>
  (act, _self, args, at) => {
    const port = ownPort(act.agent);
    const target: Obj = port ?? windowOf(act);
    return TARGET_METHODS[name]?.(act, target, args, at);
  };

/** `self`, `globalThis` and `window`: properties are globals of the agent. */
class GlobalProps extends Map<string, Slot> {
  constructor(private readonly act: Act) {
    super();
  }
  override has(key: string): boolean {
    return this.act.agent.globals.has(key) || knowsGlobal(key);
  }
  override get(key: string): Slot | undefined {
    return this.has(key) ? globalValue(this.act, key) : undefined;
  }
  override set(key: string, value: Slot): this {
    if (!(value instanceof Accessor)) assignGlobal(this.act, key, value);
    return this;
  }
  override delete(key: string): boolean {
    return this.act.agent.globals.delete(key);
  }
}

class GlobalObj extends Obj {
  constructor(act: Act) {
    super(undefined, 'global');
    this.open = true;
    this.own = new GlobalProps(act);
  }
}

const windows = new WeakMap<Agent, Obj>();

function windowOf(act: Act): Obj {
  let o = windows.get(act.agent);
  if (o === undefined) windows.set(act.agent, (o = new GlobalObj(act)));
  return o;
}

for (const name of ['onmessage', 'onconnect', 'onmessageerror']) {
  onGlobalAssigned(name, (act, value) => {
    const port = ownPort(act.agent);
    if (port === undefined) return;
    port.props.set(name, value);
    if (name === 'onmessage') start(act, port);
  });
}

function* post(act: Act, _self: Value, args: readonly Value[], at: Parameters<NativeImpl>[3]) {
  const port = ownPort(act.agent);
  if (port === undefined) return undefined;
  return yield* postMessage(act, port, args, at);
}

function closeSelf(): never {
  throw new Stop('exit');
}

defineGlobals({
  self: windowOf,
  globalThis: windowOf,
  window: windowOf,
  postMessage: () => new NativeFn('postMessage', post),
  addEventListener: () => new NativeFn('addEventListener', onSelf('addEventListener')),
  removeEventListener: () => new NativeFn('removeEventListener', onSelf('removeEventListener')),
  close: () => new NativeFn('close', closeSelf),
  importScripts: () => new NativeFn('importScripts', importScripts),
});

/** Scripts of one global scope: what they declare at their top is there for all. */
function* importScripts(act: Act, _self: Value, args: readonly Value[], at: Parameters<NativeImpl>[3]): Gen<Value> {
  const { agent } = act;
  for (const arg of args) {
    const file = scriptFile(act, arg);
    if (file === undefined) {
      agent.guess = true;
      continue;
    }
    yield* callValue(act, requireFrom(file), undefined, [file], at);
    const instance = agent.modules.get(file);
    if (instance === undefined) continue;
    for (const b of instance.facts.bindings)
      if (b.owner === 0 && !agent.globals.has(b.name)) agent.globals.set(b.name, lookup(instance.act, b.id));
  }
  return undefined;
}

defineMethods('global', {
  postMessage: post,
  addEventListener: onSelf('addEventListener'),
  removeEventListener: onSelf('removeEventListener'),
  close: closeSelf,
  importScripts,
});
