/** Evaluates expressions of the core tree over abstract values, in evaluation order. */
import type { Expr, ExprOf, Pattern } from '../../facts/core.ts';
import { assertNever } from '../../facts/core.ts';
import {
  bindingKey,
  contents,
  element,
  field,
  isContents,
  isShared,
  isStable,
  rootPath,
  show,
  type Path,
} from './cells.ts';
import { call, construct, deferToSettling, inlineGetter } from './calls.ts';
import { branch } from './conditions.ts';
import type { Frame, Machine } from './machine.ts';
import { readContents, touch, write } from './sinks.ts';
import { clone, crossVal, join, replace, setLocal, type State } from './state.ts';
import { derived, joinVals, negation, UNKNOWN, type Literal, type Origin, type Val } from './values.ts';

const WHOLE_PROGRAM_GLOBALS = new Set(['localStorage', 'sessionStorage', 'globalThis', 'window', 'global', 'self']);
/** Storage objects that a framework hands to every activation. */
const SHARED_STORES = new Set(['globalState', 'workspaceState']);

export function evaluate(m: Machine, f: Frame, st: State, e: Expr): Val {
  if (f.depth > 0) m.budget -= 1;
  switch (e.k) {
    case 'const':
      return { origins: [], literal: constant(e) };
    case 'var':
      return variable(m, f, st, e);
    case 'global':
      return WHOLE_PROGRAM_GLOBALS.has(e.name)
        ? { origins: [], alias: rootPath({ kind: 'module', key: `global:${e.name}` }, e.name) }
        : UNKNOWN;
    case 'this':
      return f.self === undefined ? UNKNOWN : { origins: [], alias: f.self };
    case 'super':
      return f.self === undefined ? UNKNOWN : { origins: [], alias: f.self };
    case 'meta':
    case 'class':
      return UNKNOWN;
    case 'func':
      return { origins: [], fn: { file: f.ref.file, fn: e.fn, ...(f.self !== undefined ? { self: f.self } : {}) } };
    case 'member':
      return member(m, f, st, e);
    case 'index':
      return index(m, f, st, e);
    case 'call':
      return call(m, f, st, e, false);
    case 'new':
      return construct(m, f, st, e, true);
    case 'await':
      return awaitOf(m, f, st, e);
    case 'yield': {
      const val = e.e === undefined ? UNKNOWN : evaluate(m, f, st, e.e);
      if (f.fn.async) m.suspend(f, st, e.at);
      return { origins: [], ...(val.alias !== undefined ? {} : {}) };
    }
    case 'assign':
      return assign(m, f, st, e);
    case 'update': {
      const old = evaluate(m, f, st, e.target);
      const val = derived(old);
      assignTo(m, f, st, { k: 'expr', at: e.target.at, e: e.target }, val, e.at);
      return { origins: old.origins };
    }
    case 'unary': {
      if (e.op === 'delete') {
        const path = lvalue(m, f, st, e.e);
        write(m, f, st, path, UNKNOWN, {
          kind: 'reset',
          at: e.at,
          text: `deletes ${show(m.program, f.ref.file, e.e)}`,
          literal: { k: 'nullish' },
        });
        return UNKNOWN;
      }
      const val = evaluate(m, f, st, e.e);
      if (e.op === '-' && e.e.k === 'const' && typeof e.e.value === 'number')
        return { origins: [], literal: { k: 'const', value: -e.e.value } };
      return e.op === '!'
        ? negation(val)
        : e.op === 'void' || e.op === 'typeof'
          ? { origins: e.op === 'void' ? [] : val.origins }
          : derived(val);
    }
    case 'binary': {
      const epoch = st.epoch;
      const left = evaluate(m, f, st, e.left);
      const right = evaluate(m, f, st, e.right);
      const before = st.epoch === epoch ? left : crossVal(left, st);
      return presence(e.op, before, right) ?? derived(before, right);
    }
    case 'logical':
      return logical(m, f, st, e);
    case 'cond': {
      const branches = branch(m, f, st, e.test);
      const yes = evaluate(m, f, branches.yes, e.then);
      const no = evaluate(m, f, branches.no, e.else);
      replace(st, join([branches.yes, branches.no]));
      return joinVals(yes, no);
    }
    case 'object':
      return object(m, f, st, e);
    case 'array': {
      const vals = sequence(m, f, st, e.elems);
      for (const [i, x] of e.elems.entries()) if (x.k === 'spread') readContents(m, f, st, vals[i]?.alias, x.at);
      const props = new Map(vals.map((v, i) => [String(i), v] as const));
      return {
        ...derived(...vals.map((v, i) => (e.elems[i]?.k === 'spread' ? spreadOf(v) : v))),
        fresh: true,
        ...(vals.length === 0 ? { literal: { k: 'empty' as const } } : { props }),
      };
    }
    case 'spread':
      return evaluate(m, f, st, e.e);
    case 'template':
      return derived(...sequence(m, f, st, e.parts));
    case 'tagged':
      evaluate(m, f, st, e.tag);
      sequence(m, f, st, e.parts);
      return UNKNOWN;
    case 'seq':
      return e.list.reduce<Val>((_, x) => evaluate(m, f, st, x), UNKNOWN);
    case 'import':
      evaluate(m, f, st, e.e);
      return { origins: [], pending: true };
    case 'cast':
      return evaluate(m, f, st, e.e);
    case 'jsx':
      for (const a of e.attrs) evaluate(m, f, st, a.value);
      sequence(m, f, st, e.children);
      return UNKNOWN;
    case 'opaque':
      sequence(m, f, st, e.parts);
      return UNKNOWN;
    default:
      return assertNever(e);
  }
}

