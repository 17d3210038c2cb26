/** Literals that make objects: functions, classes, arrays and object literals. */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { closure } from './calls.ts';
import { makeClass } from './classes.ts';
import { begin, settle, type Code } from './code.ts';
import { codeOf, placer } from './eval.ts';
import { compileItems } from './eval-calls.ts';
import { copyProps, keyOf } from './props.ts';
import { Accessor, ArrObj, FnVal, Obj, Unknown, plain, type Act, type Gen, type Value } from './values.ts';

export function compileFunc(fn: number): Code {
  return (act) => closure(act, fn);
}

export function compileClass(cls: number): Code {
  return (act) => begin(makeClass(act, cls));
}

export function compileArray(e: ExprOf<'array'>): Code {
  const items = compileItems(e.elems);
  return (act) => items(act, (_act, list, more) => new ArrObj(list, more));
}

type Kind = 'init' | 'get' | 'set' | 'method';

function put(o: Obj, key: string, value: Value, kind: Kind): void {
  if (kind === 'init' || kind === 'method') {
    if (key === '__proto__' && kind === 'init') {
      const proto = plain(value);
      if (proto instanceof Obj) o.proto = proto;
      return;
    }
    o.props.set(key, value);
    return;
  }
  const old = o.props.get(key);
  const pair = old instanceof Accessor ? old : new Accessor(undefined, undefined);
  o.props.set(key, kind === 'get' ? new Accessor(value, pair.set) : new Accessor(pair.get, value));
}

/** Methods of an object literal have it as the home of `super`. */
function valueCode(e: Expr, kind: Kind): (act: Act, o: Obj) => Value {
  if (kind !== 'init' && e.k === 'func') {
    const { fn } = e;
    return (act, o) => closure(act, fn, o);
  }
  const code = codeOf(e);
  return (act) => code(act);
}

export function compileObject(e: ExprOf<'object'>): Code {
  if (e.props.every((p) => p.k === 'prop' && p.kind === 'init')) {
    const keys = e.props.map((p) => (p.k === 'prop' ? p.key : ''));
    const items = compileItems(e.props.map((p) => (p.k === 'prop' ? p.value : (undefined as never))));
    return (act) =>
      items(act, (_act, values) => {
        const o = new Obj(undefined);
        for (let i = 0; i < keys.length; i++) put(o, keys[i] as string, values[i], 'init');
        return o;
      });
  }
  const parts = e.props.map((p) => {
    if (p.k === 'spread') return { k: 'spread' as const, code: codeOf(p.e), at: placer(p.e.at) };
    const value = valueCode(p.value, p.kind);
    return p.k === 'prop'
      ? { k: 'prop' as const, key: p.key, value, kind: p.kind }
      : { k: 'computed' as const, key: codeOf(p.key), value, kind: p.kind };
  });
  return (act) => begin(build(act));

  function* build(act: Act): Gen<Value> {
    const o = new Obj(undefined);
    for (const p of parts) {
      if (p.k === 'spread') {
        copyProps(act, o, yield* settle(p.code(act)), p.at(act));
        continue;
      }
      const key = p.k === 'prop' ? p.key : keyOf(yield* settle(p.key(act)));
      const value = yield* settle(p.value(act, o));
      if (key instanceof Unknown) o.open = true;
      else put(o, key, value, p.kind);
      if (value instanceof FnVal && p.k === 'computed' && value.fn.name === '') value.props.set('name', String(key));
    }
    return o;
  }
}
