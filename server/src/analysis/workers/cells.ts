/**
 * Inside a worker's script: which views lie over memory that came with `workerData`, and which values differ
 * from one instance to the next. Names are followed through constants, destructuring, casts and fields of
 * the data; anything else is unknown.
 */
import type { BindingId, Expr, FileFacts, Pattern } from '../../facts/core.ts';
import { perFile } from '../per-file.ts';
import { bare, forEachExpr, forEachStmt } from '../walk.ts';

export const INTEGER_VIEWS: ReadonlySet<string> = new Set([
  'Int8Array',
  'Uint8Array',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'BigInt64Array',
  'BigUint64Array',
]);
const FLOAT_VIEWS = new Set(['Float16Array', 'Float32Array', 'Float64Array', 'Uint8ClampedArray']);

export interface SharedValue {
  /** Property names from `workerData` to the buffer or view. */
  readonly path: readonly string[];
  /** Constructor of the view when it is made here; undefined for the value itself. */
  readonly view: string | undefined;
  /** Byte offset expression given to the constructor is not constant 0. */
  readonly shifted: boolean;
}

interface Definition {
  readonly e: Expr;
  readonly path: readonly string[];
}

/** Every name that is defined once from an expression, with the properties taken out of it. */
const definitionsOf = perFile((facts: FileFacts): ReadonlyMap<BindingId, Definition> => {
  const found = new Map<BindingId, Definition>();
  const visit = (p: Pattern, e: Expr, path: readonly string[]): void => {
    if (p.k === 'bind') found.set(p.b, { e, path });
    else if (p.k === 'objectPattern') {
      for (const prop of p.props) if (typeof prop.key === 'string') visit(prop.target, e, [...path, prop.key]);
    }
  };
  for (const fn of facts.functions) {
    forEachStmt(fn.body, (s) => {
      if (s.k === 'let') for (const d of s.decls) if (d.init !== undefined) visit(d.target, d.init, []);
    });
  }
  return found;
});

export function isWorkerData(facts: FileFacts, b: BindingId): boolean {
  return facts.imports.some((i) => i.b === b && i.imported === 'workerData' && /^(node:)?worker_threads$/.test(i.from));
}

export function sharedValue(facts: FileFacts, expr: Expr, depth = 0): SharedValue | undefined {
  const e = bare(expr);
  if (depth > 8) return undefined;
  if (e.k === 'var') {
    if (isWorkerData(facts, e.b)) return { path: [], view: undefined, shifted: false };
    const binding = facts.bindings[e.b];
    const definition = definitionsOf(facts).get(e.b);
    if (definition === undefined || binding?.reassigned !== false) return undefined;
    const base = sharedValue(facts, definition.e, depth + 1);
    if (base === undefined) return undefined;
    return definition.path.length === 0
      ? base
      : base.view !== undefined
        ? undefined
        : { ...base, path: [...base.path, ...definition.path] };
  }
  if (e.k === 'member') {
    const base = sharedValue(facts, e.obj, depth + 1);
    return base === undefined || base.view !== undefined ? undefined : { ...base, path: [...base.path, e.prop] };
  }
  if (
    e.k === 'new' &&
    e.callee.k === 'global' &&
    (INTEGER_VIEWS.has(e.callee.name) || FLOAT_VIEWS.has(e.callee.name))
  ) {
    const [buffer, offset] = e.args;
    const base = buffer === undefined ? undefined : sharedValue(facts, buffer, depth + 1);
    if (base === undefined) return undefined;
    return {
      ...base,
      view: e.callee.name,
      shifted: offset !== undefined && !(offset.k === 'const' && offset.value === 0),
    };
  }
  return undefined;
}

/**
 * Whether a value may differ between instances of the script: it depends on `workerData`, on `threadId`, on a
 * parameter (callers are not followed) or on something unknown. Lengths of shared views are the same for all.
 */
export function differsByInstance(facts: FileFacts, expr: Expr, depth = 0): boolean {
  if (depth > 8) return true;
  let differs = false;
  const visit = (e: Expr): void => {
    if (differs) return;
    if (e.k === 'member' && (e.prop === 'length' || e.prop === 'byteLength') && sharedValue(facts, e.obj) !== undefined)
      return;
    if (e.k === 'var') {
      const binding = facts.bindings[e.b];
      if (binding === undefined || binding.kind === 'param' || binding.kind === 'import' || binding.kind === 'catch')
        differs = true;
      else {
        const definition = definitionsOf(facts).get(e.b);
        // A loop variable without a definition (for-of, for-in) takes its values from what is iterated.
        if (definition === undefined) differs = true;
        else differs = differsByInstance(facts, definition.e, depth + 1);
      }
      return;
    }
    if (e.k === 'call' || e.k === 'new' || e.k === 'await' || e.k === 'this' || e.k === 'opaque' || e.k === 'index') {
      differs = true;
      return;
    }
    for (const child of children(e)) visit(child);
  };
  visit(bare(expr));
  return differs;
}

function children(e: Expr): readonly Expr[] {
  const direct: Expr[] = [];
  if (e.k === 'binary' || e.k === 'logical') direct.push(e.left, e.right);
  else if (e.k === 'unary' || e.k === 'cast') direct.push(e.e);
  else if (e.k === 'cond') direct.push(e.test, e.then, e.else);
  else if (e.k === 'member') direct.push(e.obj);
  else if (e.k === 'template') direct.push(...e.parts);
  else if (e.k !== 'const' && e.k !== 'global') forEachExpr(e, (inner) => void (inner !== e && direct.push(inner)));
  return direct;
}