/** `this.db !== undefined`, `list.indexOf(x) >= 0`: a boolean that tells whether the cell holds something. */
function presence(op: string, left: Val, right: Val): Val | undefined {
  const asks = asksPresence(op, left, right.literal);
  if (asks === undefined) return undefined;
  return {
    origins: left.origins.map((o) =>
      o.how === 'derived' ? o : { ...o, how: 'has' as const, negated: asks !== (o.negated !== true) },
    ),
  };
}

/** True when the comparison holds for something that is there, false when it holds for nothing; else undefined. */
export function asksPresence(op: string, subject: Val, literal: Literal | undefined): boolean | undefined {
  if (subject.origins.length === 0 || literal === undefined) return undefined;
  const equals = op === '===' || op === '==';
  const differs = op === '!==' || op === '!=';
  if (literal.k === 'nullish') return equals ? false : differs ? true : undefined;
  if (literal.k !== 'const') return undefined;
  const all = (how: Origin['how']): boolean => subject.origins.every((o) => o.how === how || o.how === 'derived');
  const some = (how: Origin['how']): boolean => subject.origins.some((o) => o.how === how);
  if (all('position') && some('position')) {
    if (literal.value === -1) return equals ? false : differs || op === '>' ? true : undefined;
    if (literal.value === 0) return op === '<' ? false : op === '>=' ? true : undefined;
  }
  if (all('size') && some('size') && literal.value === 0)
    return equals ? false : differs || op === '>' ? true : undefined;
  return undefined;
}

/** Values of expressions evaluated one after the other; earlier ones go stale when later ones await. */
export function sequence(m: Machine, f: Frame, st: State, list: readonly Expr[]): readonly Val[] {
  const out: Val[] = [];
  for (const e of list) {
    const epoch = st.epoch;
    const val = evaluate(m, f, st, e);
    if (st.epoch !== epoch) for (const [i, v] of out.entries()) out[i] = crossVal(v, st);
    out.push(val);
  }
  return out;
}

function constant(e: ExprOf<'const'>): Literal {
  if (e.value === undefined || e.value === null) return { k: 'nullish' };
  if (e.value === '') return { k: 'empty' };
  return { k: 'const', value: e.value };
}

