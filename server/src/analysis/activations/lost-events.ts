/**
 * Events that come while nobody listens yet: what is awaited first brings them about, and the listener, or the waiter
 * that the listener settles, is registered only afterwards. Read from the statements of one function: everything that
 * decides stands there.
 */
import type { Expr, ExprOf, FileFacts, FunctionFacts, Stmt } from '../../facts/core.ts';
import { eventsOfMade, REQUESTS, TRANSPORT } from '../../knowledge/emitters.ts';
import type { Place } from '../../findings/finding.ts';
import { fnOf, type FnRef, place, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, bodiesOfStmt, exprsOfStmt, forEachExpr, forEachExprIn, targetOf } from '../walk.ts';
import { show } from './cells.ts';

export interface LostEvent {
  readonly in: FnRef;
  /** `made`: what was just made tells of itself; `answer`: what was asked for answers; `state`: what was tested comes about. */
  readonly kind: 'made' | 'answer' | 'state';
  /** The event, or the answer, as a message names it. */
  readonly what: string;
  /** What brings it about: the making, the request, the test. */
  readonly cause: { readonly at: Place; readonly text: string };
  readonly awaitAt: Place;
  /** Where the listener or waiter is registered. */
  readonly at: Place;
  /** Something waits for it, and is not only told of each. */
  readonly waits: boolean;
  /** Who delivers it. */
  readonly by: { readonly at: Place; readonly in: FnRef } | undefined;
}

/** Somebody waits for something from here on. */
interface Waiter {
  readonly at: Expr['at'];
  readonly waits: boolean;
  /** What is listened to, and for which event. */
  readonly on?: string;
  readonly event?: string;
  /** The container and the key under which a settler is kept for whoever brings the answer. */
  readonly kept?: { readonly container: Expr; readonly key: Expr | undefined };
  /** The listener's function. */
  readonly callback?: number;
}

interface Awaited {
  readonly at: Expr['at'];
  readonly call: ExprOf<'call'> | undefined;
}

export function lostEvents(program: Program, resolver: Resolver, file: string): readonly LostEvent[] {
  const facts = program.files.get(file);
  const out: LostEvent[] = [];
  for (const fn of facts?.functions ?? []) {
    if (facts === undefined || !fn.async) continue;
    out.push(...new Finder(program, resolver, facts, { file, fn: fn.id }, fn).find());
  }
  return out;
}

class Finder {
  private readonly out: LostEvent[] = [];

  constructor(
    private readonly program: Program,
    private readonly resolver: Resolver,
    private readonly facts: FileFacts,
    private readonly ref: FnRef,
    private readonly fn: FunctionFacts,
  ) {}

  find(): readonly LostEvent[] {
    this.list(this.fn.body);
    return this.out;
  }

  /** Statements that run one after the other. */
  private list(body: readonly Stmt[]): void {
    for (const [i, s] of body.entries()) {
      for (const nested of bodiesOfStmt(s)) this.list(nested);
      const waiter = this.waiterIn(s);
      if (waiter === undefined) continue;
      // Backwards, as far as nothing else has been waited for in the same way.
      const before = body.slice(0, i);
      this.madeBefore(before, waiter);
      this.askedBefore(before, waiter);
      this.testedBefore(before, waiter);
    }
  }

  /** `const child = spawn(...); await prepare(); child.on('exit', ...)` */
  private madeBefore(before: readonly Stmt[], waiter: Waiter): void {
    if (waiter.on === undefined || waiter.event === undefined) return;
    const event = waiter.event;
    for (const [i, s] of before.entries()) {
      const made = s.k === 'let' ? s.decls.find((d) => d.target.k === 'bind' && d.init !== undefined) : undefined;
      if (made?.target.k !== 'bind' || made.init === undefined) continue;
      if (this.facts.bindings[made.target.b]?.name !== waiter.on) continue;
      const events = this.eventsOf(made.init);
      if (events?.has(event) !== true) continue;
      const between = before.slice(i + 1);
      const wait = between.flatMap((x) => awaitedIn(x)).find(({ call }) => call === undefined || !this.isShort(call));
      if (wait === undefined || this.mentions(between, made.target.b)) continue;
      this.push('made', `'${event}'`, made.init, wait.at, waiter, undefined);
    }
  }

  /** `await socket.send(id); await once(socket, 'reply')`, or a waiter put under `id` after it. */
  private askedBefore(before: readonly Stmt[], waiter: Waiter): void {
    const s = before.at(-1);
    const request = s === undefined ? undefined : awaitedIn(s).at(-1);
    const call = request?.call;
    const callee = call === undefined ? undefined : bare(call.callee);
    if (request === undefined || call === undefined || callee?.k !== 'member' || !REQUESTS.has(callee.prop)) return;
    if (this.isShort(call)) return;
    if (waiter.on !== undefined && waiter.event !== undefined) {
      if (this.text(callee.obj) !== waiter.on || /^(close|end|exit|finish|error|disconnect|abort)/.test(waiter.event))
        return;
      this.push('answer', `'${waiter.event}'`, call, request.at, waiter, undefined);
      return;
    }
    if (waiter.kept === undefined || !TRANSPORT.test(this.text(callee.obj))) return;
    const { container, key } = waiter.kept;
    const named = key === undefined ? [] : bindingsIn(key);
    if (key === undefined || named.length === 0) return;
    const mentioned = new Set(call.args.flatMap(bindingsIn));
    if (!named.some((b) => mentioned.has(b))) return;
    const by = this.delivererOf(container);
    if (by !== undefined) this.push('answer', 'the answer', call, request.at, waiter, by);
  }

