/**
 * Modules: every agent has its own instance of each file it loads. Imports are live, cycles and top-level
 * `await` work as in the language; CommonJS files get `module`, `exports` and `require`.
 */
import type { Expr, FileFacts } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { perFile } from '../per-file.ts';
import { directoryOf } from '../program.ts';
import { forEachExprIn } from '../walk.ts';
import type { Agent } from './agent.ts';
import { begin, sequence, stepOf, takenStep, WAITING, type Step } from './code.ts';
import { codeOf } from './eval.ts';
import { exportOf, placeOfFile } from './exports.ts';
import { stepsOf } from './exec.ts';
import './natives/index.ts';
import { externalModule } from './natives/externals.ts';
import { toText } from './ops.ts';
import { drive, later, resolvePromise, settle } from './promises.ts';
import { getProp } from './props.ts';
import {
  Env,
  ErrorObj,
  NativeFn,
  Obj,
  PromiseObj,
  Thrown,
  Unknown,
  plain,
  type Act,
  type Gen,
  type Value,
} from './values.ts';

export interface ModuleInstance {
  readonly file: string;
  readonly facts: FileFacts;
  readonly act: Act;
  /** `import.meta`. */
  readonly meta: Obj;
  /** `module` of a CommonJS file. */
  readonly module: Obj;
  /** Values of `export default expression`. */
  readonly values: Map<Expr, Value>;
  state: 'new' | 'running' | 'done';
  /** Settles when the module has run, top-level awaits included. */
  readonly finished: PromiseObj;
  namespace: Obj | undefined;
}

export function instanceOf(agent: Agent, file: string): ModuleInstance | undefined {
  const known = agent.modules.get(file);
  if (known !== undefined) return known;
  const facts = agent.world.factsOf(file);
  const fn = facts?.functions[0];
  if (facts === undefined || fn === undefined) return undefined;
  const world = agent.world;
  const env = new Env(undefined);
  const module = new Obj(undefined);
  module.props.set('exports', new Obj(undefined));
  module.props.set('filename', file);
  const act: Act = {
    id: ++world.acts,
    agent,
    file,
    facts,
    fn,
    parent: undefined,
    callAt: undefined,
    callee: undefined,
    args: [],
    depth: 0,
    self: facts.esm ? undefined : (module.props.get('exports') as Value),
    newTarget: undefined,
    env,
    root: env,
    control: [],
    done: false,
    awaiting: undefined,
    loops: 0,
    uses: undefined,
  };
  const instance: ModuleInstance = {
    file,
    facts,
    act,
    meta: metaOf(agent, file),
    module,
    values: new Map(),
    state: 'new',
    finished: new PromiseObj(),
    namespace: undefined,
  };
  agent.modules.set(file, instance);
  return instance;
}

function metaOf(agent: Agent, file: string): Obj {
  const meta = new Obj(undefined);
  meta.props.set('url', `file://${file}`);
  meta.props.set('filename', file);
  meta.props.set('dirname', directoryOf(file));
  meta.props.set('main', agent.entry === file);
  meta.props.set('env', new Unknown('input'));
  meta.props.set(
    'resolve',
    new NativeFn('resolve', (act, _self, args) => {
      const specifier = plain(toText(args[0], act));
      const found = typeof specifier === 'string' ? agent.world.program.resolve(file, specifier) : undefined;
      return found === undefined ? new Unknown('data') : `file://${found}`;
    }),
  );
  return meta;
}

// ---------------------------------------------------------------------------------------------------- running

/** Runs the main script of an agent, with everything it imports. */
export function* runModule(agent: Agent, file: string): Gen<void> {
  const instance = instanceOf(agent, file);
  if (instance === undefined) return;
  const { act } = instance;
  const promise = new PromiseObj();
  const at: Place = { file, start: 0, end: 0 };
  yield* drive(act, load(instance), promise, 'next', undefined, at);
  if (promise.state === 'rejected') agent.failed = promise.value ?? new ErrorObj('Error', 'undefined');
  else if (promise.state === 'pending') {
    promise.reactions.push({
      *ok() {
        // Nothing waits for the main script.
      },
      *fail(v) {
        agent.failed = v ?? new ErrorObj('Error', 'undefined');
      },
    });
  }
}

function* load(instance: ModuleInstance): Gen<Value> {
  const { act, facts } = instance;
  if (instance.state === 'done') return undefined;
  if (instance.state === 'running') return undefined;
  instance.state = 'running';
  const { agent } = act;
  try {
    if (facts.esm) {
      for (const specifier of staticImports(facts)) {
        const file = agent.world.program.resolve(instance.file, specifier);
        const other = file === undefined ? undefined : instanceOf(agent, file);
        if (other === undefined) continue;
        if (other.state === 'running' && waitsFor(other)) yield { s: 'await', value: other.finished };
        else yield* load(other);
        if (other.finished.state === 'rejected') throw new Thrown(other.finished.value, undefined);
      }
    }
    const done = bodyOf(facts)(act);
    if (done === WAITING) yield* takenStep();
    act.done = true;
    instance.state = 'done';
    settle(agent, instance.finished, 'fulfilled', undefined);
  } catch (error) {
    instance.state = 'done';
    if (error instanceof Thrown) settle(agent, instance.finished, 'rejected', error.value);
    throw error;
  }
  return undefined;
}

/** A module that stands at an `await` of its own, not one that is being loaded further up. */
function waitsFor(other: ModuleInstance): boolean {
  return other.act.awaiting !== undefined;
}

