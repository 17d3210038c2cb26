/**
 * Locks written by hand around a state instead of a chain: a function waits until the state is free, takes it, and
 * gives out the function that frees it again; or runs a callback in between; or leaves the freeing to a function
 * beside it. What makes it a lock is that taking, waiting and freeing speak of one state; no name decides.
 */
import type { Expr, FileFacts, FunctionFacts, FunctionId, Stmt } from '../../facts/core.ts';
import type { CallGraph } from '../callgraph.ts';
import type { FnRef, Program } from '../program.ts';
import { bare, exprsOfStmt, forEachExpr, forEachExprIn, forEachStmt, textOf } from '../walk.ts';
import type { InferredOp, Nested } from './infer.ts';

type Way = 'taken' | 'free' | 'up' | 'down';
type Moves = Map<string, Set<Way>>;

/** What one function does to states that outlive it. */
interface Turn {
  /** By the function itself, not by what it gives out. */
  readonly own: Moves;
  /** By the functions that it gives out. */
  readonly given: Moves;
  readonly waitsFor: ReadonlySet<string>;
}

interface TurnOp {
  readonly fn: FunctionFacts;
  readonly op: InferredOp;
}

export function turnOps(
  program: Program,
  graph: CallGraph,
  file: string,
  facts: FileFacts,
  nested: Nested,
): readonly TurnOp[] {
  const out: TurnOp[] = [];
  for (const fn of facts.functions) {
    const op = fn.kind === 'module' ? undefined : turnOp(program, graph, { file, fn: fn.id }, fn, nested);
    if (op !== undefined) out.push({ fn, op });
  }
  for (const cls of facts.classes) {
    const methods = cls.methods.flatMap((m) => facts.functions[m.fn] ?? []);
    out.push(...turnPair(program, file, methods, nested));
  }
  return out;
}

function turnOp(
  program: Program,
  graph: CallGraph,
  ref: FnRef,
  fn: FunctionFacts,
  nested: Nested,
): InferredOp | undefined {
  if (fn.generator) return undefined;
  const scope = scopeOf(program, ref, fn);
  const waitsFor = waitedStates(fn, nested, scope);
  if (waitsFor.size === 0) return undefined;
  const turn: Turn = { waitsFor, ...movesOf(program, ref, fn, nested, scope) };
  for (const state of waitsFor) {
    const own = turn.own.get(state);
    const given = turn.given.get(state);
    const shape = own?.has('up') === true || own?.has('down') === true ? 'semaphore' : 'mutex';
    const field = state.replace(/^this\./, '');
    if (opposite(own, given)) return { op: 'acquire', grants: 'releaser', mode: 'exclusive', shape, field };
    const callback = fn.params.findIndex((p, i) => p.target.k === 'bind' && graph.invokes(ref, i));
    if (callback >= 0 && fn.async && opposite(own, own)) return { op: 'run', callback, shape, field };
  }
  return undefined;
}

/** `while (this.held) await this.freed; this.held = true;` in one method, `this.held = false` in another. */
function turnPair(
  program: Program,
  file: string,
  methods: readonly FunctionFacts[],
  nested: Nested,
): readonly TurnOp[] {
  const out: TurnOp[] = [];
  for (const fn of methods) {
    const ref = { file, fn: fn.id };
    const scope = scopeOf(program, ref, fn);
    const waitsFor = fn.async ? waitedStates(fn, nested, scope) : new Set<string>();
    for (const state of waitsFor) {
      const { own } = movesOf(program, ref, fn, nested, scope);
      // Taking is all it does: a function that goes on to work has a flag of its own.
      if (own.get(state)?.has('taken') !== true || own.get(state)?.size !== 1 || !endsTaking(fn, state, scope))
        continue;
      const free = methods.filter((other) => other !== fn && onlyFrees(program, file, other, state, nested));
      const field = state.replace(/^this\./, '');
      if (free.length === 0) continue;
      out.push({ fn, op: { op: 'acquire', grants: 'nothing', mode: 'exclusive', shape: 'mutex', field } });
      for (const other of free) out.push({ fn: other, op: { op: 'release', mode: 'exclusive', field } });
    }
  }
  return out;
}

function opposite(a: ReadonlySet<Way> | undefined, b: ReadonlySet<Way> | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return (
    (a.has('taken') && b.has('free')) || (a.has('up') && b.has('down')) || (a !== b && a.has('down') && b.has('up'))
  );
}

/** Names of variables, and which of them outlive a call. */
interface Scope {
  readonly names: (b: number) => string;
  readonly lasting: (e: Expr) => boolean;
}

function scopeOf(program: Program, ref: FnRef, fn: FunctionFacts): Scope {
  const facts = program.files.get(ref.file);
  const inside = (owner: FunctionId): boolean => {
    for (let at: FunctionId | undefined = owner; at !== undefined; at = facts?.functions[at]?.parent)
      if (at === fn.id) return true;
    return false;
  };
  const lasting = (e: Expr): boolean => {
    if (e.k === 'member' || e.k === 'index') return lasting(bare(e.obj));
    if (e.k === 'this') return true;
    const binding = e.k === 'var' ? facts?.bindings[e.b] : undefined;
    return binding !== undefined && binding.kind !== 'import' && !inside(binding.owner);
  };
  return { names: (b) => facts?.bindings[b]?.name ?? '', lasting };
}

