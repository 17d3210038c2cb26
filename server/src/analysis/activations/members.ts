/** What names, members and elements denote: the value, and the cell that it was read from. */
import type { Expr, ExprOf } from '../../facts/core.ts';
import {
  bindingKey,
  contents,
  element,
  field,
  isContents,
  isShared,
  isStable,
  type Path,
  rootPath,
  show,
} from './cells.ts';
import { constant, evaluate } from './expressions.ts';
import { constantMember } from './constants.ts';
import type { Frame, Machine } from './machine.ts';
import { inlineGetter } from './run.ts';
import { touch } from './sinks.ts';
import { clone, type State } from './state.ts';
import { following, partTrail } from './trails.ts';
import { derived, type Origin, UNKNOWN, type Val } from './values.ts';

export const WHOLE_PROGRAM_GLOBALS = new Set([
  'localStorage',
  'sessionStorage',
  'globalThis',
  'window',
  'global',
  'self',
]);

/** Parts of the global object that are no memory: the page's address leads away, the document is the browser's. */
const NOT_MEMORY = new Set(['location', 'document', 'history', 'navigator', 'screen', 'performance', 'console']);
/** Storage objects that a framework hands to every activation. */
const SHARED_STORES = new Set(['globalState', 'workspaceState']);

/** Variables whose value other activations, or closures of this one, can change. */
export function isCellVariable(f: Frame, b: number): boolean {
  const binding = f.facts.bindings[b];
  if (binding === undefined || !binding.reassigned) return false;
  return binding.owner === 0 || binding.captured || binding.owner !== f.ref.fn;
}

export function variable(m: Machine, f: Frame, st: State, e: ExprOf<'var'>): Val {
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
  // A constant that a function run in place took from its own `this` is that object's, not any instance's.
  const named = path?.root.key === bindingKey(f.ref.file, e.b);
  if (local !== undefined && !named && binding.kind === 'const' && binding.owner === f.ref.fn) return local;
  if (local !== undefined) return local.alias !== undefined || path === undefined ? local : { ...local, alias: path };
  if (path === undefined) return UNKNOWN;
  if (binding.kind === 'param' && binding.owner === m.root.fn && f.ref.file === m.root.file)
    return { origins: [], alias: path, about: new Set([bindingKey(f.ref.file, e.b)]) };
  if (binding.init?.k === 'func')
    return {
      origins: [],
      fn: { file: f.ref.file, fn: binding.init.fn, ...(f.self !== undefined ? { self: f.self } : {}) },
    };
  return binding.init?.k === 'const'
    ? { origins: [], alias: path, literal: constant(binding.init) }
    : { origins: [], alias: path };
}

export function readCell(
  m: Machine,
  f: Frame,
  path: Path | undefined,
  at: Expr['at'],
  more: readonly Origin[] = [],
): Val {
  if (path === undefined) return more.length === 0 ? UNKNOWN : { origins: more };
  touch(m, f, path, at);
  return { origins: isShared(path) ? [{ cell: path, at: m.place(f, at), how: 'exact' }, ...more] : more, alias: path };
}

export function member(m: Machine, f: Frame, st: State, e: ExprOf<'member'>): Val {
  const obj = evaluate(m, f, st, e.obj);
  const known = obj.props?.get(e.prop);
  if (known !== undefined) return known;
  if (e.obj.k === 'global' && NOT_MEMORY.has(e.prop)) return UNKNOWN;
  forgetOwn(st, memberPath(m, f, e, obj));
  const getter = inlineGetter(m, f, st, e, obj);
  if (getter !== undefined) return getter;
  const listed = e.prop === 'length' ? listedIn(m, f, st, e.obj) : undefined;
  if (listed !== undefined) return { origins: [{ cell: contents(listed), at: m.place(f, e.at), how: 'size' }] };
  const ownField = e.obj.k === 'this' && m.owners.keepsOwnSize(f.ref);
  if ((e.prop === 'length' || e.prop === 'size') && !ownField) {
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
  const val = readCell(
    m,
    f,
    memberPath(m, f, e, obj),
    e.at,
    derived(obj).origins.filter((o) => o.crossed !== undefined),
  );
  const literal = constantMember(m, f, e);
  return following(literal === undefined ? val : { ...val, literal }, partTrail(obj, e.prop));
}

/** Looked at again after the await: what the cell holds now is dealt with, whoever put it there. */
export function forgetOwn(st: State, path: Path | undefined): void {
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

export function memberPath(m: Machine, f: Frame, e: ExprOf<'member'>, obj: Val): Path | undefined {
  const path = field(obj.alias, e.prop);
  return path === undefined ? undefined : m.owners.recanon(f.ref, e.obj, path, `.${e.prop}`);
}

export function index(m: Machine, f: Frame, st: State, e: ExprOf<'index'>): Val {
  const obj = evaluate(m, f, st, e.obj);
  const key = evaluate(m, f, st, e.key);
  const path = elementPath(m, f, obj.alias, e.key, key);
  if (obj.alias !== undefined) m.lookups.add(obj.alias.canon);
  const stale = derived(obj).origins.filter((o) => o.crossed !== undefined);
  return following(readCell(m, f, path, e.at, stale), obj);
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
  if (val?.name !== undefined) return val.name;
  if (e.k === 'var') {
    const binding = f.facts.bindings[e.b];
    const init = binding?.kind === 'const' ? binding.init : undefined;
    if (init?.k === 'const') return JSON.stringify(init.value);
    if (init !== undefined && (init.k === 'logical' || init.k === 'template') && isStable(init))
      return `${show(m.program, f.ref.file, init, 120)}@${f.ref.fn}`;
  }
  if (val?.alias !== undefined && val.alias.depth <= 2) return val.alias.key;
  if (e.k === 'var') return bindingKey(f.ref.file, e.b);
  if (e.k === 'cast') return keyOf(m, f, e.e, val);
  if (isStable(e) || e.k === 'call') return `${show(m.program, f.ref.file, e, 120)}@${f.ref.fn}`;
  return `?${e.at[0]}`;
}