/** Variables whose value other activations, or closures of this one, can change. */
export function isCellVariable(f: Frame, b: number): boolean {
  const binding = f.facts.bindings[b];
  if (binding === undefined || !binding.reassigned) return false;
  return binding.owner === 0 || binding.captured || binding.owner !== f.ref.fn;
}

function variable(m: Machine, f: Frame, st: State, e: ExprOf<'var'>): Val {
  const binding = f.facts.bindings[e.b];
  if (binding === undefined) return UNKNOWN;
  if (binding.fn !== undefined)
    return { origins: [], fn: { file: f.ref.file, fn: binding.fn, ...(f.self !== undefined ? { self: f.self } : {}) } };
  const local = st.locals.get(bindingKey(f.ref.file, e.b));
  const path = m.owners.variablePath(f.ref, e.b);
  if (isCellVariable(f, e.b) && path !== undefined && path.depth === 0) {
    touch(m, f, path, e.at);
    const origin: Origin = { cell: path, at: m.place(f, e.at), how: 'exact' };
    const others = (local?.origins ?? []).filter((o) => o.cell.key !== path.key);
    return { ...(local ?? {}), origins: [...others, origin], alias: local?.alias ?? path };
  }
  if (local !== undefined) return local.alias !== undefined || path === undefined ? local : { ...local, alias: path };
  if (path === undefined) return UNKNOWN;
  if (binding.init?.k === 'func')
    return {
      origins: [],
      fn: { file: f.ref.file, fn: binding.init.fn, ...(f.self !== undefined ? { self: f.self } : {}) },
    };
  return binding.init?.k === 'const'
    ? { origins: [], alias: path, literal: constant(binding.init) }
    : { origins: [], alias: path };
}

function readCell(m: Machine, f: Frame, path: Path | undefined, at: Expr['at'], more: readonly Origin[] = []): Val {
  if (path === undefined) return more.length === 0 ? UNKNOWN : { origins: more };
  touch(m, f, path, at);
  return { origins: isShared(path) ? [{ cell: path, at: m.place(f, at), how: 'exact' }, ...more] : more, alias: path };
}

function member(m: Machine, f: Frame, st: State, e: ExprOf<'member'>): Val {
  const obj = evaluate(m, f, st, e.obj);
  const known = obj.props?.get(e.prop);
  if (known !== undefined) return known;
  forgetOwn(st, memberPath(m, f, e, obj));
  const getter = inlineGetter(m, f, st, e, obj);
  if (getter !== undefined) return getter;
  const listed = e.prop === 'length' ? listedIn(m, f, st, e.obj) : undefined;
  if (listed !== undefined) return { origins: [{ cell: contents(listed), at: m.place(f, e.at), how: 'size' }] };
  if (e.prop === 'length' || e.prop === 'size') {
    if (obj.alias === undefined || !isShared(obj.alias)) return derived(obj);
    return {
      origins: [
        { cell: contents(obj.alias), at: m.place(f, e.at), how: 'size' },
        ...derived(obj).origins.filter((o) => o.crossed !== undefined),
      ],
    };
  }
  if (obj.common === true && (obj.alias === undefined || !isShared(obj.alias)))
    return { origins: obj.origins, common: true };
  if (obj.fresh === true && obj.alias === undefined && e.obj.k === 'new') return { origins: [], plain: true };
  if (SHARED_STORES.has(e.prop))
    return { origins: [], alias: rootPath({ kind: 'file', key: `store:${e.prop}` }, e.prop) };
  return readCell(
    m,
    f,
    memberPath(m, f, e, obj),
    e.at,
    derived(obj).origins.filter((o) => o.crossed !== undefined),
  );
}

