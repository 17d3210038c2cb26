/**
 * Expressions, compiled once into closures (see code.ts): constants, names, operators, member access and
 * optional chains. Calls, literals and assignments are compiled in files of their own.
 */
import { assertNever, type Expr, type Span } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { andThen, defer, PENDING, taken, with1, with2, withAll, type Code } from './code.ts';
import { compileAssign, compileUpdate } from './eval-assign.ts';
import { compileCall, compileNew, compileSuperMember, compileTagged } from './eval-calls.ts';
import { compileArray, compileClass, compileFunc, compileObject } from './eval-literals.ts';
import { throwError } from './errors.ts';
import { dynamicImport } from './modules.ts';
import { binary, nullish, test, toText, unary } from './ops.ts';
import { getIndex, getProp, keyOf } from './props.ts';
import { yieldFrom } from './iterate.ts';
import { regexpOf } from './regexp.ts';
import { global, lookup } from './scope.ts';
import {
  ArrObj,
  NativeFn,
  Obj,
  SYNC,
  Unknown,
  plain,
  readsOf,
  taint,
  type Act,
  type Gen,
  type Value,
} from './values.ts';
import type { Access } from './shadow.ts';

const compiled = new WeakMap<Expr, Code>();

export function codeOf(e: Expr): Code {
  let code = compiled.get(e);
  if (code === undefined) compiled.set(e, (code = compile(e)));
  return code;
}

/** The place of an expression, made once per file that runs it. */
export function placer(at: Span): (act: Act) => Place {
  let last: Place | undefined;
  return (act) => {
    if (last === undefined || last.file !== act.file) last = { file: act.file, start: at[0], end: at[1] };
    return last;
  };
}

function compile(e: Expr): Code {
  switch (e.k) {
    case 'const': {
      const value: Value = e.bigint === true ? bigintOf(String(e.value)) : e.value;
      return () => value;
    }
    case 'var': {
      const { b } = e;
      return (act) => lookup(act, b);
    }
    case 'global':
      return compileGlobal(e.name);
    case 'this':
      return (act) => act.self;
    case 'super':
      return (act) => act.self;
    case 'meta':
      return e.kind === 'new' ? (act) => newTargetOf(act) : (act) => act.agent.modules.get(act.file)?.meta;
    case 'member':
    case 'index':
    case 'call': {
      const code = compileChain(e);
      return hasOptional(e) ? with1(code, (_act, v) => (v === SHORT ? undefined : v)) : code;
    }
    case 'new':
      return compileNew(e);
    case 'await': {
      const inner = codeOf(e.e);
      const at = placer(e.at);
      return (act) => defer(awaiting(act, inner, at));
    }
    case 'yield': {
      const inner: Code = e.e === undefined ? () => undefined : codeOf(e.e);
      const at = placer(e.at);
      return (act) => defer(e.delegate ? yieldFrom(act, inner, at(act)) : yielding(act, inner));
    }
    case 'assign':
      return compileAssign(e);
    case 'update':
      return compileUpdate(e);
    case 'unary':
      return compileUnary(e.op, e.e);
    case 'binary':
      return compileBinary(e.op, e.left, e.right);
    case 'logical':
      return compileLogical(e);
    case 'cond': {
      const [cond, yes, no] = [codeOf(e.test), codeOf(e.then), codeOf(e.else)];
      const at = e.test.at;
      return with1(cond, (act, v) => (test(act, v, at) ? yes(act) : no(act)));
    }
    case 'func':
      return compileFunc(e.fn);
    case 'class':
      return compileClass(e.cls);
    case 'object':
      return compileObject(e);
    case 'array':
      return compileArray(e);
    case 'spread':
      return codeOf(e.e);
    case 'template': {
      const { quasis } = e;
      return withAll(e.parts.map(codeOf), (act, parts) => {
        let out = quasis[0] ?? '';
        let reads: readonly Access[] = [];
        let unknown: Unknown | undefined;
        for (let i = 0; i < parts.length; i++) {
          const part = parts[i];
          const text = plain(toText(part, act));
          if (text instanceof Unknown) unknown = text;
          else out += String(text) + (quasis[i + 1] ?? '');
          if (readsOf(part).length > 0) reads = readsOf(part);
        }
        return unknown === undefined ? taint(out, reads) : unknown.part(`template${e.at[0]}`);
      });
    }
    case 'tagged':
      return compileTagged(e);
    case 'seq':
      return withAll(e.list.map(codeOf), (_act, values) => values[values.length - 1]);
    case 'import': {
      const at = placer(e.at);
      return with1(codeOf(e.e), (act, specifier) => dynamicImport(act, specifier, at(act)));
    }
    case 'cast':
      return codeOf(e.e);
    case 'jsx':
      return withAll([...e.attrs.map((a) => codeOf(a.value)), ...e.children.map(codeOf)], () => new Unknown('data'));
    case 'opaque':
      if (e.what.startsWith('/')) return () => regexpOf(e.what);
      return withAll(e.parts.map(codeOf), () => new Unknown('data'));
    default:
      return assertNever(e);
  }
}

function bigintOf(text: string): Value {
  try {
    return BigInt(text.replaceAll('_', ''));
  } catch {
    return new Unknown('data');
  }
}

function compileGlobal(name: string): Code {
  if (name !== 'arguments') return (act) => global(act, name);
  return (act) => {
    let a: Act | undefined = act;
    while (a?.fn.lexicalThis === true && a.callee?.outer !== undefined) a = a.callee.outer;
    return a === undefined || a.callee === undefined ? global(act, name) : new ArrObj([...a.args]);
  };
}

