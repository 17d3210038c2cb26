/** Expressions: what a value is to the lock analysis (a path to an object, a release function, a promise of a run). */
import type { BindingId, Expr, ExprOf, Param } from '../../facts/core.ts';
import { bindingOf, classOf, fnOf, place, thisClassOf } from '../program.ts';
import { bare } from '../walk.ts';
import { evalAwait, evalNew } from './awaiting.ts';
import { evalAssign, noteDelivery } from './bindings.ts';
import { evalCall } from './calls.ts';
import { joinValues, NONE, type Path, pathKey, type PathVal, vaguePath, type Val } from './domain.ts';
import { arm, clone, type Frame, type State } from './frame.ts';
import { commitEvents } from './holding.ts';
import { conditionOf, stripped, under } from './statements.ts';
import { noteTouch } from './touches.ts';

export function evaluate(frame: Frame, e: Expr, st: State): Val {
  switch (e.k) {
    case 'const':
      return e.value === undefined || e.value === null ? { k: 'undefined' } : { k: 'const', v: e.value };
    case 'this':
    case 'super':
      return { k: 'path', path: { root: 'this', steps: [] }, cls: ownClass(frame), name: 'this' };
    case 'var':
      return evalVariable(frame, e, st);
    case 'func':
      return { k: 'fn', ref: { file: frame.file, fn: e.fn } };
    case 'member':
      return evalMember(frame, e, st);
    case 'index': {
      const obj = evaluate(frame, e.obj, st);
      return elementAt(frame, obj, e.key, st);
    }
    case 'cast':
      return evaluate(frame, e.e, st);
    case 'await': {
      const val = evaluate(frame, e.e, st);
      return evalAwait(frame, e.e, val, st, place(frame.file, e.at));
    }
    case 'call':
      return evalCall(frame, e, st);
    case 'new':
      return evalNew(frame, e, st);
    case 'assign': {
      const value = evaluate(frame, e.value, st);
      const val = /^[=&|?]+$/.test(e.op) ? value : NONE;
      evalAssign(frame, e, val, st);
      return val;
    }
    case 'cond':
      return evalConditional(frame, e, st);
    case 'logical': {
      const left = evaluate(frame, e.left, st);
      const right = maybe(frame, e.right, st);
      return e.op === '&&' ? right : joinValues(left, right);
    }
    case 'array': {
      const vals = e.elems.map((elem) => evaluate(frame, elem, st));
      return { k: 'tuple', vals };
    }
    case 'object': {
      const props = new Map<string, Val>();
      for (const p of e.props) {
        if (p.k === 'prop') props.set(p.key, evaluate(frame, p.value, st));
        else if (p.k === 'computed') props.set(`@${p.key.at[0]}`, evaluate(frame, p.value, st));
        else {
          const rest = evaluate(frame, p.e, st);
          if (rest.k === 'object') for (const [key, val] of rest.props) props.set(key, val);
          else props.set('...', props.has('...') ? NONE : rest);
        }
      }
      return { k: 'object', props };
    }
    case 'seq': {
      let last: Val = NONE;
      for (const inner of e.list) last = evaluate(frame, inner, st);
      return last;
    }
    case 'spread':
      return evaluate(frame, e.e, st);
    case 'update':
      evaluate(frame, e.target, st);
      if (e.target.k === 'var') st.env.delete(e.target.b);
      noteDelivery(frame, e, st);
      return NONE;
    case 'yield':
      if (e.e !== undefined) evaluate(frame, e.e, st);
      // A consumer that breaks out of its loop never comes back here; only `finally` still runs.
      if (st.held.some((h) => h.manual && !h.moved))
        frame.thrown.push({ st: clone(st), at: place(frame.file, e.at), stops: true });
      return NONE;
    case 'unary':
      evaluate(frame, e.e, st);
      return NONE;
    case 'binary':
      evaluate(frame, e.left, st);
      evaluate(frame, e.right, st);
      return NONE;
    case 'template':
      for (const part of e.parts) evaluate(frame, part, st);
      return NONE;
    case 'tagged':
      return evalCall(frame, asCall(e), st);
    default:
      return NONE;
  }
}

/** sql`...` as what it is: a call with the parts as arguments. */
export function asCall(e: ExprOf<'tagged'>): ExprOf<'call'> {
  return { k: 'call', at: e.at, callee: e.tag, args: e.parts, optional: false };
}