/** Looked at again after the await: what the cell holds now is dealt with, whoever put it there. */
function forgetOwn(st: State, path: Path | undefined): void {
  const own = path === undefined ? undefined : st.writes.get(path.key);
  if (path === undefined || own?.crossed === undefined || own.literal !== undefined) return;
  const writes = new Map(st.writes);
  writes.delete(path.key);
  st.writes = writes;
}

/** `Object.keys(this.cache)`: the collection whose members are listed. */
function listedIn(m: Machine, f: Frame, st: State, e: Expr): Path | undefined {
  if (e.k !== 'call' || e.callee.k !== 'member' || e.args.length !== 1) return undefined;
  const { obj, prop } = e.callee;
  if (obj.k !== 'global' || obj.name !== 'Object' || !/^(keys|values|entries|getOwnPropertyNames)$/.test(prop))
    return undefined;
  const list = e.args[0];
  const path = list === undefined || !isStable(list) ? undefined : evaluate(m, f, clone(st), list).alias;
  return path !== undefined && isShared(path) && !isContents(path) ? path : undefined;
}

function memberPath(m: Machine, f: Frame, e: ExprOf<'member'>, obj: Val): Path | undefined {
  const path = field(obj.alias, e.prop);
  return path === undefined ? undefined : m.owners.recanon(f.ref, e.obj, path, `.${e.prop}`);
}

function index(m: Machine, f: Frame, st: State, e: ExprOf<'index'>): Val {
  const obj = evaluate(m, f, st, e.obj);
  const key = evaluate(m, f, st, e.key);
  const path = elementPath(m, f, obj.alias, e.key, key);
  if (obj.alias !== undefined) m.lookups.add(obj.alias.canon);
  return readCell(
    m,
    f,
    path,
    e.at,
    derived(obj).origins.filter((o) => o.crossed !== undefined),
  );
}

/** The element of a collection that a key expression names. */
export function elementPath(
  m: Machine,
  f: Frame,
  base: Path | undefined,
  keyExpr: Expr | undefined,
  key: Val | undefined,
): Path | undefined {
  if (base === undefined || keyExpr === undefined) return undefined;
  return element(base, keyOf(m, f, keyExpr, key), show(m.program, f.ref.file, keyExpr, 30));
}

/** Text that is equal for two key expressions when their values are, within one activation. */
export function keyOf(m: Machine, f: Frame, e: Expr, val: Val | undefined): string {
  if (val?.literal?.k === 'const') return JSON.stringify(val.literal.value);
  if (e.k === 'var') {
    const binding = f.facts.bindings[e.b];
    if (binding?.kind === 'const' && binding.init !== undefined && binding.init.k === 'const')
      return JSON.stringify(binding.init.value);
  }
  if (e.k === 'var') {
    const init = f.facts.bindings[e.b]?.kind === 'const' ? f.facts.bindings[e.b]?.init : undefined;
    if (init !== undefined && (init.k === 'logical' || init.k === 'template') && isStable(init))
      return `${show(m.program, f.ref.file, init, 120)}@${f.ref.fn}`;
  }
  if (val?.alias !== undefined && val.alias.depth <= 2) return val.alias.key;
  if (e.k === 'var') return bindingKey(f.ref.file, e.b);
  if (e.k === 'cast') return keyOf(m, f, e.e, val);
  if (isStable(e)) return `${show(m.program, f.ref.file, e, 120)}@${f.ref.fn}`;
  if (e.k === 'call') return `${show(m.program, f.ref.file, e, 120)}@${f.ref.fn}`;
  return `?${e.at[0]}`;
}

function spreadOf(v: Val): Val {
  if (v.alias === undefined || !isShared(v.alias)) return v;
  return v;
}