  /** `if (this.ready.has(type)) return ...; await load(type); this.onReady((t) => ... this.ready.get(t) ...)` */
  private testedBefore(before: readonly Stmt[], waiter: Waiter): void {
    if (waiter.callback === undefined || waiter.event !== undefined) return;
    const asked = new Set<string>();
    const { callback } = waiter;
    for (const x of this.inFunction(callback)) {
      if (x.k === 'member' && bare(x.obj).k === 'this') asked.add(this.text(x));
      else if (x.k === 'var' && this.facts.bindings[x.b]?.owner === 0) asked.add(this.text(x));
    }
    for (const [i, s] of before.entries()) {
      if (s.k !== 'if' || s.else.length > 0 || s.then.at(-1)?.k !== 'return') continue;
      const tested = this.namesIn(s.test).find((name) => asked.has(name));
      if (tested === undefined) continue;
      const between = before.slice(i + 1);
      const wait = between.flatMap((x) => awaitedIn(x)).find(({ call }) => call !== undefined && !this.isShort(call));
      // Looked at again after the wait.
      const again = between.some((x) => x.at[0] > (wait?.at[0] ?? 0) && this.namesOf(x).includes(tested));
      if (wait === undefined || again) continue;
      this.push('state', tested, s.test, wait.at, waiter, undefined);
    }
  }

  // ---------------------------------------------------------------------------------------------- waiters

