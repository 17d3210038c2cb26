/**
 * Messages between agents: ports, channels, broadcast. A message carries what its sender knew; whoever
 * takes it knows it too. Ports keep what arrives until somebody listens.
 */
import type { Place } from '../../../findings/finding.ts';
import { PortObj, type Agent, type Message } from '../agent.ts';
import { joinClock } from '../clock.ts';
import { SETTERS } from '../props.ts';
import { ArrObj, Obj, SYNC, Unknown, plain, type Act, type Gen, type NativeImpl, type Value } from '../values.ts';
import { structuredClone } from './clone.ts';
import { EMITTER_METHODS, TARGET_METHODS, dispatch, emit, eventObject, onListen } from './events.ts';
import { classOf, defineGlobals } from './globals.ts';
import { hostAct, objectOf } from './kit.ts';
import { defineMethods } from './table.ts';

export function newPort(owner: Agent | undefined, kind: 'port' | 'worker' = 'port'): PortObj {
  const port = new PortObj(owner, kind);
  owner?.ports.add(port);
  return port;
}

export function pairOf(a: PortObj, b: PortObj): void {
  a.peer = b;
  b.peer = a;
}

/** Puts a message where `to` will find it. */
export function deliver(act: Act, to: PortObj, message: Message): void {
  if (to.closed) return;
  to.queue.push(message);
  schedule(act, to);
}

/** A message that nobody has sent, to see what would come of it. */
export function arrive(listener: Act, to: PortObj, at: Place): void {
  to.queue.push({ value: new Unknown('data'), clock: [], from: at, ports: [] });
  schedule(listener, to);
}

function schedule(act: Act, port: PortObj): void {
  const { owner } = port;
  if (!port.started || owner === undefined) return;
  owner.world.post(owner, { clock: undefined, run: () => receive(owner, act, port) });
}

function* receive(owner: Agent, like: Act, port: PortObj): Gen<void> {
  if (port.owner !== owner || port.closed) return;
  const message = take(owner, port);
  if (message === undefined) return;
  const act = hostAct(owner, like);
  const at = message.from;
  yield* emit(act, port, 'message', [message.value], at);
  yield* dispatch(
    act,
    port,
    'message',
    eventObject({ data: message.value, ports: new ArrObj([...message.ports]), origin: '' }),
    at,
  );
}

/** Takes the next message: its sender's past is known from now on. */
function take(owner: Agent, port: PortObj): Message | undefined {
  const message = port.queue.shift();
  if (message === undefined) return undefined;
  joinClock(owner.clock, message.clock);
  for (const p of message.ports) {
    p.owner = owner;
    owner.ports.add(p);
  }
  owner.effects++;
  return message;
}

export function start(act: Act, port: PortObj): void {
  if (port.started) return;
  port.started = true;
  for (let i = 0; i < port.queue.length; i++) schedule(act, port);
}

export function send(act: Act, port: PortObj, value: Value, ports: readonly PortObj[], at: Place): void {
  const { agent } = act;
  agent.effects++;
  agent.sharedEffects++;
  if (port.peer !== undefined) agent.world.sent?.(port.peer, at);
  if (port.closed) return;
  if (port.channel === undefined) {
    if (port.peer !== undefined) deliver(act, port.peer, { value, clock: agent.release(), from: at, ports });
    return;
  }
  const clock = agent.release();
  for (const other of agent.world.channels.get(port.channel) ?? []) {
    if (other === port || other.closed) continue;
    deliver(act, other, { value: structuredClone(act, value, undefined, at).value, clock, from: at, ports });
  }
}

export function* postMessage(act: Act, self: Value, args: readonly Value[], at: Place): Gen<Value> {
  yield SYNC;
  const port = plain(self);
  if (!(port instanceof PortObj)) return undefined;
  const { value, ports } = structuredClone(act, args[0], args[1], at);
  send(act, port, value, ports, at);
  return undefined;
}

