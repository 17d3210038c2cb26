/**
 * Locks that a project writes by hand, found by what their bodies do: a promise chain that every caller
 * appends to, and a queue of waiters that a release takes from. No name decides, except which half of a
 * reader-writer lock is the reading one.
 */
import type { ClassFacts, Expr, FunctionFacts, FunctionId } from '../../facts/core.ts';
import type { LockMode } from '../../knowledge/locks.ts';
import type { CallGraph } from '../callgraph.ts';
import { fnKey, type FnRef, type Program } from '../program.ts';
import { bare, exprsOfStmt, forEachExpr, forEachExprIn, forEachStmt, textOf } from '../walk.ts';

export type InferredOp =
  | { readonly op: 'run'; readonly callback: number; readonly field: string }
  | {
      readonly op: 'acquire';
      readonly grants: 'releaser' | 'nothing';
      readonly mode: LockMode;
      readonly shape: 'mutex' | 'semaphore' | 'rw';
      readonly field: string;
    }
  | { readonly op: 'release'; readonly mode: LockMode; readonly field: string };

export interface Inferred {
  /** By function key. */
  readonly ops: ReadonlyMap<string, InferredOp>;
  /** Queues that functions wait in (`class field`), by function key; locks are not among them. */
  readonly parks: ReadonlyMap<string, string>;
  /** Functions that take a waiter out of a queue, by queue. */
  readonly grants: ReadonlyMap<string, readonly FnRef[]>;
}

export function inferLocks(program: Program, graph: CallGraph): Inferred {
  const ops = new Map<string, InferredOp>();
  const parks = new Map<string, string>();
  const grants = new Map<string, FnRef[]>();
  for (const [file, facts] of program.files) {
    const nested = nestedOf(facts.functions);
    for (const fn of facts.functions) {
      if (fn.kind === 'module') continue;
      const op = chainOp(program, graph, { file, fn: fn.id }, fn, nested);
      if (op !== undefined) ops.set(fnKey({ file, fn: fn.id }), op);
    }
    for (const cls of facts.classes) waiterQueue(program, file, cls, nested, ops, parks, grants);
  }
  return { ops, parks, grants };
}

type Nested = ReadonlyMap<FunctionId, readonly FunctionFacts[]>;

/** A function with the closures inside it. */
function nestedOf(functions: readonly FunctionFacts[]): Nested {
  const found = new Map<FunctionId, FunctionFacts[]>();
  for (const fn of functions) {
    for (
      let at: FunctionFacts | undefined = fn;
      at !== undefined;
      at = at.parent === undefined ? undefined : functions[at.parent]
    ) {
      const list = found.get(at.id);
      if (list === undefined) found.set(at.id, [fn]);
      else list.push(fn);
      if (at.kind === 'method' || at.parent === 0) break;
    }
  }
  return found;
}

// ------------------------------------------------------------------------------------------ promise chains

