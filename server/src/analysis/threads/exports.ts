/** What modules export: live bindings, re-exports, namespaces, and CommonJS seen from ECMAScript modules. */
import type { Expr, FileFacts, ImportFacts } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { perFile } from '../per-file.ts';
import { codeOf } from './eval.ts';
import { instanceOf, type ModuleInstance } from './modules.ts';
import { externalModule } from './natives/externals.ts';
import { getProp } from './props.ts';
import { lookup } from './scope.ts';
import { Accessor, NativeFn, Obj, plain, type Act, type Value } from './values.ts';

const importsByBinding = perFile((facts: FileFacts): ReadonlyMap<number, ImportFacts> => {
  return new Map(facts.imports.filter((i) => facts.bindings[i.b]?.kind === 'import').map((i) => [i.b, i]));
});

/** The value of an imported name; undefined when the name is not an import. */
export function importedValue(act: Act, b: number): { readonly value: Value } | undefined {
  const i = importsByBinding(act.facts).get(b);
  if (i === undefined) return undefined;
  return { value: imported(act, act.file, i.from, i.imported) };
}

function imported(act: Act, from: string, specifier: string, name: string): Value {
  const { agent } = act;
  const file = agent.world.program.resolve(from, specifier);
  const instance = file === undefined ? undefined : instanceOf(agent, file);
  if (instance !== undefined) return exportOf(instance, name);
  const outside = externalModule(act, specifier);
  if (name === '*') return outside;
  const o = plain(outside);
  if (name === 'default' && o instanceof Obj && !o.props.has('default')) return outside;
  return getProp(act, outside, name, placeOfFile(from));
}

export function placeOfFile(file: string): Place {
  return { file, start: 0, end: 0 };
}

export function exportOf(instance: ModuleInstance, name: string): Value {
  const { facts } = instance;
  if (!facts.esm || facts.exports.some((x) => x.name === '=')) return commonJs(instance, name);
  if (name === '*') return namespaceOf(instance);
  const found = findExport(instance, name, new Set());
  return found === undefined ? undefined : found.value;
}

function findExport(
  instance: ModuleInstance,
  name: string,
  seen: Set<ModuleInstance>,
): { readonly value: Value } | undefined {
  if (seen.has(instance)) return undefined;
  seen.add(instance);
  const { facts, act, file } = instance;
  if (!facts.esm) return { value: commonJs(instance, name) };
  for (const x of facts.exports) {
    if (x.name !== name) continue;
    if (x.from !== undefined) return { value: imported(act, file, x.from, x.imported ?? name) };
    if (x.b !== undefined) return { value: lookup(act, x.b) };
    if (x.expr === undefined) continue;
    // A function without a name is there before the module runs.
    if (!instance.values.has(x.expr) && x.expr.k === 'func') instance.values.set(x.expr, codeOf(x.expr)(act));
    return { value: instance.values.get(x.expr) };
  }
  if (name === 'default') return undefined;
  for (const x of facts.exports) {
    if (x.name !== '*' || x.from === undefined) continue;
    const target = act.agent.world.program.resolve(file, x.from);
    const other = target === undefined ? undefined : instanceOf(act.agent, target);
    if (other === undefined) {
      const outside = plain(externalModule(act, x.from));
      if (outside instanceof Obj && outside.props.has(name))
        return { value: getProp(act, outside, name, placeOfFile(file)) };
      continue;
    }
    const found = findExport(other, name, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function commonJs(instance: ModuleInstance, name: string): Value {
  const assigned = instance.facts.exports.find((x) => x.name === '=');
  let exports = getProp(instance.act, instance.module, 'exports', placeOfFile(instance.file));
  if (instance.facts.esm && assigned !== undefined) {
    exports = assigned.b !== undefined ? lookup(instance.act, assigned.b) : instance.values.get(assigned.expr as Expr);
  }
  if (name === '*') return exports;
  const o = plain(exports);
  const flagged =
    o instanceof Obj && plain(getProp(instance.act, o, '__esModule', placeOfFile(instance.file))) === true;
  if (name === 'default' && !flagged) return exports;
  return o === undefined || o === null ? undefined : getProp(instance.act, exports, name, placeOfFile(instance.file));
}

function namesOf(instance: ModuleInstance, seen: Set<ModuleInstance>): ReadonlySet<string> {
  const names = new Set<string>();
  if (seen.has(instance)) return names;
  seen.add(instance);
  for (const x of instance.facts.exports) {
    if (x.name !== '*') {
      names.add(x.name);
      continue;
    }
    const target = x.from === undefined ? undefined : instance.act.agent.world.program.resolve(instance.file, x.from);
    const other = target === undefined ? undefined : instanceOf(instance.act.agent, target);
    if (other !== undefined) for (const n of namesOf(other, seen)) if (n !== 'default') names.add(n);
  }
  return names;
}

function namespaceOf(instance: ModuleInstance): Obj {
  if (instance.namespace !== undefined) return instance.namespace;
  const o = new Obj(undefined);
  instance.namespace = o;
  for (const name of [...namesOf(instance, new Set())].sort()) {
    o.props.set(name, new Accessor(new NativeFn(name, () => exportOf(instance, name)), undefined));
  }
  return o;
}
