/** Calls, `new`, `super`, tagged templates and the passing of arguments. */
import type { Expr, ExprOf, Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { call } from './calls.ts';
import { construct, superCall, superMember } from './classes.ts';
import { andThen, defer, PENDING, settle, taken, with1, withAll, type Code } from './code.ts';
import { throwError } from './errors.ts';
import { codeOf, compileChain, placer, readIndex, readMember, SHORT } from './eval.ts';
import { itemsOf } from './iterate.ts';
import { nullish } from './ops.ts';
import { ArrObj, Obj, Unknown, plain, type Act, type Gen, type Value } from './values.ts';

/** The list of arguments or elements; `then` gets it, and whether elements of unknown number are missing at the end. */
export function withItems(list: readonly Expr[], then: (act: Act, items: Value[], more: boolean) => Value): Code {
  if (!list.some((e) => e.k === 'spread')) return withAll(list.map(codeOf), (act, items) => then(act, items, false));
  const parts = list.map((e) => ({ spread: e.k === 'spread', code: codeOf(e), at: placer(e.at) }));
  return (act) => defer(spreading(act, parts, then));
}

function* spreading(
  act: Act,
  parts: readonly { readonly spread: boolean; readonly code: Code; readonly at: (act: Act) => Place }[],
  then: (act: Act, items: Value[], more: boolean) => Value,
): Gen<Value> {
  const items: Value[] = [];
  let more = false;
  for (const { spread, code, at } of parts) {
    const value = yield* settle(code(act));
    if (!spread) items.push(value);
    else {
      const inner = yield* itemsOf(act, value, at(act));
      for (const item of inner.items) items.push(item);
      more ||= inner.more;
    }
  }
  return yield* settle(then(act, items, more));
}

export function compileCall(e: ExprOf<'call'>): Code {
  const at = placer(e.at);
  const { callee, optional } = e;
  if (callee.k === 'super') return withItems(e.args, (act, args) => defer(superCall(act, args, at(act))));
  if (callee.k === 'member' || callee.k === 'index') {
    const find = compileCallee(callee);
    const plainArgs = e.args.some((a) => a.k === 'spread') ? undefined : e.args.map(codeOf);
    const invoke = (act: Act, o: Value, f: Value, args: readonly Value[]): Value => {
      const target = plain(f);
      if (target === undefined || target === null) return missingMethod(act, o, callee, at(act));
      return call(act, f, callee.obj.k === 'super' ? act.self : o, args, at(act));
    };
    return find((act, o, f) => {
      if (o === SHORT) return SHORT;
      if (optional && nullish(f)) return SHORT;
      if (plainArgs === undefined) return withItems(e.args, (a, args) => invoke(a, o, f, args))(act);
      const args: Value[] = [];
      for (let i = 0; i < plainArgs.length; i++) {
        const v = (plainArgs[i] as Code)(act);
        if (v === PENDING) return defer(restOfCall(act, taken(), args, plainArgs, (a) => invoke(act, o, f, a)));
        args.push(v);
      }
      return invoke(act, o, f, args);
    });
  }
  const args = e.args;
  const withArgs = (f: Value): Code =>
    withItems(args, (act, values) => {
      const target = plain(f);
      if (target === undefined || target === null || !(target instanceof Obj || target instanceof Unknown))
        return throwError(act, 'TypeError', `${nameOf(callee, act)} is not a function`, at(act));
      return call(act, f, undefined, values, at(act));
    });
  if (!args.some((a) => a.k === 'spread')) {
    const codes = args.map(codeOf);
    return with1(compileChain(callee), (act, f) => {
      if (f === SHORT || (optional && nullish(f))) return SHORT;
      const values: Value[] = [];
      for (let i = 0; i < codes.length; i++) {
        const v = (codes[i] as Code)(act);
        if (v === PENDING) return defer(restOfCall(act, taken(), values, codes, (a) => finish(act, f, a)));
        values.push(v);
      }
      return finish(act, f, values);
    });
  }
  return with1(compileChain(callee), (act, f) => {
    if (f === SHORT || (optional && nullish(f))) return SHORT;
    return withArgs(f)(act);
  });

  function finish(act: Act, f: Value, values: readonly Value[]): Value {
    const target = plain(f);
    if (!(target instanceof Obj) && !(target instanceof Unknown))
      return throwError(act, 'TypeError', `${nameOf(callee, act)} is not a function`, at(act));
    return call(act, f, undefined, values, at(act));
  }
}

function* restOfCall(
  act: Act,
  gen: Gen<Value>,
  values: Value[],
  codes: readonly Code[],
  then: (values: Value[]) => Value,
): Gen<Value> {
  values.push(yield* gen);
  while (values.length < codes.length) values.push(yield* settle((codes[values.length] as Code)(act)));
  return yield* settle(then(values));
}

function nameOf(e: Expr, act: Act): string {
  if (e.k === 'var') return act.facts.bindings[e.b]?.name ?? '?';
  if (e.k === 'global') return e.name;
  if (e.k === 'member') return `${nameOf(e.obj, act)}.${e.prop}`;
  return e.k === 'this' ? 'this' : '(intermediate value)';
}

/** Evaluates `obj.name` of a call and gives receiver and function. */
function compileCallee(
  e: Extract<Expr, { k: 'member' | 'index' }>,
): (then: (act: Act, o: Value, f: Value) => Value) => Code {
  const at = placer(e.at);
  const { optional } = e;
  if (e.obj.k === 'super') {
    const key: Code = e.k === 'member' ? () => e.prop : codeOf(e.key);
    return (then) =>
      with1(key, (act, k) =>
        andThen(superMember(act, String(plain(k)), at(act)), act, (a, f) => then(a, a.self, f)),
      );
  }
  const obj = compileChain(e.obj);
  if (e.k === 'member') {
    const { prop } = e;
    return (then) =>
      with1(obj, (act, o) => {
        if (o === SHORT || (optional && nullish(o))) return then(act, SHORT, undefined);
        return then(act, o, readMember(act, o, prop, at(act)));
      });
  }
  const key = codeOf(e.key);
  return (then) =>
    with1(obj, (act, o) => {
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

export function compileNew(e: Extract<Expr, { k: 'new' }>): Code {
  const at = placer(e.at);
  return with1(codeOf(e.callee), (act, c) => withArgsOf(e.args)((a, args) => defer(construct(a, c, args, at(a))))(act));
}

const withArgsOf =
  (args: readonly Expr[]) =>
  (then: (act: Act, args: Value[]) => Value): Code =>
    withItems(args, (act, items) => then(act, items));

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
  if (tag.k === 'member' || tag.k === 'index') return compileCallee(tag)((act, o, f) => invoke(act, o, f));
  return with1(codeOf(tag), (act, f) => invoke(act, undefined, f));
}
