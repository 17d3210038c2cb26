/** AudioWorklet: an agent of its own that calls `process` of its processors again and again. */
import type { Place } from '../../../findings/finding.ts';
import type { Agent } from '../agent.ts';
import { callValue } from '../calls.ts';
import { construct } from '../classes.ts';
import { VIEW_KINDS } from '../memory.ts';
import { later } from '../promises.ts';
import { getProp } from '../props.ts';
import { ArrObj, NativeFn, Obj, SYNC, Unknown, plain, type Act, type NativeImpl, type Value } from '../values.ts';
import type { World } from '../world.ts';
import { structuredClone } from './clone.ts';
import { classOf, defineGlobals } from './globals.ts';
import { hostAct, openObject, option } from './kit.ts';
import { newPort, pairOf } from './ports.ts';
import { laterPromise } from './results.ts';
import { defineMethods } from './table.ts';
import { scriptFile } from './urls.ts';
import { freshView } from './views.ts';
import { launch } from './workers.ts';

/** Samples of one call of `process`. */
const QUANTUM = 128;
const CALLS = 4;

const worklets = new WeakMap<World, Agent[]>();
const processors = new WeakMap<Agent, Map<string, Value>>();
/** The port of a processor that is about to be made. */
const ports = new WeakMap<Agent, Value>();

defineMethods('audioWorklet', {
  *addModule(act, _self, args, at) {
    yield SYNC;
    const { world } = act.agent;
    const file = scriptFile(act, args[0]);
    if (file !== undefined) {
      const agent = launch(world, file, act.agent, at);
      agent.handles++;
      worklets.set(world, [...(worklets.get(world) ?? []), agent]);
    }
    return laterPromise(act, undefined);
  },
});

const makeContext: NativeImpl = () => {
  const context = openObject('audioContext');
  context.props.set('audioWorklet', new Obj(undefined, 'audioWorklet'));
  return context;
};

const makeNode: NativeImpl = (act, _self, args, at) => {
  const { world } = act.agent;
  const node = openObject('audioNode');
  const port = newPort(act.agent);
  node.props.set('port', port);
  const name = plain(args[1]);
  const options = structuredClone(act, args[2] ?? openObject(), undefined, at).value;
  for (const agent of worklets.get(world) ?? []) {
    const clock = act.agent.release();
    world.post(agent, {
      clock,
      *run() {
        const cls = typeof name === 'string' ? processors.get(agent)?.get(name) : undefined;
        if (cls === undefined) return;
        const inner = newPort(agent);
        pairOf(port, inner);
        ports.set(agent, inner);
        const host = hostAct(agent, act);
        const processor = yield* construct(host, cls, [options], at);
        ports.delete(agent);
        play(host, processor, at);
      },
    });
  }
  return node;
};

/** Every quantum is a task of its own; the rendering thread never waits for anybody. */
function play(host: Act, processor: Value, at: Place): void {
  const { agent } = host;
  const samples = (): Value => {
    const kind = VIEW_KINDS.get('Float32Array');
    return kind === undefined ? new Unknown('data') : new ArrObj([new ArrObj([freshView(host, kind, QUANTUM, at)])]);
  };
  for (let i = 1; i <= CALLS; i++) {
    later(agent, 3 * i, function* () {
      const method = getProp(host, processor, 'process', at);
      yield* callValue(host, method, processor, [samples(), samples(), openObject()], at);
    });
  }
}

const register: NativeImpl = (act, _self, args) => {
  const name = plain(args[0]);
  const known = processors.get(act.agent) ?? new Map<string, Value>();
  if (typeof name === 'string') known.set(name, args[1]);
  processors.set(act.agent, known);
  return undefined;
};

const makeProcessor: NativeImpl = (act, _self, args, at) => {
  const o = new Obj(undefined);
  o.props.set('port', ports.get(act.agent) ?? option(act, args[0], 'port', at));
  return o;
};

defineGlobals({
  AudioContext: () => classOf('AudioContext', makeContext),
  OfflineAudioContext: () => classOf('OfflineAudioContext', makeContext),
  AudioWorkletNode: () => classOf('AudioWorkletNode', makeNode),
  AudioWorkletProcessor: () => classOf('AudioWorkletProcessor', makeProcessor),
  registerProcessor: () => new NativeFn('registerProcessor', register),
  sampleRate: () => 48000,
  currentTime: () => new Unknown('input'),
  currentFrame: () => new Unknown('input'),
});
