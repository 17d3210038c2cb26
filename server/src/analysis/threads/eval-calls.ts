/** Calls, `new`, `super`, tagged templates and the passing of arguments. */
import type { Expr, ExprOf, Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { call } from './calls.ts';
import { construct, superCall, superMember } from './classes.ts';
import { andThen, begin, defer, PENDING, settle, taken, with1, withAll, type Code } from './code.ts';
import { throwError } from './errors.ts';
import { codeOf, compileChain, placer, readIndex, readMember, SHORT } from './eval.ts';
import { itemsOf } from './iterate.ts';
import { nullish } from './ops.ts';
import { ArrObj, Obj, Unknown, plain, type Act, type Gen, type Value } from './values.ts';

type Then = (act: Act, items: Value[], more: boolean) => Value;
/** Evaluates a list of arguments or elements and hands it on; `more`: unknown elements follow the known ones. */
export type Items = (act: Act, then: Then) => Value;

export function compileItems(list: readonly Expr[]): Items {
  const codes = list.map(codeOf);
  if (list.some((e) => e.k === 'spread')) {
    const parts = list.map((e, i) => ({ spread: e.k === 'spread', code: codes[i] as Code, at: placer(e.at) }));
    return (act, then) => defer(spreading(act, parts, then));
  }
  return (act, then) => {
    const items: Value[] = [];
    for (let i = 0; i < codes.length; i++) {
      const v = (codes[i] as Code)(act);
      if (v === PENDING) return defer(restOfItems(act, taken(), items, codes, then));
      items.push(v);
    }
    return then(act, items, false);
  };
}

function* restOfItems(act: Act, gen: Gen<Value>, items: Value[], codes: readonly Code[], then: Then): Gen<Value> {
  items.push(yield* gen);
  while (items.length < codes.length) items.push(yield* settle((codes[items.length] as Code)(act)));
  return yield* settle(then(act, items, false));
}

function* spreading(
  act: Act,
  parts: readonly { readonly spread: boolean; readonly code: Code; readonly at: (act: Act) => Place }[],
  then: Then,
): Gen<Value> {
  const items: Value[] = [];
  let more = false;
  for (const { spread, code, at } of parts) {
    const value = yield* settle(code(act));
    if (!spread) {
      items.push(value);
      continue;
    }
    const inner = yield* itemsOf(act, value, at(act));
    for (const item of inner.items) items.push(item);
    more ||= inner.more;
  }
  return yield* settle(then(act, items, more));
}

export function compileCall(e: ExprOf<'call'>): Code {
  const at = placer(e.at);
  const { callee, optional } = e;
  const args = compileItems(e.args);
  if (callee.k === 'super') return (act) => args(act, (a, items) => begin(superCall(a, items, at(a))));
  if (callee.k === 'member' || callee.k === 'index') {
    const invoke = (act: Act, o: Value, f: Value): Value => {
      if (o === SHORT || (optional && nullish(f))) return SHORT;
      return args(act, (a, items) => (nullish(f) ? missingMethod(a, o, callee, at(a)) : call(a, f, o, items, at(a))));
    };
    return compileCallee(callee, invoke);
  }
  return with1(compileChain(callee), (act, f) => {
    if (f === SHORT || (optional && nullish(f))) return SHORT;
    return args(act, (a, items) => {
      const target = plain(f);
      if (!(target instanceof Obj) && !(target instanceof Unknown))
        return throwError(a, 'TypeError', `${nameOf(callee, a)} is not a function`, at(a));
      return call(a, f, undefined, items, at(a));
    });
  });
}

function nameOf(e: Expr, act: Act): string {
  if (e.k === 'var') return act.facts.bindings[e.b]?.name ?? '?';
  if (e.k === 'global') return e.name;
  if (e.k === 'member') return `${nameOf(e.obj, act)}.${e.prop}`;
  return e.k === 'this' ? 'this' : '(intermediate value)';
}

/** Evaluates `obj.name` of a call and gives receiver and function to `then`. */
function compileCallee(
  e: Extract<Expr, { k: 'member' | 'index' }>,
  then: (act: Act, o: Value, f: Value) => Value,
): Code {
  const at = placer(e.at);
  const { optional } = e;
  if (e.obj.k === 'super') {
    const key: Code = e.k === 'member' ? () => e.prop : codeOf(e.key);
    return with1(key, (act, k) =>
      andThen(superMember(act, String(plain(k)), at(act)), act, (a, f) => then(a, a.self, f)),
    );
  }
  const obj = compileChain(e.obj);
  if (e.k === 'member') {
    const { prop } = e;
    return with1(obj, (act, o) => {
      if (o === SHORT || (optional && nullish(o))) return then(act, SHORT, undefined);
      return then(act, o, readMember(act, o, prop, at(act)));
    });
  }
  const key = codeOf(e.key);
  return with1(obj, (act, o) => {
    if (o === SHORT || (optional && nullish(o))) return then(act, SHORT, undefined);
    return andThen(key(act), act, (a, k) => then(a, o, readIndex(a, o, k, at(a))));
  });
}

/** A method that is not there: of a built-in object it may be one that is not modelled. */
function missingMethod(act: Act, o: Value, callee: Extract<Expr, { k: 'member' | 'index' }>, at: Place): Value {
  const target = plain(o);
  const plainObject = target instanceof Obj && (target.kind === 'object' || target.kind === 'function');
  if (!plainObject || target.open) return new Unknown('data');
  return throwError(act, 'TypeError', `${nameOf(callee, act)} is not a function`, at);
}

export function compileNew(e: ExprOf<'new'>): Code {
  const at = placer(e.at);
  const args = compileItems(e.args);
  return with1(codeOf(e.callee), (act, c) => args(act, (a, items) => begin(construct(a, c, items, at(a)))));
}

export function compileSuperMember(prop: string, span: Span): Code {
  const at = placer(span);
  return (act) => superMember(act, prop, at(act));
}

export function compileTagged(e: Extract<Expr, { k: 'tagged' }>): Code {
  const at = placer(e.at);
  const strings = new WeakMap<object, ArrObj>();
  const parts = e.parts.map(codeOf);
  const invoke = (act: Act, self: Value, f: Value): Value => {
    let quasis = strings.get(act.agent);
    if (quasis === undefined) {
      quasis = new ArrObj([...e.quasis]);
      quasis.props.set('raw', new ArrObj([...e.quasis]));
      strings.set(act.agent, quasis);
    }
    const first = quasis;
    return withAll(parts, (a, values) => call(a, f, self, [first, ...values], at(a)))(act);
  };
  const { tag } = e;
  if (tag.k === 'member' || tag.k === 'index') return compileCallee(tag, (act, o, f) => invoke(act, o, f));
  return with1(codeOf(tag), (act, f) => invoke(act, undefined, f));
}