/** Evaluates what may be left out: a lock that it takes is not held for sure afterwards. */
function maybe(frame: Frame, e: Expr, st: State): Val {
  const before = new Set(st.held.map((h) => h.token));
  const val = evaluate(frame, e, st);
  st.held = st.held.map((h) => (before.has(h.token) ? h : { ...h, moved: true }));
  return val;
}

/** `options.held ? work() : locked(work)`: each side happens only when the test says so. */
function evalConditional(frame: Frame, e: ExprOf<'cond'>, st: State): Val {
  const test = stripped(e.test);
  const cond = conditionOf(frame, test.e, evaluate(frame, test.e, st), st);
  if (cond.known !== undefined) return evaluate(frame, cond.known !== test.negated ? e.then : e.else, st);
  const { key } = cond;
  const around = st.branches;
  const side = (branch: Expr, truthy: boolean, run: typeof evaluate): Val => {
    st.branches = [...around, arm(e.at, truthy)];
    if (key !== undefined) st.assume.set(key, truthy);
    const val = run(frame, branch, st);
    const told = key === undefined ? val : under(frame, val, st);
    if (key !== undefined) st.assume.delete(key);
    st.branches = around;
    return told;
  };
  return joinValues(side(e.then, !test.negated, evaluate), side(e.else, test.negated, maybe));
}

function evalVariable(frame: Frame, e: ExprOf<'var'>, st: State): Val {
  const known = st.env.get(e.b);
  const binding = bindingOf(frame.it.program, frame.file, e.b);
  if (known !== undefined) {
    if (binding.owner === 0) {
      const again = variablePath(frame, e.b);
      noteTouch(frame, again, again, e, st);
    }
    return known;
  }
  if (binding.fn !== undefined) return { k: 'fn', ref: { file: frame.file, fn: binding.fn } };
  if (binding.kind === 'param' && binding.owner === frame.root.fn && !binding.reassigned) {
    const path = parameterPath(fnOf(frame.it.program, frame.root).params, e.b);
    if (path !== undefined) return { k: 'path', path, cls: undefined, name: binding.name };
  }
  const entity = frame.it.resolver.entityOf(frame.ref, e);
  if (binding.kind === 'import' || binding.owner === 0) {
    if (entity.k === 'function') return { k: 'fn', ref: { file: entity.file, fn: entity.fn } };
    if (entity.k === 'class')
      return {
        k: 'path',
        path: { root: `x:${entity.file}#${entity.cls}`, steps: [] },
        cls: `x:${entity.file}#${entity.cls}`,
        name: binding.name,
      };
  }
  const path = variablePath(frame, e.b);
  noteGuarded(frame, path, path, e, st);
  noteTouch(frame, path, path, e, st);
  return path;
}

/** The object in a variable, whatever it is. */
export function variablePath(frame: Frame, b: BindingId): PathVal {
  const binding = bindingOf(frame.it.program, frame.file, b);
  const key = (binding.kind === 'import' ? exportedVariable(frame, b) : undefined) ?? `v:${frame.file}#${b}`;
  return { k: 'path', path: { root: key, steps: [] }, cls: key, name: binding.name };
}

/** `p0` for a parameter, `p0.work` for a name that a parameter's pattern takes out of it. */
function parameterPath(params: readonly Param[], b: BindingId): Path | undefined {
  for (const [i, p] of params.entries()) {
    if (p.target.k === 'bind' && p.target.b === b) return { root: `p${i}`, steps: [] };
    if (p.target.k !== 'objectPattern') continue;
    for (const prop of p.target.props)
      if (prop.target.k === 'bind' && prop.target.b === b && typeof prop.key === 'string')
        return { root: `p${i}`, steps: [prop.key] };
  }
  return undefined;
}

/** The variable behind an import, so that all files mean the same lock. */
function exportedVariable(frame: Frame, b: BindingId): string | undefined {
  let file = frame.file;
  let imported = frame.it.program.files.get(file)?.imports.find((i) => i.b === b);
  for (let depth = 0; imported !== undefined && depth < 8; depth++) {
    const target = frame.it.program.resolve(file, imported.from);
    const facts = target === undefined ? undefined : frame.it.program.files.get(target);
    const name = imported.imported;
    const out = facts?.exports.find((x) => x.name === name);
    if (target === undefined || facts === undefined || out === undefined) return undefined;
    if (out.b !== undefined && out.from === undefined) {
      const next = facts.imports.find((i) => i.b === out.b);
      if (next === undefined) return `v:${target}#${out.b}`;
      imported = next;
    } else if (out.from !== undefined) imported = { ...imported, from: out.from, imported: out.imported ?? name };
    else return undefined;
    file = target;
  }
  return undefined;
}