function object(m: Machine, f: Frame, st: State, e: ExprOf<'object'>): Val {
  const props = new Map<string, Val>();
  const parts: Val[] = [];
  for (const p of e.props) {
    const epoch = st.epoch;
    let val: Val;
    if (p.k === 'spread') {
      val = evaluate(m, f, st, p.e);
      readContents(m, f, st, val.alias, p.e.at);
    } else {
      if (p.k === 'computed') evaluate(m, f, st, p.key);
      val = p.value.k === 'func' && p.kind !== 'init' ? UNKNOWN : evaluate(m, f, st, p.value);
      if (p.k === 'prop' && val.fn === undefined) props.set(p.key, val);
    }
    if (st.epoch !== epoch) {
      for (const [i, v] of parts.entries()) parts[i] = crossVal(v, st);
      for (const [k, v] of props) if (v !== val) props.set(k, crossVal(v, st));
    }
    parts.push(val);
  }
  const literal: Literal | undefined = e.props.length === 0 ? { k: 'empty' } : undefined;
  return { ...derived(...parts), fresh: true, props, ...(literal !== undefined ? { literal } : {}) };
}

function logical(m: Machine, f: Frame, st: State, e: ExprOf<'logical'>): Val {
  if (e.op === '??') {
    const left = evaluate(m, f, st, e.left);
    const present = clone(st);
    noteAbsent(m, f, st, e.left, left);
    const right = evaluate(m, f, st, e.right);
    replace(st, join([present, st]));
    return joinVals(left, right);
  }
  const left = branch(m, f, st, e.left);
  const taken = e.op === '&&' ? left.yes : left.no;
  const right = evaluate(m, f, taken, e.right);
  const result = join([taken, e.op === '&&' ? left.no : left.yes]);
  replace(st, result);
  return e.op === '&&'
    ? {
        origins: joinVals(left.val, right).origins,
        ...(right.alias !== undefined ? { alias: right.alias } : {}),
        ...(right.pending === true ? { pending: true } : {}),
      }
    : joinVals(left.val, right);
}

function noteAbsent(m: Machine, f: Frame, st: State, e: Expr, val: Val): void {
  const at = m.place(f, e.at);
  const guards = val.origins
    .filter((o) => isShared(o.cell) && o.how !== 'derived')
    .map((o) => ({
      cell: o.cell,
      at,
      text: show(m.program, f.ref.file, e),
      polarity: 'absent' as const,
      ...(o.crossed !== undefined ? { crossed: o.crossed } : {}),
    }));
  const looked = new Set(guards.filter((g) => !('crossed' in g)).map((g) => g.cell.key));
  if (guards.length > 0) st.guards = [...st.guards.filter((g) => !looked.has(g.cell.key)), ...guards];
}

function awaitOf(m: Machine, f: Frame, st: State, e: ExprOf<'await'>): Val {
  const inner = e.e;
  const val =
    inner.k === 'call'
      ? call(m, f, st, inner, true)
      : inner.k === 'new'
        ? construct(m, f, st, inner, false)
        : awaitedBranch(m, f, st, inner);
  // A promise chain: the cell's old promise is awaited after a new one took its place.
  const chained = val.origins.find(
    (o) =>
      o.crossed === undefined &&
      o.how === 'exact' &&
      isShared(o.cell) &&
      st.writes.get(o.cell.key)?.crossed === undefined &&
      st.writes.has(o.cell.key),
  );
  const before =
    chained !== undefined &&
    (st.writes.get(chained.cell.key)?.at.start ?? 0) > chained.at.start &&
    st.writes.get(chained.cell.key)?.literal === undefined;
  if (val.origins.length > 0)
    m.awaited.set(
      `${f.ref.file}:${e.at[0]}`,
      new Set(val.origins.filter((o) => o.how === 'exact').map((o) => o.cell.key)),
    );
  if (inner.k !== 'call') st.traces = st.traces.filter((t) => t.joined !== true);
  const common =
    inner.k === 'import' ||
    ((inner.k === 'member' || inner.k === 'var') &&
      val.origins.some((o) => o.how === 'exact' && isShared(o.cell) && !ownPromise(st, o.cell.key)));
  m.suspend(f, st, e.at);
  if (before && chained !== undefined)
    m.hold(st, { key: `chain:${chained.cell.canon}`, show: chained.cell.show, at: m.place(f, e.at) });
  const { pending: _, ...settled } = crossVal(val, st);
  const rest: Val = common ? { ...settled, common: true } : settled;
  // What a promise in a cell settles with is not what the cell holds.
  if ((inner.k === 'var' || inner.k === 'member') && val.alias !== undefined) {
    const own = val.alias.key;
    return { ...rest, origins: rest.origins.filter((o) => o.cell.key !== own) };
  }
  return rest;
}

