/**
 * Runs one function abstractly: which locks are held where, what waits for what, on which paths a lock is
 * left taken. Calls use the callee's summary; closures handed over are run in place, so that what they
 * capture is known. A promise is a value that carries what happens until it settles; awaiting it makes that
 * happen under the locks held at the await.
 */
import type { BindingId, Expr, ExprOf, Pattern, Stmt } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { blockingApi, slowAwait } from '../../knowledge/blocking.ts';
import type { CallGraph } from '../callgraph.ts';
import { namesIn } from '../flow.ts';
import { bindingOf, classOf, fnKey, fnOf, place, thisClassOf, type FnRef, type Program } from '../program.ts';
import type { Callee, Resolver } from '../resolve.ts';
import { bare, exprsOfStmt, forEachExpr, forEachExprIn, forEachStmt, textOf } from '../walk.ts';
import {
  EMPTY_RUN,
  eventKey,
  NONE,
  pathKey,
  samePath,
  substHeld,
  substLock,
  substPath,
  vaguePath,
  type Hold,
  type Lock,
  type LockEvent,
  type Path,
  type Run,
  type Substitution,
  type Val,
} from './domain.ts';
import { Identifier, type LibraryCall } from './identify.ts';
import type { Inferred } from './infer.ts';

/** A path that leaves a function with a lock it took by hand. */
export interface Leak {
  readonly fn: FnRef;
  readonly hold: Hold;
  /** Where the path leaves: a return, a throw, an await that may reject; the function's end. */
  readonly exit: Place;
  readonly why: 'throws' | 'returns' | 'never' | 'twice';
  /** A release of the same lock on another path. */
  readonly release: Place | undefined;
}

/** A self-deadlock or a wait that is visible inside one function. */
export interface Clash {
  readonly k: 'again' | 'together' | 'read-again';
  readonly held: { readonly lock: Lock; readonly at: Place };
  readonly event: LockEvent;
  readonly fn: FnRef;
}

interface State {
  held: Hold[];
  env: Map<BindingId, Val>;
  assume: Map<string, boolean>;
  /** Fresh objects that nobody else can see yet, by variable. */
  fresh: Set<BindingId>;
}

interface Flow {
  next: State[];
  returned: { st: State; val: Val; at: Place }[];
  thrown: { st: State; at: Place }[];
  broken: State[];
  continued: State[];
}

const MAX_STATES = 6;
const MAX_EVENTS = 80;
const MAX_DEPTH = 40;
const MAX_INLINE = 8;

const nothing = (): Flow => ({ next: [], returned: [], thrown: [], broken: [], continued: [] });
const clone = (st: State): State => ({
  held: [...st.held],
  env: new Map(st.env),
  assume: new Map(st.assume),
  fresh: new Set(st.fresh),
});

export class Interpreter {
  readonly summaries = new Map<string, Run>();
  readonly leaks: Leak[] = [];
  readonly clashes: Clash[] = [];
  readonly writes: LockEvent[] = [];
  /** Classes whose reader-writer lock has a writer somewhere. */
  readonly writerSeen = new Set<string>();
  /** Locks that some method releases by the lock's own release. */
  readonly releasedByMethod = new Set<string>();
  private readonly active = new Set<string>();
  private readonly rejecting = new Map<string, boolean>();
  private readonly identifier: Identifier;
  readonly program: Program;
  readonly resolver: Resolver;
  readonly graph: CallGraph;
  readonly inferred: Inferred;
  private tokens = 0;

  constructor(program: Program, resolver: Resolver, graph: CallGraph, inferred: Inferred) {
    this.program = program;
    this.resolver = resolver;
    this.graph = graph;
    this.inferred = inferred;
    this.identifier = new Identifier(program, resolver);
  }

  nextToken(): number {
    this.tokens += 1;
    return this.tokens;
  }

  summaryOf(ref: FnRef): Run {
    const key = fnKey(ref);
    const known = this.summaries.get(key);
    if (known !== undefined) return known;
    if (this.active.has(key) || this.active.size > MAX_DEPTH) return EMPTY_RUN;
    this.active.add(key);
    const run = new FunctionRun(this, ref, undefined, 0).run();
    this.active.delete(key);
    this.summaries.set(key, run);
    return run;
  }

  libraryCall(ctx: FnRef, e: ExprOf<'call'>, callees: readonly Callee[]): LibraryCall | undefined {
    return this.identifier.libraryCall(ctx, e, callees);
  }

  /** Whether awaiting (or calling) a function may end in a rejection or exception. */
  mayThrow(ref: FnRef, depth = 0): boolean {
    const key = fnKey(ref);
    const known = this.rejecting.get(key);
    if (known !== undefined) return known;
    this.rejecting.set(key, false);
    const fn = fnOf(this.program, ref);
    let throws = false;
    const scan = (body: readonly Stmt[]): void => {
      for (const s of body) {
        if (throws) return;
        if (s.k === 'throw') throws = true;
        if (s.k === 'try' && s.handler !== undefined) {
          scan(s.handler);
          scan(s.finalizer ?? []);
          continue;
        }
        for (const e of exprsOfStmt(s))
          forEachExpr(e, (x) => {
            if (x.k === 'await' && this.awaitMayReject(ref, x.e, depth + 1)) throws = true;
            if (x.k === 'call' && depth < 5)
              for (const c of this.resolver.calleesOf(ref, x))
                if (c.k === 'function' && !fnOf(this.program, c).async && this.mayThrow(c, depth + 1)) throws = true;
          });
        if (s.k === 'if') (scan(s.then), scan(s.else));
        else if (s.k === 'loop' || s.k === 'forEach' || s.k === 'block') scan(s.body);
        else if (s.k === 'switch') s.cases.forEach((c) => scan(c.body));
        else if (s.k === 'try') (scan(s.block), scan(s.finalizer ?? []));
        else if (
          s.k === 'return' &&
          s.e !== undefined &&
          fn.async &&
          bare(s.e).k === 'call' &&
          this.awaitMayReject(ref, s.e, depth + 1)
        )
          throws = true;
      }
    };
    scan(fn.body);
    this.rejecting.set(key, throws);
    return throws;
  }

  awaitMayReject(ctx: FnRef, e: Expr, depth = 0): boolean {
    const inner = bare(e);
    if (depth > 6) return true;
    if (inner.k === 'new') return false;
    if (inner.k !== 'call') return inner.k === 'var' || inner.k === 'member';
    const callees = this.resolver.calleesOf(ctx, inner);
    const callee = bare(inner.callee);
    const lib = this.identifier.libraryCall(ctx, inner, callees);
    if (lib !== undefined) return lib.op.op === 'run';
    if (callee.k === 'member' && callee.prop === 'catch') return false;
    if (callee.k === 'member' && (callee.prop === 'allSettled' || (callee.prop === 'resolve' && inner.args.length < 2)))
      return false;
    if (callees.length === 0) return true;
    return callees.some((c) => {
      if (c.k === 'function') return this.inferred.ops.has(fnKey(c)) ? false : this.mayThrow(c, depth + 1);
      if (c.k === 'external') return c.module !== 'timers/promises' && !(c.module === 'delay');
      if (c.k === 'global') return !/^(setTimeout|Promise\.resolve)$/.test(c.path.join('.'));
      return true;
    });
  }
}

class FunctionRun {
  private events: LockEvent[] = [];
  private keys = new Set<string>();
  private thrown: { st: State; at: Place }[] = [];
  private freed: (number | Path)[] = [];
  private releases = new Map<number, Place>();
  private readonly file: string;
  private readonly it: Interpreter;
  private readonly ref: FnRef;
  private readonly outer: State | undefined;
  private readonly depth: number;
  /** The function whose summary this is part of: its parameters are the symbolic ones. */
  private readonly root: FnRef;

  constructor(it: Interpreter, ref: FnRef, outer: State | undefined, depth: number, root: FnRef = ref) {
    this.root = root;
    this.it = it;
    this.ref = ref;
    this.outer = outer;
    this.depth = depth;
    this.file = ref.file;
  }