/** `const result = this.tail.then(task); this.tail = result.catch(...)`, and its await and acquire forms. */
function chainOp(
  program: Program,
  graph: CallGraph,
  ref: FnRef,
  fn: FunctionFacts,
  nested: Nested,
): InferredOp | undefined {
  const names = (b: number): string => program.files.get(ref.file)?.bindings[b]?.name ?? '';
  const aliases = new Map<string, string>();
  const assigned = new Set<string>();
  const waited = new Set<string>();
  const isCell = (e: Expr): string | undefined => {
    let inner = bare(e);
    // `this.tail ?? Promise.resolve()`, `chains.get(key) ?? Promise.resolve()`
    if (inner.k === 'logical') inner = bare(inner.left);
    if (inner.k === 'call' && inner.callee.k === 'member' && inner.callee.prop === 'get') {
      const map = textOf(inner.callee.obj, names);
      return map === undefined ? undefined : `${map}[]`;
    }
    if (inner.k === 'index') {
      const obj = textOf(inner.obj, names);
      return obj === undefined ? undefined : `${obj}[]`;
    }
    if (inner.k === 'member' && (inner.obj.k === 'this' || inner.obj.k === 'var')) return textOf(inner, names);
    if (inner.k !== 'var') return undefined;
    const binding = program.files.get(ref.file)?.bindings[inner.b];
    if (binding === undefined || binding.kind === 'param') return undefined;
    return binding.owner === ref.fn ? (aliases.get(binding.name) ?? undefined) : binding.name;
  };
  forEachStmt(fn.body, (s) => {
    if (s.k !== 'let') return;
    for (const d of s.decls) {
      if (d.target.k !== 'bind' || d.init === undefined) continue;
      const cell = isCell(d.init);
      if (cell !== undefined) aliases.set(names(d.target.b), cell);
    }
  });
  const visit = (e: Expr): void => {
    if (e.k === 'assign' && e.op === '=') {
      const target =
        e.target.k === 'expr'
          ? isCellTarget(e.target.e, names)
          : e.target.k === 'bind'
            ? outerName(program, ref, e.target.b)
            : undefined;
      if (target !== undefined && isChained(e.value)) assigned.add(target);
    }
    if (e.k === 'call' && e.callee.k === 'member') {
      if (e.callee.prop === 'set' && e.args.length === 2) {
        const map = textOf(e.callee.obj, names);
        if (map !== undefined && e.args[1] !== undefined && isChained(e.args[1])) assigned.add(`${map}[]`);
      }
      if (e.callee.prop === 'then' || e.callee.prop === 'finally' || e.callee.prop === 'catch') {
        let from: Expr = e.callee.obj;
        while (from.k === 'call' && from.callee.k === 'member' && /^(then|catch|finally)$/.test(from.callee.prop))
          from = from.callee.obj;
        const cell = isCell(from);
        if (cell !== undefined) {
          waited.add(cell);
        }
      }
    }
    if (e.k === 'await') {
      const cell = isCell(e.e);
      if (cell !== undefined) waited.add(cell);
    }
  };
  for (const inner of nested.get(fn.id) ?? [fn])
    if (inner.id === fn.id || inner.lexicalThis) forEachExprIn(inner, visit);
  const cell = [...assigned].find((c) => waited.has(c));
  if (cell === undefined) return undefined;
  const callback = fn.params.findIndex((p, i) => p.target.k === 'bind' && graph.invokes(ref, i));
  const field = cell.replace(/^this\./, '');
  if (callback >= 0) return { op: 'run', callback, field };
  // The acquire form gives a release function out.
  let gives = false;
  for (const inner of nested.get(fn.id) ?? [fn]) {
    forEachStmt(inner.body, (s) => {
      if (s.k !== 'return' || s.e === undefined) return;
      const e = bare(s.e);
      const at = e.k === 'var' ? program.files.get(ref.file)?.bindings[e.b] : undefined;
      if (
        e.k === 'func' ||
        (at !== undefined && at.owner === ref.fn && (at.reassigned || at.init?.k === 'func') && inner.id !== 0)
      )
        gives = true;
    });
  }
  return gives && createsGate(nested.get(fn.id) ?? [fn])
    ? { op: 'acquire', grants: 'releaser', mode: 'exclusive', shape: 'mutex', field }
    : undefined;
}

/** The next link is a promise that somebody else will wait for, not some value. */
function isChained(e: Expr): boolean {
  let inner = bare(e);
  if (inner.k === 'await') return false;
  if (inner.k === 'var') return true;
  if (inner.k === 'new') return inner.callee.k === 'global' && inner.callee.name === 'Promise';
  while (inner.k === 'call' && inner.callee.k === 'member') {
    if (/^(then|catch|finally)$/.test(inner.callee.prop)) return true;
    inner = bare(inner.callee.obj);
  }
  return false;
}

function isCellTarget(e: Expr, names: (b: number) => string): string | undefined {
  if (e.k === 'index') {
    const obj = textOf(e.obj, names);
    return obj === undefined ? undefined : `${obj}[]`;
  }
  return e.k === 'member' ? textOf(e, names) : undefined;
}

function outerName(program: Program, ref: FnRef, b: number): string | undefined {
  const binding = program.files.get(ref.file)?.bindings[b];
  return binding === undefined || binding.owner === ref.fn ? undefined : binding.name;
}

function createsGate(fns: readonly FunctionFacts[]): boolean {
  let found = false;
  for (const fn of fns) {
    forEachExprIn(fn, (e) => {
      if (e.k === 'new' && e.callee.k === 'global' && e.callee.name === 'Promise') found = true;
      if (e.k === 'call' && e.callee.k === 'member' && e.callee.prop === 'withResolvers') found = true;
    });
  }
  return found;
}

// ------------------------------------------------------------------------------------------ waiter queues

interface MethodView {
  readonly name: string;
  readonly fn: FunctionFacts;
  readonly parksIn: Set<string>;
  readonly takesFrom: Set<string>;
  /** `+` towards taken, `-` towards free, by field. */
  readonly sets: Map<string, Set<string>>;
  readonly calls: Set<string>;
  givesFunction: boolean;
}