function newTargetOf(act: Act): Value {
  let a: Act | undefined = act;
  while (a?.fn.lexicalThis === true) a = a.callee?.outer;
  return a?.newTarget;
}

// -------------------------------------------------------------------------------------------------- members

/** What an optional chain gives when it ends early, until its end is reached. */
export const SHORT: Value = new NativeFn('short', () => undefined);

type Link = Extract<Expr, { k: 'member' | 'index' | 'call' }>;

function isLink(e: Expr): e is Link {
  return e.k === 'member' || e.k === 'index' || e.k === 'call';
}

function hasOptional(e: Expr): boolean {
  for (let x = e; isLink(x); x = x.k === 'call' ? x.callee : x.obj) if (x.optional) return true;
  return false;
}

/** Like `codeOf`, but an optional chain that ends early gives `SHORT`. */
export function compileChain(e: Expr): Code {
  switch (e.k) {
    case 'member': {
      if (e.obj.k === 'super') return compileSuperMember(e.prop, e.at);
      const { prop, optional } = e;
      const at = placer(e.at);
      return with1(compileChain(e.obj), (act, o) => {
        if (o === SHORT) return SHORT;
        if (optional && nullish(o)) return SHORT;
        return readMember(act, o, prop, at(act));
      });
    }
    case 'index': {
      const { optional } = e;
      const at = placer(e.at);
      const key = codeOf(e.key);
      if (!hasOptional(e)) return with2(codeOf(e.obj), key, (act, o, k) => readIndex(act, o, k, at(act)));
      return with1(compileChain(e.obj), (act, o) => {
        if (o === SHORT || (optional && nullish(o))) return SHORT;
        return andThen(key(act), act, (_act, k) => readIndex(act, o, k, at(act)));
      });
    }
    case 'call':
      return compileCall(e);
    default:
      return codeOf(e);
  }
}

export function readMember(act: Act, o: Value, prop: string, at: Place): Value {
  if (nullish(o))
    return throwError(act, 'TypeError', `Cannot read properties of ${String(plain(o))} (reading '${prop}')`, at);
  return getProp(act, o, prop, at);
}

export function readIndex(act: Act, o: Value, key: Value, at: Place): Value {
  if (nullish(o)) {
    const name = keyOf(key);
    return throwError(
      act,
      'TypeError',
      `Cannot read properties of ${String(plain(o))} (reading '${typeof name === 'string' ? name : '?'}')`,
      at,
    );
  }
  return getIndex(act, o, key, at);
}

// ------------------------------------------------------------------------------------------------- operators

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => Value>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '>>>': (a, b) => a >>> b,
};

function compileBinary(op: string, left: Expr, right: Expr): Code {
  const fast = ARITHMETIC[op];
  const at = placer([left.at[0], right.at[1]]);
  return with2(codeOf(left), codeOf(right), (act, a, b) =>
    fast !== undefined && typeof a === 'number' && typeof b === 'number' ? fast(a, b) : binary(op, a, b, act, at(act)),
  );
}

function compileUnary(op: '!' | '-' | '+' | '~' | 'typeof' | 'void' | 'delete', e: Expr): Code {
  if (op === 'delete') return compileDelete(e);
  if (op === '!') {
    const at = e.at;
    return with1(codeOf(e), (act, v) => {
      if (typeof v === 'boolean') return !v;
      // Negation decides nothing yet; `test` sees through it.
      void at;
      return unary('!', v, act);
    });
  }
  return with1(codeOf(e), (act, v) => unary(op, v, act));
}

function compileDelete(e: Expr): Code {
  if (e.k !== 'member' && e.k !== 'index') return () => true;
  const key: Code = e.k === 'member' ? () => e.prop : codeOf(e.key);
  return with2(codeOf(e.obj), key, (act, o, k) => {
    const target = plain(o);
    const name = keyOf(k);
    if (!(target instanceof Obj) || typeof name !== 'string') return true;
    if (target instanceof ArrObj && /^\d+$/.test(name)) target.items[Number(name)] = undefined;
    if (target.props.delete(name)) act.agent.effects++;
    return true;
  });
}

function compileLogical(e: Extract<Expr, { k: 'logical' }>): Code {
  const right = codeOf(e.right);
  const at = e.left.at;
  switch (e.op) {
    case '&&':
      return with1(codeOf(e.left), (act, v) => (test(act, v, at) ? right(act) : v));
    case '||':
      return with1(codeOf(e.left), (act, v) => (test(act, v, at) ? v : right(act)));
    case '??':
      return with1(codeOf(e.left), (act, v) => (missing(act, v, at) ? right(act) : v));
  }
}

/** Whether a value is undefined or null; an unknown is decided once. */
export function missing(act: Act, v: Value, at: Span): boolean {
  const p = plain(v);
  if (!(p instanceof Unknown)) return p === undefined || p === null;
  return test(act, binary('===', p, undefined), at);
}

// --------------------------------------------------------------------------------------- suspending operators

function* awaiting(act: Act, inner: Code, at: (act: Act) => Place): Gen<Value> {
  let value = inner(act);
  if (value === PENDING) value = yield* taken();
  const agent = act.agent;
  const site = at(act);
  act.awaiting = site;
  agent.effects++;
  // Whatever other agents do may come in between.
  if (agent.world.switches(agent)) yield SYNC;
  const { env } = act;
  const result = yield { s: 'await', value };
  act.env = env;
  act.awaiting = undefined;
  return result;
}

function* yielding(act: Act, inner: Code): Gen<Value> {
  let value = inner(act);
  if (value === PENDING) value = yield* taken();
  const { env } = act;
  // An async generator awaits what it yields.
  if (act.fn.async) value = yield { s: 'await', value };
  const result = yield { s: 'yield', value };
  act.env = env;
  return result;
}