  run(args: readonly Val[] = []): Run {
    const fn = fnOf(this.it.program, this.ref);
    const st: State =
      this.outer === undefined
        ? { held: [], env: new Map(), assume: new Map(), fresh: new Set() }
        : { held: [], env: this.outer.env, assume: new Map(), fresh: this.outer.fresh };
    for (const [i, p] of fn.params.entries()) {
      const given = args[i];
      if (this.outer !== undefined || given !== undefined) this.bind(p.target, given ?? NONE, st);
      else if (p.init !== undefined && p.target.k === 'bind') {
        // A default parameter runs in every call that leaves it out.
        const val = this.eval(p.init, st);
        if (val.k === 'promise') st.env.set(p.target.b, val);
      }
    }
    const flow = this.block(fn.body, [st]);
    const at = place(this.file, [Math.max(fn.at[0], fn.at[1] - 1), fn.at[1]]);
    const exits = [...flow.returned, ...flow.next.map((s) => ({ st: s, val: { k: 'undefined' } as Val, at }))];
    let value: Val = NONE;
    for (const exit of exits) {
      if (exit.val.k === 'promise' && fn.async) exit.val = this.awaited(exit.val, exit.st, exit.at);
      value = this.joined(value, exit.val);
    }
    this.findLeaks(exits, [...flow.thrown, ...this.thrown]);
    const holds = exits.length === 0 ? [] : (exits.map((x) => x.st.held).sort((a, b) => b.length - a.length)[0] ?? []);
    const run: Run = { events: this.reentry(this.events), holds, freed: this.freed, value, parallel: false };
    if (!fn.async) return run;
    return run;
  }

  /** A wrapper that calls its callback with and without the lock knows when it is held already. */
  private reentry(events: readonly LockEvent[]): readonly LockEvent[] {
    const calls = events.filter((e) => e.k === 'param');
    const bareCalls = calls.some((e) => e.held.length === 0);
    const locks = calls.flatMap((e) => e.held.map((h) => pathKey(h.lock.path)));
    if (!bareCalls || locks.length === 0) return events;
    const mark = (lock: Lock): Lock => (locks.includes(pathKey(lock.path)) ? { ...lock, reentrant: true } : lock);
    return events.map(
      (e) =>
        ({
          ...e,
          ...(e.k === 'acquire' ? { lock: mark(e.lock) } : {}),
          held: e.held.map((h) => ({ ...h, lock: mark(h.lock) })),
        }) as LockEvent,
    );
  }

  private findLeaks(
    exits: readonly { st: State; val: Val; at: Place }[],
    thrown: readonly { st: State; at: Place }[],
  ): void {
    const tokens = new Map<number, Hold>();
    for (const { st } of [...exits, ...thrown])
      for (const hold of st.held) if (hold.manual && !hold.moved) tokens.set(hold.token, hold);
    for (const [token, hold] of tokens) {
      const returnsIt = exits.some((x) => givesAway(x.val, token));
      if (returnsIt) continue;
      const release = this.releases.get(token);
      const leaking = exits.filter((x) => x.st.held.some((h) => h.token === token && !h.moved));
      const throwing = thrown.filter((x) => x.st.held.some((h) => h.token === token && !h.moved));
      if (release !== undefined) {
        const [exit] = leaking;
        if (exit !== undefined) this.it.leaks.push({ fn: this.ref, hold, exit: exit.at, why: 'returns', release });
        else if (throwing[0] !== undefined)
          this.it.leaks.push({ fn: this.ref, hold, exit: throwing[0].at, why: 'throws', release });
      } else if (leaking.length > 0 && leaking.length === exits.length) {
        this.it.leaks.push({ fn: this.ref, hold, exit: leaking[0]?.at ?? hold.at, why: 'never', release: undefined });
      }
    }
  }

  private joined(a: Val, b: Val): Val {
    if (a.k === 'none' || a.k === 'undefined') return b;
    if (a.k === 'promise' && b.k === 'promise')
      return {
        k: 'promise',
        run: {
          ...a.run,
          events: [...a.run.events, ...b.run.events],
          value: this.joined(a.run.value, b.run.value),
          parallel: a.run.parallel || b.run.parallel,
        },
      };
    return a;
  }

  // ------------------------------------------------------------------------------------------- statements

  private block(body: readonly Stmt[], states: State[]): Flow {
    const flow = nothing();
    let current = states;
    const using: BindingId[] = [];
    for (const s of body) {
      if (current.length === 0) break;
      if (s.k === 'let' && (s.kind === 'using' || s.kind === 'await using'))
        for (const d of s.decls) using.push(...namesIn(d.target));
      const out = this.statement(s, current);
      flow.returned.push(...out.returned);
      flow.thrown.push(...out.thrown);
      flow.broken.push(...out.broken);
      flow.continued.push(...out.continued);
      current = merge(out.next);
    }
    flow.next = current;
    if (using.length > 0) {
      const dispose = (st: State): void => using.forEach((b) => this.releaseVal(st.env.get(b) ?? NONE, st, undefined));
      for (const st of [
        ...flow.next,
        ...flow.returned.map((r) => r.st),
        ...flow.thrown.map((t) => t.st),
        ...flow.broken,
        ...flow.continued,
      ])
        dispose(st);
      for (const t of this.thrown) dispose(t.st);
    }
    return flow;
  }

  private statement(s: Stmt, states: State[]): Flow {
    const flow = nothing();
    switch (s.k) {
      case 'expr':
        for (const st of states) {
          const val = this.eval(s.e, st);
          this.drop(val, st);
        }
        flow.next = states;
        return flow;
      case 'let':
        for (const st of states) {
          for (const d of s.decls) {
            const val =
              d.init === undefined
                ? ({ k: 'undefined' } as Val)
                : s.kind === 'await using'
                  ? this.awaited(this.eval(d.init, st), st, place(this.file, d.init.at))
                  : this.eval(d.init, st);
            this.bind(d.target, val, st);
            if (d.target.k === 'bind' && d.init !== undefined && bare(d.init).k === 'new') {
              st.fresh.add(d.target.b);
            }
          }
        }
        flow.next = states;
        return flow;
      case 'if':
        return this.branch(s, states);
      case 'loop':
      case 'forEach':
        return this.loop(s, states);
      case 'switch': {
        for (const st of states) this.eval(s.on, st);
        let hasDefault = false;
        for (const c of s.cases) {
          if (c.test === undefined) hasDefault = true;
          const out = this.block(c.body, states.map(clone));
          flow.returned.push(...out.returned);
          flow.thrown.push(...out.thrown);
          flow.continued.push(...out.continued);
          flow.next.push(...out.broken, ...(out.next.length > 0 ? out.next : []));
        }
        if (!hasDefault) flow.next.push(...states);
        flow.next = merge(flow.next);
        return flow;
      }
      case 'try':
        return this.attempt(s, states);
      case 'block': {
        const out = this.block(s.body, states);
        if (s.label !== undefined) out.next.push(...out.broken.splice(0));
        return out;
      }
      case 'return':
        for (const st of states) {
          const val = s.e === undefined ? ({ k: 'undefined' } as Val) : this.eval(s.e, st);
          const at = place(this.file, s.at);
          // `return await` and `return f()` of an async function settle under the locks held here.
          const out =
            val.k === 'promise' && fnOf(this.it.program, this.ref).async && s.e !== undefined
              ? this.awaitExpr(s.e, val, st, at)
              : val;
          this.takenAlong(out, st);
          flow.returned.push({ st, val: out, at });
        }
        return flow;
      case 'throw':
        for (const st of states) {
          this.eval(s.e, st);
          flow.thrown.push({ st, at: place(this.file, s.at) });
        }
        return flow;
      case 'break':
        flow.broken = states;
        return flow;
      case 'continue':
        flow.continued = states;
        return flow;
      default:
        flow.next = states;
        return flow;
    }
  }

  private branch(s: Extract<Stmt, { k: 'if' }>, states: State[]): Flow {
    const flow = nothing();
    for (const st of states) {
      this.eval(s.test, st);
      const cond = this.condition(s.test, st);
      const yes = cond.known === false ? undefined : clone(st);
      const no = cond.known === true ? undefined : clone(st);
      if (cond.key !== undefined) {
        yes?.assume.set(cond.key, !cond.negated);
        no?.assume.set(cond.key, cond.negated);
      }
      for (const [part, from] of [
        [s.then, yes],
        [s.else, no],
      ] as const) {
        if (from === undefined) continue;
        const out = this.block(part, [from]);
        flow.next.push(...out.next);
        flow.returned.push(...out.returned);
        flow.thrown.push(...out.thrown);
        flow.broken.push(...out.broken);
        flow.continued.push(...out.continued);
      }
    }
    flow.next = merge(flow.next);
    return flow;
  }

