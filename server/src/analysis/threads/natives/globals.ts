/**
 * Names that no scope declares: `Atomics`, `Promise`, `postMessage`. Each is made once per agent, on first
 * use, and can be replaced by assignment. A name nobody registered is an unknown of the agent's own.
 */
import { NativeFn, Obj, Unknown, type Act, type NativeImpl, type Value } from '../values.ts';

export type GlobalMaker = (act: Act) => Value;

const makers = new Map<string, GlobalMaker>();

/** Registers globals; the maker may return undefined for agents that do not have the name. */
export function defineGlobals(table: Readonly<Record<string, GlobalMaker>>): void {
  for (const [name, make] of Object.entries(table)) makers.set(name, make);
}

export function knowsGlobal(name: string): boolean {
  return makers.has(name);
}

export function globalValue(act: Act, name: string): Value {
  const { globals } = act.agent;
  const known = globals.get(name);
  if (known !== undefined || globals.has(name)) return known;
  const make = makers.get(name);
  const value = make === undefined ? new Unknown('data', 'outside') : make(act);
  globals.set(name, value);
  return value;
}

type GlobalSetter = (act: Act, value: Value) => void;
const setters = new Map<string, GlobalSetter>();

/** Told of assignments to a global: `onmessage = ...`. */
export function onGlobalAssigned(name: string, told: GlobalSetter): void {
  setters.set(name, told);
}

export function assignGlobal(act: Act, name: string, value: Value): void {
  act.agent.globals.set(name, value);
  act.agent.effects++;
  setters.get(name)?.(act, value);
}

/** An object of built-in functions and constants: `Math`, `Atomics`, the exports of `node:fs`. */
export function namespaceOf(table: Readonly<Record<string, NativeImpl | { readonly value: Value }>>): Obj {
  const o = new Obj(undefined);
  // There is more than is modelled.
  o.open = true;
  addTo(o, table);
  return o;
}

export function addTo(o: Obj, table: Readonly<Record<string, NativeImpl | { readonly value: Value }>>): void {
  for (const [name, entry] of Object.entries(table))
    o.props.set(name, typeof entry === 'function' ? new NativeFn(name, entry) : entry.value);
}

/** A built-in class: `make` is `new X(...)`, `call` is `X(...)`. */
export function classOf(
  name: string,
  make: NativeImpl,
  statics: Readonly<Record<string, NativeImpl | { readonly value: Value }>> = {},
  call: NativeImpl = make,
): NativeFn {
  const fn = new NativeFn(name, call, make);
  fn.open = true;
  addTo(fn, statics);
  return fn;
}
