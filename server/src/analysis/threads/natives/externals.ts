/**
 * Modules that are not among the files: `node:worker_threads`, `piscina`. A registered module is an object
 * of exports made once per agent; its `default` is the object itself unless it has one. Any other module is
 * unknown, and so is everything it exports.
 */
import { Unknown, type Act, type Obj, type Value } from '../values.ts';
import type { Agent } from '../agent.ts';

export type ModuleMaker = (act: Act) => Obj;

const makers = new Map<string, ModuleMaker>();

/** Registers a module under its names; builtins of Node are given without `node:` and found with it too. */
export function defineModule(names: string | readonly string[], make: ModuleMaker): void {
  for (const name of typeof names === 'string' ? [names] : names) makers.set(name, make);
}

const loaded = new WeakMap<Agent, Map<string, Value>>();

/** The exports of a module outside the program: an object, or an unknown with one part per export. */
export function externalModule(act: Act, specifier: string): Value {
  let of = loaded.get(act.agent);
  if (of === undefined) loaded.set(act.agent, (of = new Map<string, Value>()));
  const name = specifier.replace(/^node:/, '');
  const known = of.get(name);
  if (known !== undefined) return known;
  const make = makers.get(name);
  const value = make === undefined ? new Unknown('data', 'outside') : make(act);
  of.set(name, value);
  return value;
}