  private condition(test: Expr, st: State): { key: string | undefined; negated: boolean; known: boolean | undefined } {
    let e = bare(test);
    let negated = false;
    while (e.k === 'unary' && e.op === '!') {
      negated = !negated;
      e = bare(e.e);
    }
    if (
      e.k === 'binary' &&
      /^[!=]==?$/.test(e.op) &&
      e.right.k === 'const' &&
      (e.right.value === undefined || e.right.value === null)
    ) {
      if (e.op.startsWith('=')) negated = !negated;
      e = bare(e.left);
    }
    const val = e.k === 'var' ? st.env.get(e.b) : undefined;
    if (val?.k === 'release' || val?.k === 'tuple') return { key: undefined, negated, known: !negated };
    if (val?.k === 'undefined') return { key: undefined, negated, known: negated };
    const key = e.k === 'var' || e.k === 'member' ? textOf(e, (b) => `#${b}`) : undefined;
    const stable = e.k === 'var' && !bindingOf(this.it.program, this.file, e.b).reassigned;
    if (key === undefined || !stable) return { key: undefined, negated, known: undefined };
    const assumed = st.assume.get(key);
    return { key, negated, known: assumed === undefined ? undefined : assumed !== negated };
  }

  private loop(s: Extract<Stmt, { k: 'loop' | 'forEach' }>, states: State[]): Flow {
    const flow = nothing();
    let current = states;
    if (s.k === 'loop') {
      const init = this.block(s.init, current);
      current = init.next;
      for (const st of current) if (s.test !== undefined) this.eval(s.test, st);
      this.polls(s, current);
    } else {
      for (const st of current) {
        const right = this.eval(s.right, st);
        if (s.kind === 'await') this.awaited(right, st, place(this.file, s.right.at));
        for (const b of namesIn(s.target)) st.env.delete(b);
      }
    }
    const before = current.map(clone);
    const once = this.block(s.body, current);
    if (s.k === 'loop' && s.update !== undefined)
      for (const st of [...once.next, ...once.continued]) this.eval(s.update, st);
    if (s.k === 'forEach') this.accumulates(s, before, [...once.next, ...once.continued]);
    flow.returned.push(...once.returned);
    flow.thrown.push(...once.thrown);
    const endless = s.k === 'loop' && (s.test === undefined || (s.test.k === 'const' && s.test.value === true));
    flow.next = merge([...(endless ? [] : [...once.next, ...once.continued, ...before]), ...once.broken]);
    return flow;
  }

  /** `for (const k of keys) await lock(k)`: the locks of one collection pile up in the order of the list. */
  private accumulates(s: Extract<Stmt, { k: 'forEach' }>, before: readonly State[], after: readonly State[]): void {
    const names = new Set(namesIn(s.target).map((b) => `v:${this.file}#${b}`));
    const known = new Set(before.flatMap((st) => st.held.map((h) => h.token)));
    for (const st of after) {
      for (const hold of st.held) {
        if (known.has(hold.token)) continue;
        const varies =
          hold.lock.path.steps.some((step) => step.startsWith('[') && names.has(step.slice(1, -1))) ||
          names.has(hold.lock.path.root);
        if (!varies || hold.lock.reentrant || this.ordered(s.right)) continue;
        this.emit({
          k: 'caller-order',
          lock: hold.lock,
          other: { lock: hold.lock, at: hold.at },
          at: hold.at,
          fn: this.ref,
          held: [],
          trace: [],
        });
      }
    }
  }

  /** Sorted, unique by construction, or of one known order for everybody. */
  private ordered(list: Expr): boolean {
    const e = bare(list);
    let sorted = false;
    forEachExpr(e, (x) => {
      if (x.k === 'call' && x.callee.k === 'member' && /^(sort|toSorted|sortBy|orderBy)$/.test(x.callee.prop))
        sorted = true;
    });
    if (sorted || e.k === 'array') return true;
    forEachExprIn(fnOf(this.it.program, this.ref), (x) => {
      if (
        x.k === 'call' &&
        x.callee.k === 'member' &&
        /^(sort|toSorted|sortBy|orderBy|localeCompare)$/.test(x.callee.prop)
      )
        sorted = true;
    });
    if (sorted) return true;
    // The same list for everybody: a field or module variable.
    if (e.k === 'member' && e.obj.k === 'this') return true;
    if (e.k === 'var') {
      const binding = bindingOf(this.it.program, this.file, e.b);
      return (
        binding.kind !== 'param' && (binding.owner === 0 || (binding.init !== undefined && this.ordered(binding.init)))
      );
    }
    if (e.k === 'call') return e.callee.k !== 'member' || this.ordered(e.callee.obj);
    return e.k !== 'member';
  }

  private polls(s: Extract<Stmt, { k: 'loop' }>, states: readonly State[]): void {
    if (s.test === undefined || s.update !== undefined) return;
    let awaits: Expr | undefined;
    const assigned = new Set<string>();
    forEachStmt(s.body, (inner) =>
      exprsOfStmt(inner).forEach((e) =>
        forEachExpr(e, (x) => {
          if (x.k === 'await') awaits ??= x;
          if (x.k === 'assign') {
            const cell = x.target.k === 'expr' ? this.cellOf(x.target.e) : undefined;
            if (cell !== undefined) assigned.add(cell);
          }
        }),
      ),
    );
    const cells: string[] = [];
    forEachExpr(s.test, (x) => {
      if (x.k === 'call') cells.length = 0;
      const cell = this.cellOf(x);
      if (cell !== undefined && !assigned.has(cell)) cells.push(cell);
    });
    if (awaits === undefined || cells.length === 0 || states.length === 0) return;
    const [st] = states;
    if (st !== undefined)
      this.commit([{ k: 'poll', cells, at: place(this.file, awaits.at), fn: this.ref, held: [], trace: [] }], st);
  }

  private cellOf(e: Expr): string | undefined {
    if (e.k === 'member' && e.obj.k === 'this') {
      const own = thisClassOf(this.it.program, this.ref);
      return own === undefined ? undefined : `C:${this.file}#${own.cls}.${e.prop}`;
    }
    if (e.k === 'var') {
      const binding = bindingOf(this.it.program, this.file, e.b);
      return binding.owner === 0 && binding.reassigned && (binding.kind === 'let' || binding.kind === 'var')
        ? `V:${this.file}#${e.b}`
        : undefined;
    }
    return undefined;
  }

  private attempt(s: Extract<Stmt, { k: 'try' }>, states: State[]): Flow {
    const outer = this.thrown;
    this.thrown = [];
    const entry = states.map(clone);
    const body = this.block(s.block, states);
    const raised = [...body.thrown, ...this.thrown];
    this.thrown = outer;
    const flow: Flow = { ...body, thrown: [] };
    if (s.handler !== undefined) {
      const caught = merge([...raised.map((t) => t.st), ...(raised.length === 0 ? entry : [])].map(clone));
      for (const st of caught) if (s.param !== undefined) this.bind(s.param, NONE, st);
      const out = this.block(s.handler, caught);
      flow.next = merge([...flow.next, ...out.next]);
      flow.returned.push(...out.returned);
      flow.thrown.push(...out.thrown);
      flow.broken.push(...out.broken);
      flow.continued.push(...out.continued);
    } else flow.thrown = raised;
    if (s.finalizer === undefined) return flow;
    // Exceptions inside the handler pass the finalizer as well.
    const late = this.thrown.splice(outer.length);
    const finish = (st: State): State => this.block(s.finalizer ?? [], [st]).next[0] ?? st;
    flow.next = flow.next.map(finish);
    flow.returned = flow.returned.map((r) => ({ ...r, st: finish(r.st) }));
    flow.thrown = flow.thrown.map((t) => ({ ...t, st: finish(t.st) }));
    flow.broken = flow.broken.map(finish);
    flow.continued = flow.continued.map(finish);
    this.thrown.push(...late.map((t) => ({ ...t, st: finish(t.st) })));
    return flow;
  }

  // ------------------------------------------------------------------------------------------ expressions

