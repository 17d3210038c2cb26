/** Map, Set, WeakMap, WeakSet and WeakRef. An unknown key is its own key: the same unknown finds what it stored. */
import { callValue } from '../calls.ts';
import { itemsOf } from '../iterate.ts';
import { nullish } from '../ops.ts';
import { getIndex } from '../props.ts';
import type { Place } from '../../../findings/finding.ts';
import { ArrObj, MapObj, Obj, SetObj, Unknown, plain, type Act, type Gen, type Value } from '../values.ts';
import { classOf, defineGlobals } from './globals.ts';
import { defineMethods, defineProperties } from './table.ts';

const keyOf = (v: Value): unknown => {
  const p = plain(v);
  return typeof p === 'number' && Number.isNaN(p) ? 'NaN' : p;
};

function mapOf(self: Value): MapObj {
  const o = plain(self);
  return o instanceof MapObj ? o : new MapObj();
}

function setOf(self: Value): SetObj {
  const o = plain(self);
  return o instanceof SetObj ? o : new SetObj();
}

/** What an unknown key finds among known ones is not known either. */
function lookedUp<T>(entries: ReadonlyMap<unknown, T>, key: Value): T | Unknown | undefined {
  const k = keyOf(key);
  const found = entries.get(k);
  if (found !== undefined || entries.has(k)) return found;
  return k instanceof Unknown && entries.size > 0 ? k.part(`in${entries.size}`) : undefined;
}

defineMethods('map', {
  get(_act, self, args) {
    const found = lookedUp(mapOf(self).entries, args[0]);
    return found instanceof Unknown ? found : found?.[1];
  },
  has(_act, self, args) {
    const found = lookedUp(mapOf(self).entries, args[0]);
    return found instanceof Unknown ? found : found !== undefined;
  },
  set(act, self, args) {
    const map = mapOf(self);
    const old = map.entries.get(keyOf(args[0]));
    if (old === undefined || old[1] !== args[1]) act.agent.effects++;
    map.entries.set(keyOf(args[0]), [args[0], args[1]]);
    return self;
  },
  delete(act, self, args) {
    const had = mapOf(self).entries.delete(keyOf(args[0]));
    if (had) act.agent.effects++;
    return had;
  },
  clear(act, self) {
    if (mapOf(self).entries.size > 0) act.agent.effects++;
    mapOf(self).entries.clear();
    return undefined;
  },
  *forEach(act, self, args, at) {
    for (const [k, v] of mapOf(self).entries.values()) yield* callValue(act, args[0], undefined, [v, k, self], at);
    return undefined;
  },
  *getOrInsertComputed(act, self, args, at) {
    const { entries } = mapOf(self);
    const k = keyOf(args[0]);
    const old = entries.get(k);
    if (old !== undefined) return old[1];
    const value = yield* callValue(act, args[1], undefined, [args[0]], at);
    entries.set(k, [args[0], value]);
    act.agent.effects++;
    return value;
  },
});
defineProperties<MapObj>('map', { size: (_act, o) => o.entries.size });

defineMethods('set', {
  has(_act, self, args) {
    const { entries } = setOf(self);
    if (entries.has(keyOf(args[0]))) return true;
    const k = keyOf(args[0]);
    return k instanceof Unknown && entries.size > 0 ? k.part(`in${entries.size}`) : false;
  },
  add(act, self, args) {
    const { entries } = setOf(self);
    if (!entries.has(keyOf(args[0]))) act.agent.effects++;
    entries.set(keyOf(args[0]), args[0]);
    return self;
  },
  delete(act, self, args) {
    const had = setOf(self).entries.delete(keyOf(args[0]));
    if (had) act.agent.effects++;
    return had;
  },
  clear(act, self) {
    if (setOf(self).entries.size > 0) act.agent.effects++;
    setOf(self).entries.clear();
    return undefined;
  },
  *forEach(act, self, args, at) {
    for (const v of setOf(self).entries.values()) yield* callValue(act, args[0], undefined, [v, v, self], at);
    return undefined;
  },
});
defineProperties<SetObj>('set', { size: (_act, o) => o.entries.size });

/** The elements a collection is made of. */
function* given(act: Act, source: Value, at: Place): Gen<readonly Value[]> {
  return nullish(source) ? [] : (yield* itemsOf(act, source, at)).items;
}

function* newMap(act: Act, _self: Value, args: readonly Value[], at: Place): Gen<Value> {
  const map = new MapObj();
  for (const entry of yield* given(act, args[0], at)) {
    const key = getIndex(act, entry, 0, at);
    map.entries.set(keyOf(key), [key, getIndex(act, entry, 1, at)]);
  }
  return map;
}

function* newSet(act: Act, _self: Value, args: readonly Value[], at: Place): Gen<Value> {
  const set = new SetObj();
  for (const item of yield* given(act, args[0], at)) set.entries.set(keyOf(item), item);
  return set;
}

function* groupBy(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  const map = new MapObj();
  for (const item of yield* given(act, args[0], at)) {
    const key = yield* callValue(act, args[1], undefined, [item], at);
    const group = map.entries.get(keyOf(key))?.[1];
    if (group instanceof ArrObj) group.items.push(item);
    else map.entries.set(keyOf(key), [key, new ArrObj([item])]);
  }
  return map;
}

class WeakRefObj extends Obj {
  readonly target: Value;
  constructor(target: Value) {
    super(undefined, 'weakref');
    this.target = target;
  }
}

defineMethods('weakref', {
  deref: (_act, self) => {
    const o = plain(self);
    return o instanceof WeakRefObj ? o.target : new Unknown('data');
  },
});

defineGlobals({
  Map: () => classOf('Map', newMap, { groupBy: (act, _self, args, at) => groupBy(act, args, at) }),
  WeakMap: () => classOf('WeakMap', newMap),
  Set: () => classOf('Set', newSet),
  WeakSet: () => classOf('WeakSet', newSet),
  WeakRef: () => classOf('WeakRef', (_act, _self, args) => new WeakRefObj(args[0])),
  FinalizationRegistry: () =>
    classOf('FinalizationRegistry', () => {
      const o = new Obj(undefined);
      o.open = true;
      return o;
    }),
});
