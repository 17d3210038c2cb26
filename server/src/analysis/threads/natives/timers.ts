/** Timers, microtasks and the console. Time is virtual: it passes when nobody else can go on, or early if the schedule says so. */
import { callValue } from '../calls.ts';
import { later } from '../promises.ts';
import { numberOf, Obj, plain, type Act, type NativeImpl, type Value } from '../values.ts';
import type { World } from '../world.ts';
import { toText } from '../ops.ts';
import { classOf, defineGlobals, namespaceOf } from './globals.ts';
import { defineMethods } from './table.ts';

export class TimerObj extends Obj {
  readonly id: number;
  constructor(id: number) {
    super(undefined, 'timer');
    this.id = id;
  }
}

const start =
  (kind: 'timeout' | 'interval' | 'immediate'): NativeImpl =>
  (act, _self, args, at) => {
    const [fn, ...rest] = args;
    const delay = kind === 'immediate' ? 0 : Math.max(1, numberOf(rest.shift()) ?? 1);
    const run = function* () {
      yield* callValue(act, fn, undefined, rest, at);
    };
    return new TimerObj(later(act.agent, delay, run, kind === 'interval' ? delay : undefined));
  };

function clear(act: Act, _self: Value, args: readonly Value[]): Value {
  const timer = plain(args[0]);
  const { timers } = act.agent;
  const index = timer instanceof TimerObj ? timers.findIndex((t) => t.id === timer.id) : -1;
  if (index >= 0) timers.splice(index, 1);
  return undefined;
}

function setRef(act: Act, self: Value, ref: boolean): Value {
  const timer = plain(self);
  const { timers } = act.agent;
  const index = timer instanceof TimerObj ? timers.findIndex((t) => t.id === timer.id) : -1;
  const old = timers[index];
  if (old !== undefined) timers[index] = { ...old, ref };
  return self;
}

defineMethods('timer', {
  ref: (act, self) => setRef(act, self, true),
  unref: (act, self) => setRef(act, self, false),
  hasRef: () => true,
  refresh: (_act, self) => self,
  '[Symbol.dispose]': (act, self) => clear(act, undefined, [self]),
});

const outputs = new WeakMap<World, string[]>();

/** What the program printed, a line each; for comparing a run with a real one. */
export function consoleOf(world: World): string[] {
  let lines = outputs.get(world);
  if (lines === undefined) outputs.set(world, (lines = []));
  return lines;
}

function print(act: Act, _self: Value, args: readonly Value[]): Value {
  const lines = consoleOf(act.agent.world);
  if (lines.length < 1000) lines.push(args.map((a) => String(plain(toText(a, act)))).join(' '));
  return undefined;
}

const SILENT = ['dir', 'table', 'group', 'groupEnd', 'time', 'timeEnd', 'timeLog', 'trace', 'count', 'assert'] as const;

defineGlobals({
  setTimeout: () => classOf('setTimeout', start('timeout')),
  setInterval: () => classOf('setInterval', start('interval')),
  setImmediate: () => classOf('setImmediate', start('immediate')),
  clearTimeout: () => classOf('clearTimeout', clear),
  clearInterval: () => classOf('clearInterval', clear),
  clearImmediate: () => classOf('clearImmediate', clear),
  requestAnimationFrame: () => classOf('requestAnimationFrame', start('immediate')),
  requestIdleCallback: () => classOf('requestIdleCallback', start('immediate')),
  queueMicrotask: () =>
    classOf('queueMicrotask', (act, _self, args, at) => {
      act.agent.micro.push(function* () {
        yield* callValue(act, args[0], undefined, [], at);
      });
      return undefined;
    }),
  console: () =>
    namespaceOf({
      log: print,
      info: print,
      debug: print,
      warn: print,
      error: print,
      ...Object.fromEntries(SILENT.map((name) => [name, () => undefined])),
    }),
});