  private eval(e: Expr, st: State): Val {
    switch (e.k) {
      case 'const':
        return e.value === undefined || e.value === null ? { k: 'undefined' } : { k: 'const', v: e.value };
      case 'this':
        return { k: 'path', path: { root: 'this', steps: [] }, cls: this.ownClass(), name: 'this' };
      case 'var':
        return this.variable(e, st);
      case 'func':
        return { k: 'fn', ref: { file: this.file, fn: e.fn } };
      case 'member':
        return this.member(e, st);
      case 'index': {
        const obj = this.eval(e.obj, st);
        return this.element(obj, e.key, st);
      }
      case 'cast':
        return this.eval(e.e, st);
      case 'await': {
        const val = this.eval(e.e, st);
        return this.awaitExpr(e.e, val, st, place(this.file, e.at));
      }
      case 'call':
        return this.call(e, st);
      case 'new':
        return this.construct(e, st);
      case 'assign': {
        const val = this.eval(e.value, st);
        this.assign(e, val, st);
        return val;
      }
      case 'logical':
      case 'cond': {
        if (e.k === 'cond') this.eval(e.test, st);
        const left = this.eval(e.k === 'cond' ? e.then : e.left, st);
        const before = new Set(st.held.map((h) => h.token));
        const right = this.eval(e.k === 'cond' ? e.else : e.right, st);
        st.held = st.held.map((h) => (before.has(h.token) ? h : { ...h, moved: true }));
        if (e.k === 'logical' && e.op === '&&') return right;
        return left.k === 'none' || left.k === 'undefined' ? right : left;
      }
      case 'array': {
        const vals = e.elems.map((elem) => this.eval(elem, st));
        return { k: 'tuple', vals };
      }
      case 'object': {
        const props = new Map<string, Val>();
        for (const p of e.props) {
          if (p.k === 'prop') props.set(p.key, this.eval(p.value, st));
          else if (p.k === 'computed') props.set(`@${p.key.at[0]}`, this.eval(p.value, st));
          else this.eval(p.e, st);
        }
        return { k: 'object', props };
      }
      case 'seq': {
        let last: Val = NONE;
        for (const inner of e.list) last = this.eval(inner, st);
        return last;
      }
      case 'spread':
        return this.eval(e.e, st);
      case 'update':
        this.noteWrite(e.target, st);
        return NONE;
      case 'unary':
      case 'yield':
        if (e.e !== undefined) this.eval(e.e, st);
        return NONE;
      case 'binary':
        this.eval(e.left, st);
        this.eval(e.right, st);
        return NONE;
      case 'template':
        for (const part of e.parts) this.eval(part, st);
        return NONE;
      default:
        return NONE;
    }
  }

  private ownClass(): string | undefined {
    const own = thisClassOf(this.it.program, this.ref);
    return own === undefined ? undefined : `C:${this.file}#${own.cls}`;
  }

  private variable(e: ExprOf<'var'>, st: State): Val {
    const known = st.env.get(e.b);
    if (known !== undefined) return known;
    const binding = bindingOf(this.it.program, this.file, e.b);
    if (binding.fn !== undefined) return { k: 'fn', ref: { file: this.file, fn: binding.fn } };
    if (binding.kind === 'param' && binding.owner === this.root.fn) {
      const index = fnOf(this.it.program, this.root).params.findIndex(
        (p) => p.target.k === 'bind' && p.target.b === e.b,
      );
      if (index >= 0 && !binding.reassigned)
        return { k: 'path', path: { root: `p${index}`, steps: [] }, cls: undefined, name: binding.name };
    }
    const entity = this.it.resolver.entityOf(this.ref, e);
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
    const home = binding.kind === 'import' ? this.exported(e.b) : undefined;
    const key = home ?? `v:${this.file}#${e.b}`;
    return { k: 'path', path: { root: key, steps: [] }, cls: key, name: binding.name };
  }