export function* close(act: Act, self: Value, _args: readonly Value[], at: Place): Gen<Value> {
  yield SYNC;
  const port = plain(self);
  if (!(port instanceof PortObj) || port.closed) return undefined;
  port.closed = true;
  act.agent.effects++;
  if (port.channel !== undefined) act.agent.world.channels.get(port.channel)?.delete(port);
  const { peer } = port;
  for (const end of peer === undefined || peer.closed ? [port] : [port, peer]) {
    const { owner } = end;
    if (owner === undefined) continue;
    // What was sent before the end still arrives at the other side.
    owner.world.post(owner, {
      clock: undefined,
      *run() {
        end.closed = true;
        yield* emit(hostAct(owner, act), end, 'close', [], at);
        yield* dispatch(hostAct(owner, act), end, 'close', eventObject({}), at);
      },
    });
  }
  return undefined;
}

export function* receiveMessageOnPort(act: Act, _self: Value, args: readonly Value[]): Gen<Value> {
  yield SYNC;
  const port = plain(args[0]);
  if (!(port instanceof PortObj)) return new Unknown('data');
  const message = take(act.agent, port);
  return message === undefined ? undefined : objectOf({ message: message.value });
}

const setRef =
  (ref: boolean): NativeImpl =>
  (_act, self) => {
    const port = plain(self);
    if (port instanceof PortObj) port.ref = ref;
    return self;
  };

export const PORT_METHODS: Readonly<Record<string, NativeImpl>> = {
  ...EMITTER_METHODS,
  ...TARGET_METHODS,
  postMessage: (act, self, args, at) => postMessage(act, self, args, at),
  close: (act, self, args, at) => close(act, self, args, at),
  start: (act, self) => {
    const port = plain(self);
    if (port instanceof PortObj) start(act, port);
    return undefined;
  },
  ref: setRef(true),
  unref: setRef(false),
  hasRef: (_act, self) => {
    const port = plain(self);
    return port instanceof PortObj && port.ref;
  },
};

defineMethods('port', PORT_METHODS);
onListen.set('port', (act, target, event) => {
  if (!(target instanceof PortObj)) return;
  if (event === 'message') start(act, target);
  // The port of a worker itself needs no start, others do in browsers.
  const own = target === act.agent.parentPort || target.channel !== undefined;
  if (event === 'dom:message' && (own || isNode(act))) start(act, target);
});
SETTERS.set('port.onmessage', (act, o) => {
  if (o instanceof PortObj) start(act, o);
});

/** In the browser `addEventListener` alone does not start a port, in Node it does. */
function isNode(act: Act): boolean {
  return act.facts.imports.some((i) => /worker_threads$/.test(i.from));
}

function newChannel(act: Act): Obj {
  const port1 = newPort(act.agent);
  const port2 = newPort(act.agent);
  pairOf(port1, port2);
  return objectOf({ port1, port2 });
}

function newBroadcast(act: Act, _self: Value, args: readonly Value[]): Value {
  const name = plain(args[0]);
  const port = newPort(act.agent);
  port.channel = name instanceof Obj || name instanceof Unknown ? '?' : String(name);
  port.props.set('name', args[0]);
  // Like other names, one that is not known is somebody else's.
  const { channels } = act.agent.world;
  const members = channels.get(port.channel) ?? new Set();
  if (port.channel !== '?') members.add(port);
  channels.set(port.channel, members);
  port.started = true;
  return port;
}

export const messageChannelClass = (): Value => classOf('MessageChannel', (act) => newChannel(act));
export const broadcastChannelClass = (): Value => classOf('BroadcastChannel', newBroadcast);
export const messagePortClass = (): Value => classOf('MessagePort', () => new Unknown('data'));

defineGlobals({
  MessageChannel: messageChannelClass,
  BroadcastChannel: broadcastChannelClass,
  MessagePort: messagePortClass,
});
