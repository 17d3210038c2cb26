/**
 * Queues of waiters written by hand: a method parks what settles its promise in a list, another one takes it out.
 * With a state that both move, one up and one down, it is a lock; without, a channel or an event.
 */
import type { ClassFacts, Expr, FunctionFacts } from '../../facts/core.ts';
import type { LockMode } from '../../knowledge/locks.ts';
import { fnKey, type FnRef, type Program } from '../program.ts';
import { bare, exprsOfStmt, forEachExpr, forEachExprIn, forEachStmt } from '../walk.ts';
import type { InferredOp, Nested } from './infer.ts';

interface MethodView {
  readonly name: string;
  readonly fn: FunctionFacts;
  readonly parksIn: Set<string>;
  readonly takesFrom: Set<string>;
  /** `+` towards taken, `-` towards free, by field. */
  readonly sets: Map<string, Set<string>>;
  readonly calls: Set<string>;
  /** Parameters that are put into a queue with the waiter, by queue: property (or `()` for a closure) and index. */
  readonly hands: Map<string, { readonly prop: string; readonly index: number }>;
  /** What is called of a waiter that was taken out: `next.task()`. */
  readonly runs: Set<string>;
  givesFunction: boolean;
}

export function waiterQueue(
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
      const handed = m.hands.get(queue);
      if (handed !== undefined && (handed.prop === '()' || all.some((x) => x.m.runs.has(handed.prop)))) {
        // What waits in the queue is the work itself: it is run when its turn comes, and the turn ends with it.
        ops.set(fnKey({ file, fn: m.fn.id }), { op: 'run', callback: handed.index, shape, field: queue });
        continue;
      }
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
    hands: new Map(),
    runs: new Set(),
    givesFunction: false,
  };
  const parameters = new Map(fn.params.flatMap((p, i) => (p.target.k === 'bind' ? [[p.target.b, i] as const] : [])));
  const move = (field: string, way: string): void =>
    void out.sets.set(field, new Set([...(out.sets.get(field) ?? []), way]));
  const queueLocals = new Map<number, string>();
  for (const inner of nested.get(fn.id) ?? [fn]) {
    const gates = gateResolvers(inner);
    const params = new Set([...inner.params.flatMap((p) => (p.target.k === 'bind' ? [p.target.b] : [])), ...gates]);
    const executor = inner.id !== fn.id || gates.size > 0;
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
            if (x.args.some((arg) => holdsResolve(arg, params, nested))) {
              out.parksIn.add(callee.obj.prop);
              const handed = x.args.map((arg) => handedOver(arg, parameters, nested)).find((h) => h !== undefined);
              if (handed !== undefined) out.hands.set(callee.obj.prop, handed);
            }
          }
          // `this.queue.shift()?.()`, `next()`, `next.resolve()`
          const direct = taken(callee) ?? (callee.k === 'member' ? taken(callee.obj) : undefined);
          if (direct !== undefined) out.takesFrom.add(direct);
          const root = callee.k === 'member' ? bare(callee.obj) : callee;
          const local = root.k === 'var' ? queueLocals.get(root.b) : undefined;
          if (local !== undefined) out.takesFrom.add(local);
          if (local !== undefined && callee.k === 'member') out.runs.add(callee.prop);
          if (x.args.some((arg) => bare(arg).k === 'func') && root.k === 'var' && params.has(root.b))
            out.givesFunction = true;
          if (local !== undefined && x.args.some((arg) => bare(arg).k === 'func')) out.givesFunction = true;
        });
      }
    });
  }
  return out;
}

/** Names that hold `resolve` of `Promise.withResolvers()`, or the whole of it. */
function gateResolvers(fn: FunctionFacts): ReadonlySet<number> {
  const found = new Set<number>();
  forEachStmt(fn.body, (s) => {
    if (s.k !== 'let') return;
    for (const d of s.decls) {
      const init = d.init === undefined ? undefined : bare(d.init);
      if (init?.k !== 'call' || init.callee.k !== 'member' || init.callee.prop !== 'withResolvers') continue;
      if (d.target.k === 'bind') found.add(d.target.b);
      if (d.target.k !== 'objectPattern') continue;
      for (const p of d.target.props) if (p.key === 'resolve' && p.target.k === 'bind') found.add(p.target.b);
    }
  });
  return found;
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

/** `{ task, resolve }`, `() => task().then(resolve)`: the method's own parameter that goes into the queue. */
function handedOver(
  arg: Expr,
  parameters: ReadonlyMap<number, number>,
  nested: Nested,
): { readonly prop: string; readonly index: number } | undefined {
  const e = bare(arg);
  if (e.k === 'object') {
    for (const p of e.props) {
      const index = p.k === 'prop' && p.value.k === 'var' ? parameters.get(p.value.b) : undefined;
      if (p.k === 'prop' && index !== undefined) return { prop: p.key, index };
    }
    return undefined;
  }
  const [fn] = e.k === 'func' ? (nested.get(e.fn) ?? []) : [];
  let index: number | undefined;
  if (fn !== undefined)
    forEachExprIn(fn, (x) => {
      if (x.k === 'call' && x.callee.k === 'var') index ??= parameters.get(x.callee.b);
    });
  return index === undefined ? undefined : { prop: '()', index };
}

/** The executor's `resolve`, itself, in an object, or in a closure that calls it. */
function holdsResolve(arg: Expr, params: ReadonlySet<number>, nested: Nested): boolean {
  const e = bare(arg);
  if (e.k === 'var') return params.has(e.b);
  if (e.k === 'member') return e.prop === 'resolve' && e.obj.k === 'var' && params.has(e.obj.b);
  if (e.k === 'object') return e.props.some((p) => p.k === 'prop' && holdsResolve(p.value, params, nested));
  if (e.k === 'func') {
    const fn = nested.get(e.fn)?.find((f) => f.id === e.fn);
    let calls = false;
    if (fn !== undefined)
      forEachExprIn(fn, (x) => {
        if (x.k === 'call' && x.callee.k === 'var' && params.has(x.callee.b)) calls = true;
      });
    return calls;
  }
  return false;
}
