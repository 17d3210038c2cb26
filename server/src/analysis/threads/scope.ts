/** Variables: look-up through environments, hoisted functions, imports, globals of an agent. */
import type { BindingId, FileFacts } from '../../facts/core.ts';
import { importedValue } from './modules.ts';
import { globalValue } from './natives/globals.ts';
import { Env, FnVal, Unknown, type Act, type Value } from './values.ts';

const hoisted = new WeakMap<FileFacts, Map<number, BindingId[]>>();

/** Function declarations of a function's body. */
export function hoistedIn(facts: FileFacts, owner: number): readonly BindingId[] {
  let table = hoisted.get(facts);
  if (table === undefined) {
    table = new Map();
    for (const b of facts.bindings) {
      if (b.kind !== 'function' || b.fn === undefined) continue;
      const list = table.get(b.owner) ?? [];
      list.push(b.id);
      table.set(b.owner, list);
    }
    hoisted.set(facts, table);
  }
  return table.get(owner) ?? [];
}

export function lookup(act: Act, b: BindingId): Value {
  for (let env: Env | undefined = act.env; env !== undefined; env = env.parent) {
    const value = env.vars.get(b);
    if (value !== undefined || env.vars.has(b)) return value;
  }
  const binding = act.facts.bindings[b];
  if (binding === undefined) return new Unknown('data');
  if (binding.fn !== undefined && binding.kind === 'function') {
    const fn = act.facts.functions[binding.fn];
    if (fn === undefined) return new Unknown('data');
    const value = new FnVal(act.file, act.facts, fn, envOf(act, binding.owner), act.self, act.callee?.home, act);
    envOf(act, binding.owner).vars.set(b, value);
    return value;
  }
  const imported = importedValue(act, b);
  if (imported !== undefined) return imported.value;
  if (binding.kind === 'namespace') return new Unknown('data');
  return undefined;
}

/** The environment of the activation whose function declares the name. */
function envOf(act: Act, owner: number): Env {
  if (act.fn.id === owner) return act.env;
  let a: Act | undefined = act;
  while (a !== undefined && a.fn.id !== owner) a = a.callee?.outer;
  return a?.root ?? act.root;
}

export function declareVar(act: Act, b: BindingId, value: Value): void {
  const binding = act.facts.bindings[b];
  if (binding?.kind === 'var') act.root.vars.set(b, value);
  else act.env.vars.set(b, value);
}

export function assignVar(act: Act, b: BindingId, value: Value): void {
  for (let env: Env | undefined = act.env; env !== undefined; env = env.parent) {
    if (!env.vars.has(b)) continue;
    if (env.vars.get(b) !== value) act.agent.effects++;
    env.vars.set(b, value);
    return;
  }
  const owner = act.facts.bindings[b]?.owner;
  act.agent.effects++;
  (owner === undefined ? act.root : envOf(act, owner)).vars.set(b, value);
}

export function global(act: Act, name: string): Value {
  return globalValue(act, name);
}