/** Statements of a module; the values of exported expressions are kept on the way. */
const bodyOf = perFile((facts: FileFacts): Step => {
  const kept = new Set(facts.exports.flatMap((x) => (x.expr === undefined ? [] : [x.expr])));
  const body = facts.functions[0]?.body ?? [];
  if (!facts.esm || kept.size === 0) return stepsOf(body);
  return sequence(
    body.map((s) => {
      if (s.k !== 'expr' || !kept.has(s.e)) return stepsOf([s]);
      const { e } = s;
      return stepOf(codeOf(e), (act, v) => {
        act.agent.modules.get(act.file)?.values.set(e, v);
        return undefined;
      });
    }),
  );
});

/** Specifiers of imports and re-exports that are there when the file runs, in order. */
const staticImports = perFile((facts: FileFacts): readonly string[] => {
  const dynamic = new Set<string>();
  const used = new Set<number>();
  for (const fn of facts.functions) {
    forEachExprIn(fn, (e) => {
      if (e.k === 'var') used.add(e.b);
      if (e.k === 'import' && e.e.k === 'const') dynamic.add(String(e.e.value));
      if (e.k === 'call' && e.callee.k === 'global' && e.callee.name === 'require') {
        const first = e.args[0];
        if (first?.k === 'const') dynamic.add(String(first.value));
      }
    });
    for (const d of fn.decorators) if (d.k === 'var') used.add(d.b);
  }
  for (const c of facts.classes) if (c.superClass?.k === 'var') used.add(c.superClass.b);
  for (const x of facts.exports) if (x.b !== undefined) used.add(x.b);
  const named = new Set(facts.imports.filter((i) => facts.bindings[i.b]?.kind === 'import').map((i) => i.from));
  // Names that are only used as types are not imported at run time.
  const wanted = new Set(facts.imports.filter((i) => !i.typeOnly && used.has(i.b)).map((i) => i.from));
  const reexported = new Set(facts.exports.flatMap((x) => (x.from === undefined ? [] : [x.from])));
  return facts.specifiers.filter((s) => reexported.has(s) || wanted.has(s) || (!named.has(s) && !dynamic.has(s)));
});

// ------------------------------------------------------------------------------------- import(), require

/** `import(specifier)`: a promise of the namespace. */
export function dynamicImport(act: Act, specifier: Value, at: Place): Value {
  const text = plain(toText(specifier, act));
  const promise = new PromiseObj();
  if (typeof text !== 'string') {
    later(act.agent, 1, function* () {
      resolvePromise(act, promise, new Unknown('data'));
    });
    return promise;
  }
  const file = act.agent.world.program.resolve(act.file, text);
  const instance = file === undefined ? undefined : instanceOf(act.agent, file);
  if (instance === undefined) {
    const outside = externalModule(act, text);
    later(act.agent, 0, function* () {
      settle(act.agent, promise, 'fulfilled', outside);
    });
    return promise;
  }
  return begin(importing(instance, promise, at));
}

function* importing(instance: ModuleInstance, promise: PromiseObj, at: Place): Gen<Value> {
  const loading = function* (): Gen<Value> {
    if (instance.state === 'running' && waitsFor(instance)) yield { s: 'await', value: instance.finished };
    else yield* load(instance);
    if (instance.finished.state === 'rejected') throw new Thrown(instance.finished.value, undefined);
    // Not to be taken for a thenable.
    return undefined;
  };
  const loaded = new PromiseObj();
  loaded.reactions.push({
    *ok() {
      settle(instance.act.agent, promise, 'fulfilled', exportOf(instance, '*'));
    },
    *fail(v) {
      settle(instance.act.agent, promise, 'rejected', v);
    },
  });
  yield* drive(instance.act, loading(), loaded, 'next', undefined, at);
  return promise;
}

const MODULE_NAMES = new Set(['module', 'exports', 'require', '__filename', '__dirname']);

/** Names that CommonJS gives every file; undefined for other names. */
export function moduleName(act: Act, name: string): { readonly value: Value } | undefined {
  if (!MODULE_NAMES.has(name)) return undefined;
  const instance = act.agent.modules.get(act.file);
  if (instance === undefined) return undefined;
  switch (name) {
    case '__filename':
      return { value: act.file };
    case '__dirname':
      return { value: directoryOf(act.file) };
    case 'module':
      return { value: instance.module };
    case 'exports':
      return { value: getProp(act, instance.module, 'exports', placeOfFile(act.file)) };
    default:
      return { value: requireOf(act, instance) };
  }
}

function requireOf(act: Act, instance: ModuleInstance): Value {
  const known = instance.module.props.get('require');
  if (known instanceof NativeFn) return known;
  const require = requireFrom(instance.file);
  require.props.set('main', act.agent.modules.get(act.agent.entry)?.module);
  instance.module.props.set('require', require);
  return require;
}

/** `require` as a file sees it; `createRequire(import.meta.url)` gives the same. */
export function requireFrom(file: string): NativeFn {
  const find = (act: Act, specifier: Value): string | undefined => {
    const text = plain(toText(specifier, act));
    return typeof text === 'string' ? act.agent.world.program.resolve(file, text) : undefined;
  };
  const require = new NativeFn('require', (act, _self, args) => {
    const found = find(act, args[0]);
    const other = found === undefined ? undefined : instanceOf(act.agent, found);
    if (other !== undefined) return requiring(other);
    const text = plain(toText(args[0], act));
    return typeof text === 'string' ? externalModule(act, text) : new Unknown('data');
  });
  require.props.set(
    'resolve',
    new NativeFn('resolve', (act, _self, args) => find(act, args[0]) ?? new Unknown('data')),
  );
  return require;
}

function* requiring(instance: ModuleInstance): Gen<Value> {
  const waiting = load(instance);
  let step = waiting.next();
  while (step.done !== true) {
    // A module that awaits cannot be required; what it has so far is given.
    if (step.value.s === 'await') break;
    step = waiting.next(yield step.value);
  }
  return exportOf(instance, '*');
}
