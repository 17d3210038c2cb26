/**
 * Built-in methods and properties by kind of object (`Obj.kind`, or 'string', 'number' for primitives).
 * Files of natives register here when they are loaded; looking up never runs analysed code. This file
 * imports nothing but the values, so that registration works whatever the order of loading.
 */
import type { Place } from '../../../findings/finding.ts';
import { NativeFn, type Act, type NativeImpl, type Obj, type Value } from '../values.ts';

/** A built-in getter: `view.length`, `port.onmessage`, `map.size`. */
export type NativeGetter<T extends Obj = Obj> = (act: Act, o: T, at: Place) => Value;

const methods = new Map<string, Map<string, NativeFn>>();
const properties = new Map<string, Map<string, NativeGetter>>();

/** Methods of all objects of a kind; `self` is the receiver. A later registration of a name wins. */
export function defineMethods(kind: string, table: Readonly<Record<string, NativeImpl>>): void {
  const known = methods.get(kind) ?? new Map<string, NativeFn>();
  for (const [name, impl] of Object.entries(table)) known.set(name, new NativeFn(name, impl));
  methods.set(kind, known);
}

/** Getters of all objects of a kind; setters are registered with `SETTERS` of props.ts. */
export function defineProperties<T extends Obj>(kind: string, table: Readonly<Record<string, NativeGetter<T>>>): void {
  const known = properties.get(kind) ?? new Map<string, NativeGetter>();
  for (const [name, get] of Object.entries(table)) known.set(name, get as NativeGetter);
  properties.set(kind, known);
}

export function nativeMethod(kind: string, key: string): NativeFn | undefined {
  return methods.get(kind)?.get(key);
}

export function nativeProperty(act: Act, o: Obj, key: string, at: Place): Value {
  return properties.get(o.kind)?.get(key)?.(act, o, at);
}