/** Put there by this activation whether or not there was one already: each activation waits for its own. */
function ownPromise(st: State, key: string): boolean {
  const own = st.writes.get(key);
  return own !== undefined && own.claimed !== true;
}

/** `await (cond ? f() : g())`, `await (x ?? f())`: the calls are awaited too. */
function awaitedBranch(m: Machine, f: Frame, st: State, e: Expr): Val {
  const run = (s: State, x: Expr): Val => (x.k === 'call' ? call(m, f, s, x, true) : awaitedBranch(m, f, s, x));
  if (e.k === 'cond') {
    const branches = branch(m, f, st, e.test);
    const yes = run(branches.yes, e.then);
    const no = run(branches.no, e.else);
    replace(st, join([branches.yes, branches.no]));
    return joinVals(yes, no);
  }
  if (e.k === 'cast') return run(st, e.e);
  return evaluate(m, f, st, e);
}

/** Evaluates what a function returns (or awaits in tail position): its caller waits for it. */
export function evaluateReturned(m: Machine, f: Frame, st: State, e: Expr): Val {
  if (e.k === 'new') return construct(m, f, st, e, false);
  if (f.awaited) {
    if (e.k === 'call') return call(m, f, st, e, true);
    if (e.k === 'cond' || e.k === 'cast') return awaitedBranch(m, f, st, e);
  }
  return evaluate(m, f, st, e);
}

// ------------------------------------------------------------------------------------------------- assignment

/** Path of an assignment target; its object is evaluated. */
export function lvalue(m: Machine, f: Frame, st: State, target: Expr): Path | undefined {
  switch (target.k) {
    case 'member': {
      const obj = evaluate(m, f, st, target.obj);
      return memberPath(m, f, target, obj);
    }
    case 'index': {
      const obj = evaluate(m, f, st, target.obj);
      const key = evaluate(m, f, st, target.key);
      return elementPath(m, f, obj.alias, target.key, key);
    }
    case 'var':
      return isCellVariable(f, target.b) ? m.owners.variablePath(f.ref, target.b) : undefined;
    case 'cast':
      return lvalue(m, f, st, target.e);
    default:
      evaluate(m, f, st, target);
      return undefined;
  }
}

function assign(m: Machine, f: Frame, st: State, e: ExprOf<'assign'>): Val {
  if (e.op === '=') {
    const val = evaluate(m, f, st, e.value);
    if (val.fn !== undefined && e.target.k === 'expr' && e.value.k === 'func') deferToSettling(m, val);
    return assignTo(m, f, st, e.target, val, e.at);
  }
  const target: Expr | undefined =
    e.target.k === 'expr'
      ? e.target.e
      : e.target.k === 'bind'
        ? { k: 'var', at: e.target.at, b: e.target.b }
        : undefined;
  if (target === undefined) return evaluate(m, f, st, e.value);
  const old = evaluate(m, f, st, target);
  if (e.op === '??=' || e.op === '||=' || e.op === '&&=') {
    const skip = clone(st);
    if (e.op !== '&&=') noteAbsent(m, f, st, target, old);
    const val = evaluate(m, f, st, e.value);
    assignTo(m, f, st, e.target, val, e.at);
    replace(st, join([skip, st]));
    return joinVals(old, val);
  }
  const epoch = st.epoch;
  const val = evaluate(m, f, st, e.value);
  const before = st.epoch === epoch ? old : crossVal(old, st);
  return assignTo(m, f, st, e.target, derived(before, val), e.at);
}