/** `this.held`, `held`, `this.locks[]` for one of a collection. */
function stateOf(e: Expr, scope: Scope): string | undefined {
  const inner = bare(e);
  if (inner.k === 'index') {
    const of = stateOf(inner.obj, scope);
    return of === undefined ? undefined : `${of}[]`;
  }
  if (inner.k === 'call' && inner.callee.k === 'member' && /^(get|has)$/.test(inner.callee.prop)) {
    const of = stateOf(inner.callee.obj, scope);
    return of === undefined ? undefined : `${of}[]`;
  }
  if ((inner.k !== 'member' && inner.k !== 'var') || !scope.lasting(inner)) return undefined;
  return textOf(inner, scope.names);
}

/** Which states an expression moves, and which way. */
function moveIn(e: Expr, scope: Scope): { readonly state: string; readonly way: Way } | undefined {
  const moved = (target: Expr, way: Way): { state: string; way: Way } | undefined => {
    const state = stateOf(target, scope);
    return state === undefined ? undefined : { state, way };
  };
  if (e.k === 'assign') {
    const target: Expr | undefined =
      e.target.k === 'expr'
        ? e.target.e
        : e.target.k === 'bind'
          ? { k: 'var', at: e.target.at, b: e.target.b }
          : undefined;
    if (target === undefined) return undefined;
    if (e.op === '+=' || e.op === '-=') return moved(target, e.op === '+=' ? 'up' : 'down');
    if (e.op !== '=') return undefined;
    const value = bare(e.value);
    if (value.k === 'const')
      return moved(target, value.value === true || typeof value.value === 'string' ? 'taken' : 'free');
    return moved(target, 'taken');
  }
  if (e.k === 'update') return moved(e.target, e.op === '++' ? 'up' : 'down');
  if (e.k === 'unary' && e.op === 'delete') return moved(e.e, 'free');
  if (e.k !== 'call' || e.callee.k !== 'member') return undefined;
  const { obj, prop } = e.callee;
  const way = prop === 'set' || prop === 'add' ? 'taken' : prop === 'delete' || prop === 'clear' ? 'free' : undefined;
  const of = way === undefined || e.args.length > 2 ? undefined : stateOf(obj, scope);
  return of === undefined || way === undefined ? undefined : { state: `${of}[]`, way };
}

function movesOf(
  program: Program,
  ref: FnRef,
  fn: FunctionFacts,
  nested: Nested,
  scope: Scope,
): { readonly own: Moves; readonly given: Moves } {
  const own: Moves = new Map();
  const given: Moves = new Map();
  const out = givenOut(program, ref, fn, nested);
  const isGiven = (id: FunctionId): boolean => {
    for (let at: FunctionId | undefined = id; at !== undefined && at !== fn.id;)
      if (out.functions.has(at)) return true;
      else at = program.files.get(ref.file)?.functions[at]?.parent;
    return false;
  };
  for (const inner of nested.get(fn.id) ?? [fn]) {
    const into = isGiven(inner.id) ? given : own;
    forEachExprIn(inner, (e) => {
      const move = moveIn(e, scope);
      if (move !== undefined) into.set(move.state, new Set([...(into.get(move.state) ?? []), move.way]));
      // `return () => this.leave()`: what the method does, whoever has the function can do.
      if (into === given && e.k === 'call')
        for (const m of ownMethod(program, ref, fn, e.callee)) addMoves(m, given, scope);
    });
  }
  for (const m of out.methods) addMoves(m, given, scope);
  return { own, given };
}

function addMoves(fn: FunctionFacts, into: Moves, scope: Scope): void {
  forEachExprIn(fn, (e) => {
    const move = moveIn(e, scope);
    if (move !== undefined) into.set(move.state, new Set([...(into.get(move.state) ?? []), move.way]));
  });
}

/** The method of the same class, or the function beside this one, that is called. */
function ownMethod(program: Program, ref: FnRef, fn: FunctionFacts, callee: Expr): readonly FunctionFacts[] {
  const facts = program.files.get(ref.file);
  const e = bare(callee);
  if (facts === undefined) return [];
  if (e.k === 'member' && e.obj.k === 'this' && fn.cls !== undefined) {
    const found = facts.classes[fn.cls]?.methods.find((m) => m.name === e.prop);
    const method = found === undefined ? undefined : facts.functions[found.fn];
    return method === undefined ? [] : [method];
  }
  const named = e.k === 'var' ? facts.bindings[e.b]?.fn : undefined;
  const beside = named === undefined ? undefined : facts.functions[named];
  return beside === undefined || beside.parent !== fn.parent ? [] : [beside];
}