function evalMember(frame: Frame, e: ExprOf<'member'>, st: State): Val {
  const obj = evaluate(frame, e.obj, st);
  if (obj.k === 'object') return obj.props.get(e.prop) ?? NONE;
  if (obj.k === 'promise' || obj.k === 'release') return NONE;
  const entity = frame.it.resolver.entityOf(frame.ref, e);
  if (entity.k === 'function') return { k: 'fn', ref: { file: entity.file, fn: entity.fn } };
  if (obj.k !== 'path') return NONE;
  const path = memberPath(frame, e, obj);
  noteGuarded(frame, path, obj, e, st);
  noteTouch(frame, path, obj, e, st);
  return path;
}

/** Notes that something is touched that an annotation says is guarded. */
export function noteGuarded(frame: Frame, path: PathVal, owner: PathVal, e: Expr, st: State): void {
  const guard = frame.it.guardOf(path.cls);
  const { kind } = fnOf(frame.it.program, frame.root);
  if (guard === undefined || kind === 'constructor' || kind === 'fields' || kind === 'static' || kind === 'module')
    return;
  if (owner !== path && [...st.fresh].some((b) => owner.path.root === `v:${frame.file}#${b}`)) return;
  const steps = guard.path.root === 'this' ? [...owner.path.steps, ...guard.path.steps] : guard.path.steps;
  const root = guard.path.root === 'this' ? owner.path.root : guard.path.root;
  const at = place(frame.file, e.at);
  const needed = { ...guard, path: { root, steps } };
  commitEvents(
    frame,
    [{ k: 'guarded', guard: needed, what: path.name, calls: false, at, fn: frame.ref, held: [], trace: [] }],
    st,
  );
}

/** The object in a field of an object. */
export function memberPath(frame: Frame, e: ExprOf<'member'>, obj: PathVal): PathVal {
  const owner = frame.it.resolver.entityOf(frame.ref, e.obj);
  const cls =
    owner.k === 'instance'
      ? `C:${owner.file}#${owner.cls}.${e.prop}`
      : owner.k === 'class'
        ? `x:${owner.file}#${owner.cls}.${e.prop}`
        : owner.k === 'shape' && owner.name !== ''
          ? `T:${owner.file}#${owner.name}.${e.prop}`
          : obj.cls === undefined
            ? undefined
            : `${obj.cls}.${e.prop}`;
  const ownerName = owner.k === 'instance' || owner.k === 'class' ? classOf(frame.it.program, owner).name : obj.name;
  return {
    k: 'path',
    path: { root: obj.path.root, steps: [...obj.path.steps, e.prop] },
    cls,
    name: obj.name === 'this' ? `${ownerName}.${e.prop}` : `${obj.name}.${e.prop}`,
  };
}

export function elementAt(frame: Frame, obj: Val, key: Expr, st: State): Val {
  if (obj.k === 'tuple' && key.k === 'const' && typeof key.value === 'number') return obj.vals[key.value] ?? NONE;
  if (obj.k !== 'path') return NONE;
  const at = evaluate(frame, key, st);
  const inner = bare(key);
  let step = '[?]';
  let cls = obj.cls === undefined ? undefined : `${obj.cls}[]`;
  if (at.k === 'const') {
    step = `[=${String(at.v)}]`;
    cls = obj.cls === undefined ? undefined : `${obj.cls}${step}`;
  } else if (at.k === 'path') step = `[${pathKey(at.path)}]`;
  else if (inner.k === 'binary' && inner.op === '%') step = `[%${inner.at[0]}]`;
  if (step === '[?]') return { k: 'path', path: { root: vaguePath().root, steps: [] }, cls, name: `${obj.name}[...]` };
  const name = at.k === 'const' ? `${obj.name}[${String(at.v)}]` : `${obj.name}[${at.k === 'path' ? at.name : '...'}]`;
  return { k: 'path', path: { root: obj.path.root, steps: [...obj.path.steps, step] }, cls, name };
}

export function ownClass(frame: Frame): string | undefined {
  const own = thisClassOf(frame.it.program, frame.ref);
  return own === undefined ? undefined : `C:${frame.file}#${own.cls}`;
}