export function assignTo(m: Machine, f: Frame, st: State, target: Pattern, val: Val, at: Expr['at']): Val {
  switch (target.k) {
    case 'bind':
      bindName(m, f, st, target.b, val, at);
      return val;
    case 'expr': {
      if (target.e.k === 'var') {
        bindName(m, f, st, target.e.b, val, at);
        return val;
      }
      if (target.e.k === 'member' && target.e.prop === 'length') {
        const list = evaluate(m, f, st, target.e.obj);
        write(m, f, st, list.alias, UNKNOWN, {
          kind: 'reset',
          at,
          text: `empties ${show(m.program, f.ref.file, target.e.obj)}`,
          literal: { k: 'empty' },
        });
        return val;
      }
      const path = lvalue(m, f, st, target.e);
      const name = show(m.program, f.ref.file, target.e);
      const reset =
        val.literal?.k === 'nullish' ||
        val.literal?.k === 'empty' ||
        (val.literal?.k === 'const' && val.literal.value === false);
      const settled = path !== undefined && val.alias?.key === path.key ? UNKNOWN : val;
      write(m, f, st, path, settled, {
        kind: reset ? 'reset' : 'set',
        at,
        text: reset ? `resets ${name}` : `writes ${name}`,
        ...(val.literal !== undefined ? { literal: val.literal } : {}),
      });
      // The same value is now both in the local and in the cell.
      return path === undefined ? val : { ...val, stored: path.key };
    }
    case 'objectPattern':
      for (const p of target.props) {
        const key = typeof p.key === 'string' ? p.key : undefined;
        const part = key === undefined ? derived(val) : (val.props?.get(key) ?? partOf(m, f, val, key, p.target.at));
        assignTo(m, f, st, p.target, p.init === undefined ? part : joinVals(part, evaluate(m, f, st, p.init)), at);
      }
      if (target.rest !== undefined) assignTo(m, f, st, target.rest, derived(val), at);
      return val;
    case 'arrayPattern':
      for (const [i, elem] of target.elems.entries()) {
        if (elem !== undefined) assignTo(m, f, st, elem.target, val.props?.get(String(i)) ?? derived(val), at);
      }
      if (target.rest !== undefined) assignTo(m, f, st, target.rest, derived(val), at);
      return val;
    default:
      return assertNever(target);
  }
}

function partOf(m: Machine, f: Frame, val: Val, key: string, at: Expr['at']): Val {
  if (val.common === true && (val.alias === undefined || !isShared(val.alias)))
    return { origins: val.origins, common: true };
  const path = field(val.alias, key);
  const stale = val.origins.filter((o) => o.crossed !== undefined);
  return path === undefined ? derived(val) : readCell(m, f, path, at, derived({ origins: stale }).origins);
}

function bindName(m: Machine, f: Frame, st: State, b: number, val: Val, at: Expr['at']): void {
  const key = bindingKey(f.ref.file, b);
  if (isCellVariable(f, b)) {
    const path = m.owners.variablePath(f.ref, b);
    const name = f.facts.bindings[b]?.name ?? '';
    const reset =
      val.literal?.k === 'nullish' ||
      val.literal?.k === 'empty' ||
      (val.literal?.k === 'const' && val.literal.value === false);
    write(m, f, st, path, val, {
      kind: reset ? 'reset' : 'set',
      at,
      text: reset ? `resets ${name}` : `writes ${name}`,
      ...(val.literal !== undefined ? { literal: val.literal } : {}),
    });
    if (f.facts.bindings[b]?.owner === 0) return;
  }
  // A collection that starts empty in a local is filled before it goes anywhere.
  const { literal, ...rest } = val;
  setLocal(st, key, literal?.k === 'empty' ? rest : val);
}