/** Functions that leave with the result: returned, or handed to the `resolve` of a promise that is returned. */
function givenOut(
  program: Program,
  ref: FnRef,
  fn: FunctionFacts,
  nested: Nested,
): { readonly functions: ReadonlySet<FunctionId>; readonly methods: readonly FunctionFacts[] } {
  const functions = new Set<FunctionId>();
  const methods: FunctionFacts[] = [];
  const facts = program.files.get(ref.file);
  const give = (value: Expr, depth = 0): void => {
    const e = bare(value);
    if (depth > 4) return;
    if (e.k === 'func') functions.add(e.fn);
    else if (e.k === 'var') {
      const binding = facts?.bindings[e.b];
      if (binding?.fn !== undefined && binding.owner === fn.id) functions.add(binding.fn);
      if (binding?.init !== undefined && binding.owner === fn.id) give(binding.init, depth + 1);
    } else if (e.k === 'object') {
      for (const p of e.props) if (p.k !== 'spread') give(p.value, depth + 1);
    } else if (e.k === 'call' && e.callee.k === 'member') {
      if (e.callee.prop === 'bind') methods.push(...ownMethod(program, ref, fn, e.callee.obj));
      else if (e.callee.prop === 'resolve') for (const arg of e.args) give(arg, depth + 1);
    } else if (e.k === 'member') methods.push(...ownMethod(program, ref, fn, e));
  };
  for (const inner of nested.get(fn.id) ?? [fn]) {
    const params = new Set(inner.params.flatMap((p) => (p.target.k === 'bind' ? [p.target.b] : [])));
    if (inner.id === fn.id)
      forEachStmt(inner.body, (s) => {
        if (s.k === 'return' && s.e !== undefined) give(s.e);
      });
    else
      for (const f of nested.get(inner.id) ?? [inner])
        forEachExprIn(f, (e) => {
          if (e.k === 'call' && e.callee.k === 'var' && params.has(e.callee.b)) for (const arg of e.args) give(arg);
        });
  }
  return { functions, methods };
}

/**
 * States whose freeing a function waits for: looked at again and again with a wait in between, awaited themselves, or
 * looked at before the function parks what wakes it in a list.
 */
function waitedStates(fn: FunctionFacts, nested: Nested, scope: Scope): ReadonlySet<string> {
  const found = new Set<string>();
  const states = (e: Expr): string[] => {
    const out: string[] = [];
    forEachExpr(e, (x) => {
      const state = stateOf(x, scope);
      if (state !== undefined) out.push(state);
    });
    return out;
  };
  const visit = (body: readonly Stmt[]): void =>
    forEachStmt(body, (s) => {
      if (
        s.k === 'loop' &&
        s.test !== undefined &&
        s.update === undefined &&
        (waits(s.body) || waits([asStmt(s.test)]))
      )
        for (const state of states(s.test)) found.add(state);
      if (s.k === 'if') {
        if (parks(s.then, nested)) for (const state of states(s.test)) found.add(state);
        // `if (!this.held) { this.held = true; return; }` and then the waiting part.
        if (s.then.some((x) => x.k === 'return') && parks(fn.body, nested))
          for (const state of states(s.test)) found.add(state);
      }
      for (const e of exprsOfStmt(s))
        forEachExpr(e, (x) => {
          if (x.k !== 'await') return;
          const state = stateOf(x.e, scope);
          if (state !== undefined) found.add(state);
        });
    });
  visit(fn.body);
  return found;
}

const asStmt = (e: Expr): Stmt => ({ k: 'expr', at: e.at, e });

function waits(body: readonly Stmt[]): boolean {
  let found = false;
  forEachStmt(body, (s) =>
    exprsOfStmt(s).forEach((e) =>
      forEachExpr(e, (x) => {
        if (x.k === 'await') found = true;
      }),
    ),
  );
  return found;
}

/** `new Promise((resolve) => this.waiting.push(resolve))`: waits for somebody to take it out of the list. */
function parks(body: readonly Stmt[], nested: Nested): boolean {
  let found = false;
  forEachStmt(body, (s) =>
    exprsOfStmt(s).forEach((e) =>
      forEachExpr(e, (x) => {
        const [executor] = x.k === 'new' && x.callee.k === 'global' && x.callee.name === 'Promise' ? x.args : [];
        if (executor?.k !== 'func') return;
        for (const inner of nested.get(executor.fn) ?? [])
          forEachExprIn(inner, (y) => {
            if (y.k === 'call' && y.callee.k === 'member' && /^(push|unshift|add|set|enqueue)$/.test(y.callee.prop))
              found = true;
          });
      }),
    ),
  );
  return found;
}

/** The last thing it does is to take the state. */
function endsTaking(fn: FunctionFacts, state: string, scope: Scope): boolean {
  const last = fn.body[fn.body.length - 1];
  if (last?.k !== 'expr') return false;
  const move = moveIn(bare(last.e), scope);
  return move?.state === state && move.way === 'taken';
}

/** Frees the state and does nothing that takes time. */
function onlyFrees(program: Program, file: string, fn: FunctionFacts, state: string, nested: Nested): boolean {
  if (fn.params.length > 0 || fn.hasAwait || fn.body.length > 5) return false;
  const ref = { file, fn: fn.id };
  const { own } = movesOf(program, ref, fn, nested, scopeOf(program, ref, fn));
  const ways = own.get(state);
  return ways?.has('free') === true && ways.size === 1;
}