function waiterQueue(
  program: Program,
  file: string,
  cls: ClassFacts,
  nested: Nested,
  ops: Map<string, InferredOp>,
  parks: Map<string, string>,
  grants: Map<string, FnRef[]>,
): void {
  const functions = program.files.get(file)?.functions ?? [];
  const methods = new Map<string, MethodView>();
  for (const m of cls.methods) {
    const fn = functions[m.fn];
    if (fn !== undefined && !fn.static) methods.set(m.name, view(m.name, fn, nested));
  }
  const queues = new Set([...methods.values()].flatMap((m) => [...m.parksIn]));
  if (queues.size === 0) return;
  const closure = (start: MethodView): MethodView[] => {
    const seen = new Set([start]);
    for (const m of seen)
      for (const name of m.calls) {
        const next = methods.get(name);
        if (next !== undefined) seen.add(next);
      }
    return [...seen];
  };
  for (const queue of queues) {
    const all = [...methods.values()].map((m) => ({ m, reach: closure(m) }));
    const parking = all.filter(({ m, reach }) => m.parksIn.has(queue) || reach.some((r) => r.parksIn.has(queue)));
    const taking = all.filter(({ reach }) => reach.some((r) => r.takesFrom.has(queue)));
    if (taking.length === 0) continue;
    const states = stateFields(all.map(({ m }) => m));
    const releasing = taking.filter(
      ({ m, reach }) =>
        !reach.some((r) => r.parksIn.has(queue)) &&
        m.fn.params.length === 0 &&
        states.some((f) => reach.some((r) => r.sets.get(f) !== undefined)) &&
        m.fn.kind === 'method',
    );
    const key = `C:${file}#${cls.id}.${queue}`;
    const undo = releasing.filter(({ m, reach }) =>
      states.some(
        (f) =>
          (m.sets.get(f)?.size ?? 0) > 0 ||
          reach.some((r) => r !== m && r.takesFrom.has(queue) && (r.sets.get(f)?.has('-') ?? false)),
      ),
    );
    const isLock = states.length > 0 && undo.length > 0;
    if (!isLock) {
      for (const { m } of parking) parks.set(fnKey({ file, fn: m.fn.id }), key);
      grants.set(
        key,
        taking.map(({ m }) => ({ file, fn: m.fn.id })),
      );
      continue;
    }
    const modes = new Set(parking.map(({ m }) => modeOf(m.name)));
    const shape =
      modes.size > 1
        ? 'rw'
        : states.some(
              (f) =>
                cls.fields.find((x) => x.name === f)?.init?.k === 'const' && typeof fieldConst(cls, f) === 'boolean',
            )
          ? 'mutex'
          : 'semaphore';
    for (const { m, reach } of parking) {
      // A method with a callback is a wrapper: its summary tells what it does.
      if (m.fn.params.length > 0 && m.fn.params.some((p) => p.type?.k === 'fn')) continue;
      if (m.calls.size > 0 && undo.some((u) => m.calls.has(u.m.name)) && !m.parksIn.has(queue)) continue;
      const grantsWhat =
        m.givesFunction || reach.some((r) => r.parksIn.has(queue) && r.givesFunction) ? 'releaser' : 'nothing';
      ops.set(fnKey({ file, fn: m.fn.id }), {
        op: 'acquire',
        grants: grantsWhat,
        mode: shape === 'rw' ? modeOf(m.name) : 'exclusive',
        shape,
        field: queue,
      });
    }
    for (const { m } of undo) {
      if (parking.some((p) => p.m === m)) continue;
      ops.set(fnKey({ file, fn: m.fn.id }), {
        op: 'release',
        mode: shape === 'rw' ? modeOf(m.name) : 'exclusive',
        field: queue,
      });
    }
  }
}

function fieldConst(cls: ClassFacts, name: string): unknown {
  const init = cls.fields.find((f) => f.name === name)?.init;
  return init?.k === 'const' ? init.value : undefined;
}

function modeOf(name: string): LockMode {
  return /read|shared/i.test(name) && !/write|exclusive/i.test(name) ? 'shared' : 'exclusive';
}

/** Fields that methods move both ways: set and reset, up and down. */
function stateFields(methods: readonly MethodView[]): string[] {
  const moves = new Map<string, Set<string>>();
  for (const m of methods)
    for (const [field, ways] of m.sets) moves.set(field, new Set([...(moves.get(field) ?? []), ...ways]));
  return [...moves].filter(([, ways]) => ways.has('+') && ways.has('-')).map(([field]) => field);
}

