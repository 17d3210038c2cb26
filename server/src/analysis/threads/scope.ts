/** Variables: look-up through environments, hoisted functions, imports, globals of an agent. */
import type { BindingId } from '../../facts/core.ts';
import { importedValue } from './exports.ts';
import { moduleName } from './modules.ts';
import { globalValue } from './natives/globals.ts';
import { FnVal, type Env, Unknown, type Act, type Value } from './values.ts';

export function lookup(act: Act, b: BindingId): Value {
  for (let env: Env | undefined = act.env; env !== undefined; env = env.parent) {
    const value = env.vars.get(b);
    if (value !== undefined || env.vars.has(b)) return value;
  }
  const binding = act.facts.bindings[b];
  if (binding === undefined) return new Unknown('data');
  if (binding.fn !== undefined && binding.kind === 'function') {
    const fn = act.facts.functions[binding.fn];
    const owner = ownerOf(act, binding.owner);
    if (fn === undefined || owner === undefined) return new Unknown('data');
    // The name of a function expression means the very function that runs.
    const value =
      owner.fn.id === binding.fn && owner.callee !== undefined
        ? owner.callee
        : new FnVal(owner.file, owner.facts, fn, owner.root, owner.self, owner.callee?.home, owner);
    owner.root.vars.set(b, value);
    return value;
  }
  const imported = importedValue(act, b);
  if (imported !== undefined) return imported.value;
  if (binding.kind === 'namespace') return new Unknown('data');
  return undefined;
}

/** The activation whose function declares the name. */
function ownerOf(act: Act, owner: number): Act | undefined {
  let a: Act | undefined = act;
  while (a !== undefined && a.fn.id !== owner) a = a.callee?.outer;
  return a;
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
  ((owner === undefined ? undefined : ownerOf(act, owner)) ?? act).root.vars.set(b, value);
}

export function global(act: Act, name: string): Value {
  return moduleName(act, name)?.value ?? globalValue(act, name);
}
