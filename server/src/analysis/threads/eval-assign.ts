/** Assignments, compound assignments and `++`/`--`, in the order the language evaluates their parts. */
import { assignGlobal } from './natives/globals.ts';
import type { Expr, ExprOf, Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { andThen, defer, PENDING, taken, with1, type Code } from './code.ts';
import { codeOf, missing, placer, readIndex, readMember } from './eval.ts';
import { ViewObj } from './memory.ts';
import { binary, test, unary } from './ops.ts';
import { bindOf } from './patterns.ts';
import { now, putProp, setIndex, setProp, updateProp } from './props.ts';
import { setSuper, superMember } from './classes.ts';
import { assignVar, lookup } from './scope.ts';
import { plain, SYNC, type Act, type Gen, type Value } from './values.ts';

/** A place that can be read and written: a name, `o.p`, `o[k]`. */
interface Ref {
  readonly get: (act: Act) => Value;
  readonly set: (act: Act, value: Value) => void;
  /** The same where it need not be done at once: may be `PENDING`. */
  readonly put?: (act: Act, value: Value) => Value;
  /** One read-modify-write where the place is an element of a view; undefined elsewhere. */
  readonly update: ((act: Act, change: (old: Value) => Value) => { old: Value; now: Value }) | undefined;
}

/** Evaluates the parts of a target once and gives the place. */
function compileRef(e: Expr): (act: Act, then: (act: Act, ref: Ref) => Value) => Value {
  switch (e.k) {
    case 'var': {
      const { b } = e;
      const ref: Ref = { get: (act) => lookup(act, b), set: (act, v) => assignVar(act, b, v), update: undefined };
      return (act, then) => then(act, ref);
    }
    case 'global': {
      const { name } = e;
      const code = codeOf(e);
      const ref: Ref = {
        get: code,
        set: (act, v) => assignGlobal(act, name, v),
        update: undefined,
      };
      return (act, then) => then(act, ref);
    }
    case 'member': {
      const obj = codeOf(e.obj);
      const at = placer(e.at);
      const { prop } = e;
      if (e.obj.k === 'super') {
        const ref: Ref = {
          get: (act) => now(superMember(act, prop, at(act))),
          set: (act, v) => void now(setSuper(act, prop, v, at(act))),
          update: undefined,
        };
        return (act, then) => then(act, ref);
      }
      return (act, then) => andThen(obj(act), act, (a, o) => then(a, memberRef(o, prop, at(a))));
    }
    case 'index': {
      const obj = codeOf(e.obj);
      const key = codeOf(e.key);
      const at = placer(e.at);
      return (act, then) =>
        andThen(obj(act), act, (a, o) => andThen(key(a), a, (c, k) => then(c, elementRef(o, k, at(c)))));
    }
    case 'cast':
      return compileRef(e.e);
    default: {
      const code = codeOf(e);
      const ref: Ref = { get: code, set: () => undefined, update: undefined };
      return (act, then) => then(act, ref);
    }
  }
}

function memberRef(o: Value, prop: string, at: Place): Ref {
  return {
    get: (act) => readMember(act, o, prop, at),
    set: (act, v) => setProp(act, o, prop, v, at),
    put: (act, v) => putProp(act, o, prop, v, at),
    update: undefined,
  };
}

function elementRef(o: Value, key: Value, at: Place): Ref {
  return {
    get: (act) => readIndex(act, o, key, at),
    set: (act, v) => setIndex(act, o, key, v, at),
    update: plain(o) instanceof ViewObj ? (act, change) => updateProp(act, o, key, at, change) : undefined,
  };
}

export function compileAssign(e: ExprOf<'assign'>): Code {
  const { op, target } = e;
  if (op === '=') return compilePlain(e);
  const ref =
    target.k === 'bind'
      ? compileRef({ k: 'var', at: target.at, b: target.b })
      : target.k === 'expr'
        ? compileRef(target.e)
        : undefined;
  const value = codeOf(e.value);
  if (ref === undefined) return value;
  if (op === '&&=' || op === '||=' || op === '??=') {
    return (act) =>
      ref(act, (a, r) => {
        const old = r.get(a);
        if (!goesOn(a, op, old, target.at)) return old;
        return andThen(value(a), a, (b, v) => {
          r.set(b, v);
          return v;
        });
      });
  }
  const operator = op.slice(0, -1);
  return (act) =>
    ref(act, (a, r) => {
      if (r.update !== undefined) {
        // A value that is there at once cannot tell whether it or the element was read first.
        const v = value(a);
        if (v !== PENDING) return r.update(a, (old) => binary(operator, old, v, a)).now;
        return defer(updateLater(a, r, operator, taken()));
      }
      const { sharedReads } = a.agent;
      const old = r.get(a);
      return andThen(value(a), a, (b, v) => {
        const now = binary(operator, old, v, b);
        return setThen(b, r, now, now, sharedReads);
      });
    });
}

/** A getter that looked at shared memory and the setter after it are two steps: others may come in between. */
function setThen(act: Act, r: Ref, now: Value, result: Value, readsBefore: number): Value {
  const { agent } = act;
  if (agent.sharedReads !== readsBefore && agent.world.switches(agent)) return defer(setLater(act, r, now, result));
  r.set(act, now);
  return result;
}

function* setLater(act: Act, r: Ref, now: Value, result: Value): Gen<Value> {
  yield SYNC;
  r.set(act, now);
  return result;
}

function* updateLater(act: Act, r: Ref, operator: string, gen: Gen<Value>): Gen<Value> {
  const old = r.get(act);
  const now = binary(operator, old, yield* gen, act);
  r.set(act, now);
  return now;
}

function goesOn(act: Act, op: '&&=' | '||=' | '??=', old: Value, at: Span): boolean {
  if (op === '??=') return missing(act, old, at);
  return test(act, old, at) === (op === '&&=');
}

function compilePlain(e: ExprOf<'assign'>): Code {
  const { target } = e;
  const value = codeOf(e.value);
  if (target.k === 'bind') {
    const { b } = target;
    return with1(value, (act, v) => {
      assignVar(act, b, v);
      return v;
    });
  }
  if (target.k === 'expr') {
    const ref = compileRef(target.e);
    return (act) =>
      ref(act, (a, r) =>
        andThen(value(a), a, (b, v) => {
          if (r.put !== undefined) return andThen(r.put(b, v), b, () => v);
          r.set(b, v);
          return v;
        }),
      );
  }
  const bind = bindOf(target, 'assign');
  return with1(value, (act, v) => {
    const bound = bind(act, v);
    return bound === PENDING ? defer(after(taken(), v)) : v;
  });
}

function* after(gen: Gen<Value>, v: Value): Gen<Value> {
  yield* gen;
  return v;
}

export function compileUpdate(e: ExprOf<'update'>): Code {
  const ref = compileRef(e.target);
  const by = e.op === '++' ? '+' : '-';
  const { prefix } = e;
  return (act) =>
    ref(act, (a, r) => {
      if (r.update !== undefined) {
        const { old, now } = r.update(a, (x) => stepped(a, by, x));
        return prefix ? now : old;
      }
      const { sharedReads } = a.agent;
      const old = numeric(a, r.get(a));
      const now = stepped(a, by, old);
      return setThen(a, r, now, prefix ? now : old, sharedReads);
    });
}

function numeric(act: Act, v: Value): Value {
  if (typeof v === 'number') return v;
  return typeof plain(v) === 'bigint' ? v : unary('+', v, act);
}

function stepped(act: Act, by: '+' | '-', v: Value): Value {
  if (typeof v === 'number') return by === '+' ? v + 1 : v - 1;
  const x = numeric(act, v);
  return binary(by, x, typeof plain(x) === 'bigint' ? 1n : 1, act);
}