  /** The variable behind an import, so that all files mean the same lock. */
  private exported(b: BindingId): string | undefined {
    let file = this.file;
    let imported = this.it.program.files.get(file)?.imports.find((i) => i.b === b);
    for (let depth = 0; imported !== undefined && depth < 8; depth++) {
      const target = this.it.program.resolve(file, imported.from);
      const facts = target === undefined ? undefined : this.it.program.files.get(target);
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

  private member(e: ExprOf<'member'>, st: State): Val {
    const obj = this.eval(e.obj, st);
    if (obj.k === 'object') return obj.props.get(e.prop) ?? NONE;
    if (obj.k === 'promise' || obj.k === 'release') return NONE;
    const entity = this.it.resolver.entityOf(this.ref, e);
    if (entity.k === 'function') return { k: 'fn', ref: { file: entity.file, fn: entity.fn } };
    if (obj.k !== 'path') return NONE;
    const owner = this.it.resolver.entityOf(this.ref, e.obj);
    const cls =
      owner.k === 'instance'
        ? `C:${owner.file}#${owner.cls}.${e.prop}`
        : owner.k === 'class'
          ? `x:${owner.file}#${owner.cls}.${e.prop}`
          : obj.cls === undefined
            ? undefined
            : `${obj.cls}.${e.prop}`;
    const ownerName = owner.k === 'instance' || owner.k === 'class' ? classOf(this.it.program, owner).name : obj.name;
    return {
      k: 'path',
      path: { root: obj.path.root, steps: [...obj.path.steps, e.prop] },
      cls,
      name: obj.name === 'this' ? `${ownerName}.${e.prop}` : `${obj.name}.${e.prop}`,
    };
  }

  private element(obj: Val, key: Expr, st: State): Val {
    if (obj.k === 'tuple' && key.k === 'const' && typeof key.value === 'number') return obj.vals[key.value] ?? NONE;
    if (obj.k !== 'path') return NONE;
    const at = this.eval(key, st);
    const inner = bare(key);
    let step = '[?]';
    let cls = obj.cls === undefined ? undefined : `${obj.cls}[]`;
    if (at.k === 'const') {
      step = `[=${String(at.v)}]`;
      cls = obj.cls === undefined ? undefined : `${obj.cls}${step}`;
    } else if (at.k === 'path') step = `[${pathKey(at.path)}]`;
    else if (inner.k === 'binary' && inner.op === '%') step = `[%${inner.at[0]}]`;
    if (step === '[?]')
      return { k: 'path', path: { root: vaguePath().root, steps: [] }, cls, name: `${obj.name}[...]` };
    const name =
      at.k === 'const' ? `${obj.name}[${String(at.v)}]` : `${obj.name}[${at.k === 'path' ? at.name : '...'}]`;
    return { k: 'path', path: { root: obj.path.root, steps: [...obj.path.steps, step] }, cls, name };
  }

  private bind(target: Pattern, val: Val, st: State): void {
    switch (target.k) {
      case 'bind':
        if (val.k === 'none') st.env.delete(target.b);
        else st.env.set(target.b, val);
        return;
      case 'arrayPattern':
        for (const [i, elem] of target.elems.entries()) {
          if (elem === undefined) continue;
          const part = val.k === 'tuple' ? (val.vals[i] ?? NONE) : NONE;
          this.bind(elem.target, part, st);
        }
        return;
      case 'objectPattern':
        for (const p of target.props) {
          const key = typeof p.key === 'string' ? p.key : undefined;
          const part: Val =
            val.k === 'object' && key !== undefined
              ? (val.props.get(key) ?? NONE)
              : val.k === 'path' && key !== undefined
                ? {
                    k: 'path',
                    path: { root: val.path.root, steps: [...val.path.steps, key] },
                    cls: val.cls === undefined ? undefined : `${val.cls}.${key}`,
                    name: key,
                  }
                : NONE;
          this.bind(p.target, part, st);
        }
        return;
      case 'expr':
        this.eval(target.e, st);
        this.moved(val, st);
        return;
    }
  }

  private assign(e: ExprOf<'assign'>, val: Val, st: State): void {
    if (e.target.k === 'expr') {
      this.eval(e.target.e, st);
      this.noteWrite(e.target.e, st);
      this.escape(e.value, st);
      this.moved(val, st);
      return;
    }
    if (e.target.k === 'bind') {
      const binding = bindingOf(this.it.program, this.file, e.target.b);
      if (binding.owner === 0) {
        this.noteWrite({ k: 'var', at: e.target.at, b: e.target.b }, st);
        this.moved(val, st);
      }
      st.assume.delete(`#${e.target.b}`);
      st.env.set(
        e.target.b,
        val.k === 'none' ? { k: 'path', path: vaguePath(), cls: undefined, name: binding.name } : val,
      );
      return;
    }
    this.bind(e.target, val, st);
  }

  private noteWrite(target: Expr, st: State): void {
    const cell = this.cellOf(target);
    const kind = fnOf(this.it.program, this.ref).kind;
    if (cell === undefined || kind === 'constructor' || kind === 'fields' || kind === 'module') return;
    this.commit([{ k: 'write', cell, at: place(this.file, target.at), fn: this.ref, held: [], trace: [] }], st);
  }

  /** A value that leaves the function: the release it holds is somebody else's business. */
  private moved(val: Val, st: State): void {
    if (val.k === 'release') st.held = st.held.map((h) => (h.token === val.token ? { ...h, moved: true } : h));
    else if (val.k === 'tuple') val.vals.forEach((v) => this.moved(v, st));
    else if (val.k === 'object') for (const v of val.props.values()) this.moved(v, st);
    else if (val.k === 'promise') this.moved(val.run.value, st);
    else if (val.k === 'fn') this.captured(val.ref, st);
  }

  /** Closures in a returned value take the release functions they mention with them. */
  private takenAlong(val: Val, st: State): void {
    if (val.k === 'fn') this.captured(val.ref, st);
    else if (val.k === 'object') for (const v of val.props.values()) this.takenAlong(v, st);
  }

  /** A closure that mentions a release function takes it along. */
  private captured(ref: FnRef, st: State): void {
    if (ref.file !== this.file) return;
    forEachExprIn(fnOf(this.it.program, ref), (x) => {
      if (x.k === 'var') {
        const val = st.env.get(x.b);
        if (val?.k === 'release') this.moved(val, st);
      }
      // A closure that releases by the lock's own method.
      if (x.k === 'call' && x.callee.k === 'member' && /^(release|unlock)$/i.test(x.callee.prop))
        st.held = st.held.map((h) => (h.manual ? { ...h, moved: true } : h));
    });
  }

  private escape(e: Expr, st: State): void {
    forEachExpr(e, (x) => {
      if (x.k === 'var') st.fresh.delete(x.b);
    });
  }

  // ------------------------------------------------------------------------------------- locks and awaiting

  private emit(event: LockEvent): void {
    const key = eventKey(event);
    if (this.keys.has(key) || this.events.length >= MAX_EVENTS) return;
    this.keys.add(key);
    this.events.push(event);
  }

  private commit(events: readonly LockEvent[], st: State): void {
    for (const e of events) {
      if (e.k === 'acquire' || e.k === 'await-free') {
        for (const h of st.held) this.clash(h, e);
        if (e.k === 'acquire' && e.lock.mode === 'exclusive' && e.lock.shape === 'rw' && e.lock.cls !== undefined)
          this.it.writerSeen.add(e.lock.cls);
      }
      const visible = st.held.filter((h) => !(e.fresh ?? []).includes(h.lock.path.root));
      const full: LockEvent = { ...e, held: [...visible.map((h) => ({ lock: h.lock, at: h.at })), ...e.held] };
      if (full.k === 'write') this.it.writes.push(full);
      this.emit(full);
    }
  }

  private clash(h: Hold, e: Extract<LockEvent, { k: 'acquire' | 'await-free' }>): void {
    if (!samePath(h.lock.path, e.lock.path) || h.lock.reentrant || e.lock.reentrant || e.lock.timed) return;
    if (h.lock.mode === 'shared' && e.lock.mode === 'shared') {
      this.it.clashes.push({ k: 'read-again', held: h, event: e, fn: this.ref });
      return;
    }
    if (h.lock.shape === 'semaphore' && h.lock.capacity !== 1) return;
    this.it.clashes.push({ k: 'again', held: h, event: e, fn: this.ref });
  }

  private awaitExpr(e: Expr, val: Val, st: State, at: Place): Val {
    const slow = this.slowness(e);
    if (slow !== undefined) this.commit([slow], st);
    const result = this.awaited(val, st, at);
    if (st.held.some((h) => h.manual && !h.moved) && this.it.awaitMayReject(this.ref, e) && !takesLock(val))
      this.thrown.push({ st: clone(st), at });
    return result;
  }

  /** Makes what a promise stands for happen here. */
  private awaited(val: Val, st: State, at: Place): Val {
    if (val.k === 'tuple') return val;
    if (val.k !== 'promise') return val;
    const { run } = val;
    this.commit(run.events, st);
    if (run.parallel) this.together(run, at);
    for (const freed of run.freed) this.free(freed, st, undefined);
    st.held = [...st.held, ...run.holds.filter((h) => !st.held.some((x) => x.token === h.token))];
    return run.value;
  }

  /** `Promise.all([lock.acquire(), lock.acquire()])`: nobody releases until all have it. */
  private together(run: Run, at: Place): void {
    for (const hold of run.holds) {
      for (const e of run.events) {
        if (
          (e.k !== 'acquire' && e.k !== 'await-free') ||
          (e.k === 'acquire' && e.at.start === hold.at.start && e.at.file === hold.at.file)
        )
          continue;
        if (!samePath(e.lock.path, hold.lock.path) || hold.lock.reentrant) continue;
        if (hold.lock.shape === 'semaphore' && hold.lock.capacity !== 1) continue;
        this.it.clashes.push({ k: 'together', held: hold, event: e, fn: this.ref });
        return;
      }
    }
    void at;
  }

  /** A promise nobody awaits: it goes its own way, without the locks held here. */
  private drop(val: Val, st: State): void {
    if (val.k !== 'promise') return;
    void st;
    // Locks it takes by hand are released by whoever releases them; nothing to say here.
  }

  private releaseVal(val: Val, st: State, at: Place | undefined): boolean {
    // A disposable: an object whose members release.
    if (val.k === 'object') return [...val.props.values()].map((v) => this.releaseVal(v, st, at)).some(Boolean);
    if (val.k !== 'release') return false;
    return this.free(val.token, st, at);
  }

  private free(what: number | Path, st: State, at: Place | undefined): boolean {
    const index = st.held.findIndex((h) => (typeof what === 'number' ? h.token === what : samePath(h.lock.path, what)));
    const hold = st.held[index];
    if (hold === undefined) {
      this.freed.push(what);
      return false;
    }
    if (at !== undefined) this.releases.set(hold.token, at);
    else this.releases.set(hold.token, hold.at);
    st.held = st.held.filter((_, i) => i !== index);
    return true;
  }

  // ------------------------------------------------------------------------------------------------ calls

  private construct(e: ExprOf<'new'>, st: State): Val {
    const callee = bare(e.callee);
    const args = e.args.map((arg) => this.eval(arg, st));
    if (callee.k === 'global' && callee.name === 'Promise') {
      const executor = args[0];
      if (executor?.k === 'fn') this.captured(executor.ref, st);
      const park = this.it.inferred.parks.get(fnKey(this.ref));
      const events: LockEvent[] =
        park === undefined
          ? this.timers(e)
          : [{ k: 'park', queue: park, at: place(this.file, e.at), fn: this.ref, held: [], trace: [] }];
      return { k: 'promise', run: { ...EMPTY_RUN, events } };
    }
    for (const [i, arg] of e.args.entries()) {
      this.escape(arg, st);
      this.moved(args[i] ?? NONE, st);
    }
    return NONE;
  }

  /** `new Promise((resolve) => worker.once('message', resolve))`: waits for a worker's reply. */
  private timers(e: ExprOf<'new'>): LockEvent[] {
    const [executor] = e.args;
    if (executor?.k !== 'func') return [];
    const out: LockEvent[] = [];
    const ctx = { file: this.file, fn: executor.fn };
    forEachExprIn(fnOf(this.it.program, ctx), (x) => {
      if (x.k !== 'call' || x.callee.k !== 'member' || !/^(once|on|addEventListener)$/.test(x.callee.prop)) return;
      const [event] = x.args;
      if (event?.k !== 'const' || event.value !== 'message') return;
      const worker = this.workerOf(ctx, x.callee.obj);
      if (worker !== undefined)
        out.push({ k: 'reply', worker, at: place(this.file, e.at), fn: this.ref, held: [], trace: [] });
    });
    return out;
  }

  private workerOf(ctx: FnRef, e: Expr): string | undefined {
    const entity = this.it.resolver.entityOf(ctx, e);
    if (entity.k !== 'externalInstance' || !/(^|\.)(Worker|SharedWorker)$/.test(entity.name)) return undefined;
    const made = new Identifier(this.it.program, this.it.resolver).creation(ctx, e);
    return made === undefined ? undefined : workerEntry(this.it.program, this.file, made);
  }

  private slowness(e: Expr): LockEvent | undefined {
    const inner = bare(e);
    if (inner.k !== 'call') return undefined;
    for (const c of this.it.resolver.calleesOf(this.ref, inner)) {
      if (c.k !== 'external' && c.k !== 'global') continue;
      const kind = slowAwait(c.k === 'external' ? c.module : '', c.path);
      if (kind === undefined) continue;
      if (
        kind === 'network' &&
        inner.args.some(
          (arg) => arg.k === 'object' && arg.props.some((p) => p.k === 'prop' && /^(signal|timeout)$/.test(p.key)),
        )
      )
        return undefined;
      if (kind === 'sleep') {
        const [ms] = inner.args;
        if (ms?.k !== 'const' || typeof ms.value !== 'number' || ms.value < 1000) return undefined;
      }
      return {
        k: 'slow',
        kind,
        what: c.path[c.path.length - 1] ?? (c.k === 'external' ? c.module : ''),
        at: place(this.file, inner.at),
        fn: this.ref,
        held: [],
        trace: [],
      };
    }
    return undefined;
  }

  private call(e: ExprOf<'call'>, st: State): Val {
    const callee = bare(e.callee);
    const at = place(this.file, e.at);
    const callees = this.it.resolver.calleesOf(this.ref, e);
    const lib = this.it.libraryCall(this.ref, e, callees);
    if (lib !== undefined) return this.lockCall(e, lib, st);
    const fns = callees.filter((c) => c.k === 'function');
    for (const c of fns) {
      const op = this.it.inferred.ops.get(fnKey(c));
      if (op !== undefined) return this.inferredCall(e, c, st);
    }
    const target = callee.k === 'member' ? this.eval(callee.obj, st) : this.eval(callee, st);
    if (
      target.k === 'release' &&
      (callee.k !== 'member' || /^(release|unlock|dispose|close|end)$|Symbol/i.test(callee.prop))
    ) {
      this.releaseVal(target, st, at);
      return { k: 'promise', run: EMPTY_RUN };
    }
    if (target.k === 'object' && callee.k === 'member') {
      const member = target.props.get(callee.prop);
      if (member?.k === 'release') {
        this.releaseVal(member, st, at);
        return { k: 'promise', run: EMPTY_RUN };
      }
    }
    const args = e.args.map((arg) => this.eval(arg, st));
    if (callee.k === 'member') {
      const special = this.promiseMethod(e, callee, target, args, st);
      if (special !== undefined) return special;
    }
    for (const arg of e.args) this.escape(arg, st);
    if (fns.length === 0 && callee.k === 'member' && callee.obj.k !== 'this') this.escape(callee.obj, st);
    const [first] = fns;
    if (first !== undefined) return this.programCall(e, fns, target, args, st);
    // A parameter, a stored function, something unknown.
    const direct = callee.k === 'member' ? NONE : target;
    if (direct.k === 'fn') return this.closureCall(direct.ref, args, st, at);
    if (direct.k === 'path' && /^p\d+$/.test(direct.path.root) && direct.path.steps.length === 0) {
      if (st.held.some((h) => h.manual && !h.moved) && !this.givesPromise(Number(direct.path.root.slice(1))))
        this.thrown.push({ st: clone(st), at });
      for (const arg of args) this.moved(arg, st);
      return {
        k: 'promise',
        run: {
          ...EMPTY_RUN,
          events: [{ k: 'param', index: Number(direct.path.root.slice(1)), at, fn: this.ref, held: [], trace: [] }],
        },
      };
    }
    for (const arg of args) this.moved(arg, st);
    // `locks.set(key, m)`: from now on `m` is that element.
    const stored =
      callee.k === 'member' && callee.prop === 'set' && e.args[1] !== undefined ? bare(e.args[1]) : undefined;
    if (stored?.k === 'var' && e.args[0] !== undefined) {
      const element = this.element(target, e.args[0], st);
      if (element.k === 'path') st.env.set(stored.b, element);
    }
    const events: LockEvent[] = [];
    for (const cell of this.it.graph.flow.sourceOf(this.ref, callee).cells) {
      if (!cell.startsWith('P:') && this.it.graph.flow.inCell(cell).length > 0 && callee.k !== 'member')
        events.push({ k: 'cell', cell, self: { root: 'this', steps: [] }, at, fn: this.ref, held: [], trace: [] });
    }
    const once = callees.some((c) => c.k === 'external' && c.module === 'events' && c.path[0] === 'once');
    if (once && e.args[0] !== undefined && e.args[1]?.k === 'const' && e.args[1].value === 'message') {
      const worker = this.workerOf(this.ref, e.args[0]);
      if (worker !== undefined) events.push({ k: 'reply', worker, at, fn: this.ref, held: [], trace: [] });
    }
    for (const c of callees) {
      const api = c.k === 'external' ? blockingApi(c.module, c.path) : undefined;
      if (api !== undefined && (api.kind === 'process' || api.kind === 'network' || api.kind === 'prompt'))
        this.commit(
          [
            {
              k: 'slow',
              kind: 'sync',
              what: c.k === 'external' ? (c.path[c.path.length - 1] ?? c.module) : '',
              at,
              fn: this.ref,
              held: [],
              trace: [],
            },
          ],
          st,
        );
    }
    if (
      callee.k === 'member' &&
      callee.prop === 'parse' &&
      callee.obj.k === 'global' &&
      callee.obj.name === 'JSON' &&
      st.held.some((h) => h.manual && !h.moved)
    )
      this.thrown.push({ st: clone(st), at });
    if (callee.k === 'member' && /^(get|at)$/.test(callee.prop) && e.args.length === 1 && e.args[0] !== undefined) {
      const element = this.element(target, e.args[0], st);
      if (element.k === 'path') return element;
    }
    return events.length > 0 ? { k: 'promise', run: { ...EMPTY_RUN, events } } : NONE;
  }

  private promiseMethod(
    e: ExprOf<'call'>,
    callee: ExprOf<'member'>,
    target: Val,
    args: readonly Val[],
    st: State,
  ): Val | undefined {
    if (callee.obj.k === 'global' && callee.obj.name === 'Promise' && /^(all|allSettled|race|any)$/.test(callee.prop)) {
      const [list] = args;
      const runs = list === undefined ? [] : list.k === 'tuple' ? list.vals : [list];
      const promises = runs.flatMap((v) => (v.k === 'promise' ? [v.run] : []));
      const race = callee.prop === 'race' || callee.prop === 'any';
      return {
        k: 'promise',
        run: {
          events: race && promises.length > 1 ? [] : promises.flatMap((r) => r.events),
          holds: promises.flatMap((r) => r.holds),
          freed: promises.flatMap((r) => r.freed),
          value: { k: 'tuple', vals: runs.map((v) => (v.k === 'promise' ? v.run.value : v)) },
          parallel: !race,
        },
      };
    }
    if (/^(then|catch|finally)$/.test(callee.prop) && target.k === 'promise') {
      let run = target.run;
      for (const arg of args) {
        if (arg.k === 'release') {
          run = { ...run, freed: [...run.freed, arg.token] };
          this.releases.set(arg.token, place(this.file, e.at));
        } else if (arg.k === 'fn') {
          const after = settled(this.closureRun(arg.ref, callee.prop === 'then' ? [run.value] : [], st));
          const held = run.holds.map((h) => ({ lock: h.lock, at: h.at }));
          for (const h of run.holds)
            for (const x of after.events) if (x.k === 'acquire' || x.k === 'await-free') this.clash(h, x);
          const tokens = new Set(after.freed);
          run = {
            events: [...run.events, ...after.events.map((x) => ({ ...x, held: [...held, ...x.held] }))],
            holds: [...run.holds.filter((h) => !tokens.has(h.token)), ...after.holds],
            freed: [
              ...run.freed,
              ...after.freed.filter((f) => typeof f !== 'number' || !run.holds.some((h) => h.token === f)),
            ],
            value: callee.prop === 'then' ? after.value : run.value,
            parallel: run.parallel,
          };
          for (const f of after.freed) if (typeof f === 'number') this.releases.set(f, place(this.file, e.at));
        }
      }
      return { k: 'promise', run };
    }
    if (/^(then|catch|finally)$/.test(callee.prop)) {
      // A continuation of something unknown: what it does happens before the result settles.
      const runs = args.map((arg) =>
        arg.k === 'fn'
          ? settled(this.closureRun(arg.ref, [], st))
          : arg.k === 'release'
            ? { ...EMPTY_RUN, freed: [arg.token] }
            : EMPTY_RUN,
      );
      return {
        k: 'promise',
        run: { ...EMPTY_RUN, events: runs.flatMap((r) => r.events), freed: runs.flatMap((r) => r.freed) },
      };
    }
    if (/^(map|flatMap|forEach|some|every|filter|find|reduce)$/.test(callee.prop)) {
      const [fn] = args;
      if (fn?.k !== 'fn') return undefined;
      for (const arg of e.args) this.escape(arg, st);
      const run = this.closureRun(fn.ref, [], st);
      const held = run.value.k === 'promise' ? run.value.run : run;
      if (callee.prop === 'forEach') {
        if (!fnOf(this.it.program, fn.ref).async) this.commit(run.events, st);
        return NONE;
      }
      const order =
        callee.prop === 'map' && held.holds.length > 0 && !this.ordered(callee.obj) ? this.keyedTogether(held) : [];
      for (const event of order) this.emit(event);
      return { k: 'promise', run: { ...held, holds: [], value: NONE, parallel: true } };
    }
    return undefined;
  }

  /** `Promise.all(keys.map((k) => lock(k)))`, when requests of several callers can interleave. */
  private keyedTogether(run: Run): LockEvent[] {
    return run.holds
      .filter((h) => h.lock.path.root === 'file')
      .map((h) => ({
        k: 'caller-order' as const,
        lock: h.lock,
        other: { lock: h.lock, at: h.at },
        at: h.at,
        fn: this.ref,
        held: [],
        trace: [],
      }));
  }

  /** Runs a closure where it stands, knowing what it captured. */
  private closureRun(ref: FnRef, args: readonly Val[], st: State): Run {
    if (ref.file !== this.file || this.depth >= MAX_INLINE || !this.encloses(ref)) {
      const run = this.it.summaryOf(ref);
      return this.instantiated(run, { self: NONE, args }, undefined);
    }
    return new FunctionRun(this.it, ref, st, this.depth + 1, this.root).run(args);
  }

  private encloses(ref: FnRef): boolean {
    let fn = fnOf(this.it.program, ref);
    if (fn.kind === 'method' || fn.kind === 'constructor') return false;
    while (fn.parent !== undefined && fn.parent !== 0) {
      if (fn.parent === this.ref.fn) return true;
      fn = fnOf(this.it.program, { file: ref.file, fn: fn.parent });
    }
    return this.ref.fn === 0 && fn.parent === 0 && fn.kind === 'arrow';
  }

  private closureCall(ref: FnRef, args: readonly Val[], st: State, at: Place): Val {
    if (fnOf(this.it.program, ref).parent === 0)
      return this.result(ref, this.closureRun(ref, args, st), st, { at, callee: ref });
    return this.result(ref, this.closureRun(ref, args, st), st, undefined);
  }

  /** A parameter that is an asynchronous function fails by rejecting, not by throwing. */
  private givesPromise(index: number): boolean {
    const type = fnOf(this.it.program, this.root).params[index]?.type;
    return type?.k === 'fn' && type.returns.k === 'ref' && /^Promise/.test(type.returns.name);
  }

  /** The value of calling a function whose run is known: async ones give a promise of it. */
  private result(ref: FnRef, run: Run, st: State, step: { at: Place; callee: FnRef } | undefined): Val {
    const events = step === undefined ? run.events : run.events.map((x) => ({ ...x, trace: [step, ...x.trace] }));
    const fn = fnOf(this.it.program, ref);
    if (fn.async) {
      if (!this.it.mayThrow(ref)) return { k: 'promise', run: { ...run, events } };
      return { k: 'promise', run: { ...run, events } };
    }
    this.commit(events, st);
    for (const f of run.freed) this.free(f, st, step?.at);
    st.held = [...st.held, ...run.holds];
    if (st.held.some((h) => h.manual && !h.moved) && this.it.mayThrow(ref) && step !== undefined)
      this.thrown.push({ st: clone(st), at: step.at });
    if (run.value.k === 'promise' && step !== undefined)
      return {
        k: 'promise',
        run: { ...run.value.run, events: run.value.run.events.map((x) => ({ ...x, trace: [step, ...x.trace] })) },
      };
    return run.value;
  }

  private programCall(
    e: ExprOf<'call'>,
    fns: readonly Extract<Callee, { k: 'function' }>[],
    target: Val,
    args: readonly Val[],
    st: State,
  ): Val {
    const at = place(this.file, e.at);
    const callee = bare(e.callee);
    let out: Val = NONE;
    for (const c of fns.slice(0, 2)) {
      const ref = { file: c.file, fn: c.fn };
      const run = this.it.summaryOf(ref);
      const owned = this.named(ref, callee.k === 'member' ? target : NONE);
      const params = fnOf(this.it.program, ref).params;
      const padded = params.map((_, i) => args[i] ?? NONE);
      const whole = this.instantiated(run, { self: owned, args: padded }, st);
      const inst: Run = { ...whole, holds: whole.holds.map((h) => ({ ...h, at })) };
      // Arguments with a release function now belong to the callee, unless it only calls them.
      args.forEach((arg) => {
        if (arg.k === 'release') this.moved(arg, st);
      });
      out = this.joined(out, this.result(ref, inst, st, { at, callee: ref }));
    }
    return out;
  }

  private named(ref: FnRef, target: Val): Val {
    if (target.k === 'path') return target;
    void ref;
    return { k: 'path', path: vaguePath(), cls: undefined, name: 'another instance' };
  }

  /** A callee's run as seen from here: paths substituted, callbacks run, fresh tokens. */
  private instantiated(run: Run, s: Substitution, st: State | undefined): Run {
    if (run === EMPTY_RUN) return run;
    const tokens = new Map<number, number>();
    const holds = run.holds.map((h) => {
      const token = this.it.nextToken();
      tokens.set(h.token, token);
      return { ...h, token, moved: false, ...substHeld(h, s) };
    });
    const value = (v: Val): Val => {
      switch (v.k) {
        case 'release':
          return { k: 'release', token: tokens.get(v.token) ?? v.token };
        case 'tuple':
          return { k: 'tuple', vals: v.vals.map(value) };
        case 'object':
          return { k: 'object', props: new Map([...v.props].map(([k, x]) => [k, value(x)])) };
        case 'path': {
          const base =
            v.path.root === 'this'
              ? s.self
              : /^p\d+$/.test(v.path.root)
                ? s.args[Number(v.path.root.slice(1))]
                : undefined;
          if (v.path.steps.length === 0 && base !== undefined) return base;
          return { ...v, path: substPath(v.path, s) };
        }
        case 'promise':
          return { k: 'promise', run: this.instantiated(v.run, s, st) };
        default:
          return v;
      }
    };
    return {
      events: run.events.flatMap((x) => this.eventsOf(x, s, st)),
      holds,
      freed: run.freed.map((f) => (typeof f === 'number' ? (tokens.get(f) ?? f) : substPath(f, s))),
      value: value(run.value),
      parallel: run.parallel,
    };
  }

  private eventsOf(x: LockEvent, s: Substitution, st: State | undefined): readonly LockEvent[] {
    const held = x.held.map((h) => substHeld(h, s));
    switch (x.k) {
      case 'acquire':
      case 'await-free':
        return [{ ...x, held, lock: substLock(x.lock, s) }];
      case 'caller-order':
        return [];
      case 'write':
        return [];
      case 'cell':
        return [{ ...x, held, self: substPath(x.self, s) }];
      case 'param': {
        const arg = s.args[x.index];
        if (arg?.k === 'fn') {
          const run =
            st === undefined
              ? this.instantiated(this.it.summaryOf(arg.ref), { self: NONE, args: [] }, undefined)
              : this.closureRun(arg.ref, [], st);
          const inner =
            run.value.k === 'promise' && !fnOf(this.it.program, arg.ref).async
              ? [...run.events, ...run.value.run.events]
              : run.events;
          for (const h of held) {
            for (const y of inner) {
              if (y.k === 'acquire' || y.k === 'await-free')
                this.clash(
                  { ...h, token: -1, manual: false, moved: false },
                  { ...y, trace: [...x.trace, { at: x.at, callee: arg.ref }, ...y.trace] },
                );
            }
          }
          return inner.map((y) => ({
            ...y,
            held: [...held, ...y.held],
            trace: [...x.trace, { at: x.at, callee: arg.ref }, ...y.trace],
          }));
        }
        if (arg?.k === 'path' && /^p\d+$/.test(arg.path.root) && arg.path.steps.length === 0)
          return [{ ...x, held, index: Number(arg.path.root.slice(1)) }];
        return [];
      }
      default:
        return [{ ...x, held }];
    }
  }

  private lockCall(e: ExprOf<'call'>, lib: LibraryCall, st: State): Val {
    const at = place(this.file, e.at);
    const { op } = lib;
    const keyExpr = 'key' in op && op.key !== undefined ? e.args[op.key] : undefined;
    const lock = this.lockFrom(lib, keyExpr, st, 'mode' in op && op.mode !== undefined ? op.mode : 'exclusive');
    if (lock === undefined) return NONE;
    return this.apply(
      op.op,
      lock,
      e,
      at,
      st,
      op.op === 'run' ? op.callback : 0,
      op.op === 'acquire' ? op.grants : 'nothing',
    );
  }

  private lockFrom(lib: LibraryCall, keyExpr: Expr | undefined, st: State, mode: Lock['mode']): Lock | undefined {
    const common = {
      mode,
      capacity: lib.capacity,
      shape: lib.shape,
      reentrant: lib.reentrant,
      timed: lib.timed,
      limiter: lib.limiter,
    };
    if (lib.space !== 'object') {
      const key = keyExpr === undefined ? NONE : this.eval(keyExpr, st);
      const step = key.k === 'const' ? `[=${String(key.v)}]` : key.k === 'path' ? `[${pathKey(key.path)}]` : '[?]';
      const cls =
        key.k === 'const'
          ? `${lib.space}${step}`
          : key.k === 'path' && !/^(p\d|this)/.test(key.path.root)
            ? `${lib.space}${step}`
            : lib.space;
      return {
        ...common,
        path: { root: lib.space, steps: [step] },
        cls,
        name: key.k === 'const' ? `'${String(key.v)}'` : key.k === 'path' ? key.name : 'the lock',
      };
    }
    if (lib.target === undefined) return undefined;
    const val = this.eval(lib.target, st);
    if (val.k !== 'path') {
      return { ...common, path: vaguePath(), cls: undefined, name: 'a lock' };
    }
    if (lib.keyed && keyExpr !== undefined) {
      const keyed = this.element(val, keyExpr, st);
      if (keyed.k === 'path') return { ...common, path: keyed.path, cls: keyed.cls, name: keyed.name };
    }
    return { ...common, path: val.path, cls: val.cls, name: val.name };
  }

  private inferredCall(e: ExprOf<'call'>, c: Extract<Callee, { k: 'function' }>, st: State): Val {
    const op = this.it.inferred.ops.get(fnKey(c));
    const callee = bare(e.callee);
    const at = place(this.file, e.at);
    if (op === undefined) return NONE;
    const member = fnOf(this.it.program, c).cls !== undefined;
    const target: Val = callee.k === 'member' ? this.eval(callee.obj, st) : NONE;
    let val: Extract<Val, { k: 'path' }>;
    if (member && target.k === 'path') {
      const cls = fnOf(this.it.program, c).cls;
      const own = `C:${c.file}#${cls ?? 0}`;
      val =
        target.path.root === 'this' && target.path.steps.length === 0
          ? {
              ...target,
              cls: own,
              name: `${classOf(this.it.program, { file: c.file, cls: cls ?? 0 }).name}.${op.field}`,
            }
          : target;
    } else if (!member) {
      const key = `f:${c.file}#${op.field}`;
      val = { k: 'path', path: { root: key, steps: [] }, cls: key, name: op.field };
      const fn = fnOf(this.it.program, c);
      if (fn.parent !== 0) val = { ...val, path: vaguePath() };
    } else val = { k: 'path', path: vaguePath(), cls: undefined, name: 'a lock' };
    if (op.field.endsWith('[]')) {
      const [key] = e.args;
      const keyed = key === undefined ? NONE : this.element(val, key, st);
      val = keyed.k === 'path' ? keyed : { ...val, path: vaguePath() };
    }
    const shape = op.op === 'acquire' ? op.shape : op.op === 'release' && op.mode === 'shared' ? 'rw' : 'mutex';
    const lock: Lock = {
      path: val.path,
      cls: val.cls,
      name: val.name,
      mode: op.op === 'run' ? 'exclusive' : op.mode,
      capacity: shape === 'semaphore' ? undefined : 1,
      shape,
      reentrant: false,
      timed: false,
      limiter: false,
    };
    return this.apply(
      op.op,
      lock,
      e,
      at,
      st,
      op.op === 'run' ? op.callback : 0,
      op.op === 'acquire' ? op.grants : 'nothing',
    );
  }

  private apply(
    op: string,
    lock: Lock,
    e: ExprOf<'call'>,
    at: Place,
    st: State,
    callbackIndex: number,
    grants: string,
  ): Val {
    const args = e.args.map((arg) => this.eval(arg, st));
    const fresh = [...st.fresh].map((b) => `v:${this.file}#${b}`);
    const acquire: LockEvent = { k: 'acquire', lock, at, fn: this.ref, held: [], trace: [], fresh };
    switch (op) {
      case 'run': {
        const callback = args[callbackIndex];
        const inside = { lock, at };
        if (callback?.k === 'path' && /^p\d+$/.test(callback.path.root)) {
          return {
            k: 'promise',
            run: {
              ...EMPTY_RUN,
              events: [
                acquire,
                { k: 'param', index: Number(callback.path.root.slice(1)), at, fn: this.ref, held: [inside], trace: [] },
              ],
            },
          };
        }
        if (callback?.k !== 'fn') return { k: 'promise', run: { ...EMPTY_RUN, events: [acquire] } };
        const fn = fnOf(this.it.program, callback.ref);
        const run = this.closureRun(callback.ref, [], st);
        const all = run.value.k === 'promise' && !fn.async ? [...run.events, ...run.value.run.events] : run.events;
        const value = run.value.k === 'promise' ? run.value.run.value : run.value;
        return { k: 'promise', run: { ...EMPTY_RUN, events: [acquire, ...this.under(inside, all)], value } };
      }
      case 'acquire': {
        const token = this.it.nextToken();
        const release: Val = { k: 'release', token };
        const value: Val =
          grants === 'tuple' ? { k: 'tuple', vals: [NONE, release] } : grants === 'nothing' ? NONE : release;
        return {
          k: 'promise',
          run: {
            events: [acquire],
            holds: [{ lock, at, token, manual: true, moved: false }],
            freed: [],
            value,
            parallel: false,
          },
        };
      }
      case 'wait':
        return {
          k: 'promise',
          run: { ...EMPTY_RUN, events: [{ k: 'await-free', lock, at, fn: this.ref, held: [], trace: [] }] },
        };
      case 'release':
        if (lock.cls !== undefined) this.it.releasedByMethod.add(lock.cls);
        this.free(lock.path, st, at);
        return { k: 'promise', run: EMPTY_RUN };
      default:
        return NONE;
    }
  }

  /** Events of a callback, under the lock that runs it. */
  private under(inside: { lock: Lock; at: Place }, events: readonly LockEvent[]): readonly LockEvent[] {
    const hold: Hold = { ...inside, token: -1, manual: false, moved: false };
    return events.map((x) => {
      if (x.k === 'acquire' || x.k === 'await-free') this.clash(hold, x);
      return (x.fresh ?? []).includes(inside.lock.path.root) ? x : { ...x, held: [inside, ...x.held] };
    });
  }
}

/** A run up to the point where the promise it returns has settled. */
function settled(run: Run): Run {
  if (run.value.k !== 'promise') return run;
  const inner = run.value.run;
  return {
    events: [...run.events, ...inner.events],
    holds: [...run.holds, ...inner.holds],
    freed: [...run.freed, ...inner.freed],
    value: inner.value,
    parallel: inner.parallel,
  };
}

function takesLock(val: Val): boolean {
  return val.k === 'promise' && val.run.holds.length > 0;
}

function givesAway(val: Val, token: number): boolean {
  switch (val.k) {
    case 'release':
      return val.token === token;
    case 'tuple':
      return val.vals.some((v) => givesAway(v, token));
    case 'object':
      return [...val.props.values()].some((v) => givesAway(v, token));
    case 'promise':
      return givesAway(val.run.value, token);
    case 'fn':
      return false;
    default:
      return false;
  }
}

/** Keeps paths apart only as long as they differ in what is held. */
function merge(states: State[]): State[] {
  const seen = new Map<string, State>();
  for (const st of states) {
    const key =
      st.held.map((h) => `${h.token}${h.moved ? 'm' : ''}`).join() +
      '|' +
      [...st.env]
        .filter(([, v]) => v.k === 'release' || v.k === 'undefined')
        .map(([b, v]) => `${b}${v.k}`)
        .join() +
      '|' +
      (st.held.length > 0 ? [...st.assume].map(([k, v]) => `${k}${String(v)}`).join() : '');
    if (!seen.has(key)) seen.set(key, st);
  }
  return [...seen.values()].slice(0, MAX_STATES);
}

/** The project file a `new Worker(...)` starts. */
export function workerEntry(program: Program, from: string, made: ExprOf<'new'> | ExprOf<'call'>): string | undefined {
  const [first] = made.args;
  let e = first === undefined ? undefined : bare(first);
  if (e?.k === 'new' && e.args[0] !== undefined) e = bare(e.args[0]);
  if (e?.k !== 'const' || typeof e.value !== 'string') return undefined;
  return program.resolve(from, e.value.startsWith('.') ? e.value : `./${e.value}`);
}