function view(name: string, fn: FunctionFacts, nested: Nested): MethodView {
  const out: MethodView = {
    name,
    fn,
    parksIn: new Set(),
    takesFrom: new Set(),
    sets: new Map(),
    calls: new Set(),
    givesFunction: false,
  };
  const move = (field: string, way: string): void =>
    void out.sets.set(field, new Set([...(out.sets.get(field) ?? []), way]));
  const queueLocals = new Map<number, string>();
  for (const inner of nested.get(fn.id) ?? [fn]) {
    const params = new Set(inner.params.flatMap((p) => (p.target.k === 'bind' ? [p.target.b] : [])));
    const executor = inner.id !== fn.id;
    forEachStmt(inner.body, (s) => {
      if (s.k === 'return' && s.e !== undefined && bare(s.e).k === 'func') out.givesFunction = true;
      if (s.k === 'let') {
        for (const d of s.decls) {
          const queue = d.init === undefined ? undefined : taken(d.init);
          if (queue === undefined) continue;
          if (d.target.k === 'bind') queueLocals.set(d.target.b, queue);
          else if (d.target.k === 'objectPattern')
            for (const p of d.target.props) if (p.target.k === 'bind') queueLocals.set(p.target.b, queue);
        }
      }
      for (const e of exprsOfStmt(s)) {
        forEachExpr(e, (x) => {
          if (x.k === 'assign' && x.target.k === 'expr' && x.target.e.k === 'member' && x.target.e.obj.k === 'this') {
            const field = x.target.e.prop;
            const v = bare(x.value);
            if (x.op === '+=') move(field, '+');
            else if (x.op === '-=') move(field, '-');
            else if (x.op === '=' && v.k === 'const')
              move(field, v.value === true || (typeof v.value === 'number' && v.value > 0) ? '+' : '-');
          }
          if (x.k === 'update' && x.target.k === 'member' && x.target.obj.k === 'this')
            move(x.target.prop, x.op === '++' ? '+' : '-');
          if (x.k !== 'call') return;
          const callee = bare(x.callee);
          if (callee.k === 'member' && callee.obj.k === 'this') out.calls.add(callee.prop);
          if (
            callee.k === 'member' &&
            (callee.prop === 'push' || callee.prop === 'add') &&
            callee.obj.k === 'member' &&
            callee.obj.obj.k === 'this' &&
            executor
          ) {
            if (x.args.some((arg) => holdsResolve(arg, params, nested))) out.parksIn.add(callee.obj.prop);
          }
          // `this.queue.shift()?.()`, `next()`, `next.resolve()`
          const direct = taken(callee) ?? (callee.k === 'member' ? taken(callee.obj) : undefined);
          if (direct !== undefined) out.takesFrom.add(direct);
          const root = callee.k === 'member' ? bare(callee.obj) : callee;
          const local = root.k === 'var' ? queueLocals.get(root.b) : undefined;
          if (local !== undefined) out.takesFrom.add(local);
          if (x.args.some((arg) => bare(arg).k === 'func') && root.k === 'var' && params.has(root.b))
            out.givesFunction = true;
          if (local !== undefined && x.args.some((arg) => bare(arg).k === 'func')) out.givesFunction = true;
        });
      }
    });
  }
  return out;
}

/** `this.queue.shift()`, `.pop()`, `this.queue[0]`: which queue it takes from. */
function taken(e: Expr): string | undefined {
  const inner = bare(e);
  const obj =
    inner.k === 'call' && inner.callee.k === 'member' && (inner.callee.prop === 'shift' || inner.callee.prop === 'pop')
      ? inner.callee.obj
      : inner.k === 'index'
        ? inner.obj
        : undefined;
  return obj?.k === 'member' && obj.obj.k === 'this' ? obj.prop : undefined;
}

/** The executor's `resolve`, itself, in an object, or in a closure that calls it. */
function holdsResolve(arg: Expr, params: ReadonlySet<number>, nested: Nested): boolean {
  const e = bare(arg);
  if (e.k === 'var') return params.has(e.b);
  if (e.k === 'object') return e.props.some((p) => p.k === 'prop' && holdsResolve(p.value, params, nested));
  if (e.k === 'func') {
    const fn = [...nested.values()].flat().find((f) => f.id === e.fn);
    let calls = false;
    if (fn !== undefined)
      forEachExprIn(fn, (x) => {
        if (x.k === 'call' && x.callee.k === 'var' && params.has(x.callee.b)) calls = true;
      });
    return calls;
  }
  return false;
}