  private waiterIn(s: Stmt): Waiter | undefined {
    for (const e of exprsOfStmt(s)) {
      let found: Waiter | undefined;
      forEachExpr(e, (x) => {
        found ??= this.waiter(x);
      });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private waiter(e: Expr): Waiter | undefined {
    if (e.k === 'new' && bare(e.callee).k === 'global' && this.text(e.callee) === 'Promise') {
      const [executor] = e.args;
      return executor?.k === 'func' ? this.inExecutor(executor.fn) : undefined;
    }
    if (e.k !== 'call') return undefined;
    const callee = bare(e.callee);
    if (callee.k === 'var' || callee.k === 'global') {
      const [target, event] = e.args;
      const once = this.resolver
        .calleesOf(this.ref, e)
        .some((c) => c.k === 'external' && /^(node:)?events$/.test(c.module) && c.path[0] === 'once');
      if (!once || target === undefined || event?.k !== 'const' || typeof event.value !== 'string') return undefined;
      return { at: e.at, waits: true, on: this.text(target), event: event.value };
    }
    if (callee.k !== 'member') return undefined;
    return this.listener(e, callee);
  }

  private listener(e: ExprOf<'call'>, callee: ExprOf<'member'>): Waiter | undefined {
    const [first, second] = e.args;
    if (/^(on|once|addListener|addEventListener)$/.test(callee.prop)) {
      if (first?.k !== 'const' || typeof first.value !== 'string' || second === undefined) return undefined;
      return { at: e.at, waits: false, on: this.text(callee.obj), event: first.value };
    }
    // `this.onDidRegister((type) => ...)` that settles what this function waits for.
    if (!/^on(Did|Will)?[A-Z]/.test(callee.prop) || first?.k !== 'func') return undefined;
    const settles = this.inFunction(first.fn).some(
      (x) => x.k === 'call' && bare(x.callee).k === 'member' && (bare(x.callee) as ExprOf<'member'>).prop === 'resolve',
    );
    return settles ? { at: e.at, waits: true, callback: first.fn } : undefined;
  }

  /** `new Promise((resolve) => socket.once('open', resolve))`, `new Promise((resolve) => waiting.set(id, resolve))` */
  private inExecutor(fn: number): Waiter | undefined {
    const [resolve] = this.facts.functions[fn]?.params ?? [];
    const settler = resolve?.target.k === 'bind' ? resolve.target.b : undefined;
    if (settler === undefined) return undefined;
    for (const x of this.inFunction(fn)) {
      if (x.k === 'call') {
        const callee = bare(x.callee);
        if (callee.k !== 'member') continue;
        if (callee.prop === 'set' && x.args[1] !== undefined && bindingsIn(x.args[1]).includes(settler))
          return { at: x.at, waits: true, kept: { container: callee.obj, key: x.args[0] } };
        const listener = this.listener(x, callee);
        if (listener !== undefined) return { ...listener, waits: true };
      }
      if (x.k === 'assign' && bindingsIn(x.value).includes(settler)) {
        const target = targetOf(x);
        if (target?.k === 'index') return { at: x.at, waits: true, kept: { container: target.obj, key: target.key } };
      }
    }
    return undefined;
  }

  // ---------------------------------------------------------------------------------------------- questions

  private eventsOf(init: Expr): ReadonlySet<string> | undefined {
    const e = bare(init);
    if (e.k !== 'call' && e.k !== 'new') return undefined;
    const callee = bare(e.callee);
    if (callee.k === 'global') return eventsOfMade(undefined, callee.name);
    const entity = this.resolver.entityOf(this.ref, callee);
    if (entity.k === 'external') return eventsOfMade(entity.module, entity.path.at(-1) ?? 'default');
    return undefined;
  }

  /** Awaiting it gives way to nobody but what is ready at once: events of the outside come later. */
  private isShort(call: ExprOf<'call'>): boolean {
    const callee = bare(call.callee);
    if (callee.k === 'member' && callee.obj.k === 'global' && callee.obj.name === 'Promise')
      return callee.prop === 'resolve' || callee.prop === 'reject';
    const known = this.resolver.calleesOf(this.ref, call);
    return (
      known.length > 0 && known.every((c) => c.k === 'function' && !waits(this.program, { file: c.file, fn: c.fn }))
    );
  }

  /** Another function that looks the waiter up and calls it. */
  private delivererOf(container: Expr): LostEvent['by'] {
    const name = this.text(container);
    for (const other of this.facts.functions) {
      if (other.id === this.ref.fn || other.parent === this.ref.fn) continue;
      let found: Expr | undefined;
      forEachExprIn(other, (x) => {
        if (found !== undefined) return;
        const get =
          x.k === 'call' && x.callee.k === 'member' && x.callee.prop === 'get' && this.text(x.callee.obj) === name;
        const index = x.k === 'index' && this.text(x.obj) === name;
        if (get || index) found = x;
      });
      const inFile = { file: this.ref.file, fn: other.id };
      if (found !== undefined) return { at: place(this.ref.file, found.at), in: inFile };
    }
    return undefined;
  }

  private text(e: Expr): string {
    return show(this.program, this.ref.file, e, 200);
  }

  private inFunction(fn: number): readonly Expr[] {
    const out: Expr[] = [];
    const facts = this.facts.functions[fn];
    if (facts !== undefined) forEachExprIn(facts, (x) => void out.push(x));
    return out;
  }

  private namesIn(e: Expr): readonly string[] {
    const out: string[] = [];
    forEachExpr(e, (x) => {
      if (x.k === 'member' || x.k === 'var') out.push(this.text(x));
    });
    return out;
  }

  private namesOf(s: Stmt): readonly string[] {
    return [
      ...exprsOfStmt(s).flatMap((e) => this.namesIn(e)),
      ...bodiesOfStmt(s)
        .flat()
        .flatMap((x) => this.namesOf(x)),
    ];
  }

  /** Whether statements, or functions made in them, have to do with a variable. */
  private mentions(body: readonly Stmt[], b: number): boolean {
    const inExpr = (e: Expr): boolean => {
      let found = false;
      forEachExpr(e, (x) => {
        const made = x.k === 'func' ? this.facts.functions[x.fn] : undefined;
        found ||= (x.k === 'var' && x.b === b) || (made !== undefined && this.mentions(made.body, b));
      });
      return found;
    };
    return body.some((s) => exprsOfStmt(s).some(inExpr) || bodiesOfStmt(s).some((inner) => this.mentions(inner, b)));
  }

  private push(
    kind: LostEvent['kind'],
    what: string,
    cause: Expr,
    awaitAt: Expr['at'],
    waiter: Waiter,
    by: LostEvent['by'],
  ): void {
    const { file } = this.ref;
    this.out.push({
      in: this.ref,
      kind,
      what,
      cause: { at: place(file, cause.at), text: show(this.program, file, cause) },
      awaitAt: place(file, awaitAt),
      at: place(file, waiter.at),
      waits: waiter.waits,
      by,
    });
  }
}

/** The awaits of a statement itself, in order. */
function awaitedIn(s: Stmt): readonly Awaited[] {
  const out: Awaited[] = [];
  for (const e of exprsOfStmt(s))
    forEachExpr(e, (x) => {
      if (x.k !== 'await') return;
      const inner = bare(x.e);
      out.push({ at: x.at, call: inner.k === 'call' ? inner : undefined });
    });
  return out;
}

function bindingsIn(e: Expr): readonly number[] {
  const out: number[] = [];
  forEachExpr(e, (x) => {
    if (x.k === 'var') out.push(x.b);
  });
  return out;
}

/** Whether a function of the program waits for something when it is called. */
function waits(program: Program, ref: FnRef): boolean {
  const fn = fnOf(program, ref);
  if (!fn.async) return true;
  let found = false;
  forEachExprIn(fn, (x) => {
    found ||= x.k === 'await';
  });
  return found || fn.body.some((s) => s.k === 'forEach' && s.kind === 'await');
}
