/** `process`, and the time it tells. */
import { callValue } from '../calls.ts';
import { numberOf, NativeFn, Obj, Stop, Unknown, plain, ArrObj, type Act, type Value } from '../values.ts';
import { EMITTER_METHODS } from './events.ts';
import { defineModule } from './externals.ts';
import { addTo, defineGlobals, globalValue } from './globals.ts';
import { openObject } from './kit.ts';
import { defineMethods } from './table.ts';

/** The environment: what is not set by the program is not known. */
function environment(act: Act): Value {
  const given = act.agent.globals.get('%env');
  if (given !== undefined) return given;
  const env = new Obj(undefined, 'env');
  env.open = true;
  return env;
}

function exit(act: Act, args: readonly Value[]): never {
  const code = args[0] ?? plain(processOf(act).props.get('exitCode') as Value);
  act.agent.exitCode = numberOf(code) ?? 0;
  throw new Stop('exit');
}

function processOf(act: Act): Obj {
  const o = plain(globalValue(act, 'process'));
  return o instanceof Obj ? o : new Obj(undefined);
}

/** A number that grows. */
function clockNow(act: Act): Unknown {
  const now = new Unknown('input');
  now.lo = act.agent.now;
  return now;
}

function makeProcess(act: Act): Value {
  const { agent } = act;
  const o = new Obj(undefined, 'process');
  const argv = agent.globals.get('%argv');
  const given = plain(argv ?? undefined);
  o.props.set(
    'argv',
    given instanceof ArrObj
      ? new ArrObj(['node', agent.entry, ...given.items], given.more)
      : new ArrObj(['node', agent.entry], true),
  );
  o.props.set('env', environment(act));
  o.props.set('execArgv', new ArrObj([], true));
  o.props.set('execPath', 'node');
  o.props.set('platform', new Unknown('input'));
  o.props.set('arch', new Unknown('input'));
  o.props.set('pid', new Unknown('input'));
  o.props.set('version', 'v24.0.0');
  o.props.set('versions', openObject());
  o.props.set('release', openObject());
  o.props.set('exitCode', undefined);
  for (const stream of ['stdin', 'stdout', 'stderr']) o.props.set(stream, new Obj(undefined, 'stream'));
  const hrtime = new NativeFn('hrtime', () => new ArrObj([new Unknown('input'), new Unknown('input')]));
  addTo(hrtime, { bigint: () => new Unknown('input') });
  o.props.set('hrtime', hrtime);
  return o;
}

defineMethods('process', {
  ...EMITTER_METHODS,
  exit: (act, _self, args) => exit(act, args),
  abort: (act, _self, args) => exit(act, args),
  reallyExit: (act, _self, args) => exit(act, args),
  nextTick(act, _self, args, at) {
    const [f, ...rest] = args;
    act.agent.micro.push(function* () {
      yield* callValue(act, f, undefined, rest, at);
    });
    return undefined;
  },
  cwd: () => new Unknown('input'),
  chdir: () => undefined,
  uptime: clockNow,
  memoryUsage: () => openObject(),
  cpuUsage: () => openObject(),
  resourceUsage: () => openObject(),
  emitWarning: () => undefined,
  kill: () => true,
  getBuiltinModule: () => new Unknown('data'),
});

defineMethods('stream', {
  ...EMITTER_METHODS,
  write: () => true,
  end: (_act, self) => self,
  pipe: (_act, _self, args) => args[0],
  setEncoding: (_act, self) => self,
  resume: (_act, self) => self,
  pause: (_act, self) => self,
  cork: () => undefined,
  uncork: () => undefined,
});

defineModule('process', (act) => {
  const o = plain(globalValue(act, 'process'));
  return o instanceof Obj ? o : new Obj(undefined);
});

const performance = (): Value => {
  const o = new Obj(undefined, 'performance');
  o.props.set('timeOrigin', new Unknown('input'));
  return o;
};
defineMethods('performance', {
  now: clockNow,
  mark: () => openObject(),
  measure: () => openObject(),
  eventLoopUtilization: () => openObject(),
  getEntriesByName: () => new ArrObj([], true),
  clearMarks: () => undefined,
  clearMeasures: () => undefined,
});

defineModule('perf_hooks', (act) => {
  const o = openObject();
  o.props.set('performance', globalValue(act, 'performance'));
  return o;
});

defineGlobals({
  process: makeProcess,
  performance,
});
