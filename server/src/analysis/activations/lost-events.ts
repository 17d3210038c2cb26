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
import { bare, bindingsIn, bodiesOfStmt, exprsOfStmt, forEachExpr, forEachExprIn } from '../walk.ts';
import { show } from './cells.ts';
import { Listeners, type Waiter } from './listeners.ts';
import { lookedFirst } from './looked-first.ts';
import { shownFirst } from './shown-first.ts';

export interface LostEvent {
  readonly in: FnRef;
  /**
   * `made`: what was just made tells of itself; `answer`: what was asked for answers; `state`: what was tested comes
   * about; `look`: so does what an await has asked for; `shown`: a person acts on what they see.
   */
  readonly kind: 'made' | 'answer' | 'state' | 'look' | 'shown';
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

interface Awaited {
  readonly at: Expr['at'];
  readonly call: ExprOf<'call'> | undefined;
}

export function lostEvents(program: Program, resolver: Resolver, file: string): readonly LostEvent[] {
  const facts = program.files.get(file);
  const out: LostEvent[] = [];
  for (const fn of facts?.functions ?? []) {
    if (facts === undefined || !fn.async) continue;
    const ref = { file, fn: fn.id };
    out.push(
      ...new Finder(program, resolver, facts, ref, fn).find(),
      ...lookedFirst(program, facts, ref, fn),
      ...shownFirst(program, resolver, facts, ref, fn),
    );
  }
  return out;
}

class Finder {
  private readonly out: LostEvent[] = [];

  private readonly listeners: Listeners;

  constructor(
    private readonly program: Program,
    private readonly resolver: Resolver,
    private readonly facts: FileFacts,
    private readonly ref: FnRef,
    private readonly fn: FunctionFacts,
  ) {
    this.listeners = new Listeners(program, resolver, facts, ref);
  }

  find(): readonly LostEvent[] {
    this.list(this.fn.body);
    return this.out;
  }

  /** Statements that run one after the other. */
  private list(body: readonly Stmt[]): void {
    for (const [i, s] of body.entries()) {
      for (const nested of bodiesOfStmt(s)) this.list(nested);
      const waiter = this.listeners.in(s);
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
      if (
        this.listeners.text(callee.obj) !== waiter.on ||
        /^(close|end|exit|finish|error|disconnect|abort)/.test(waiter.event)
      )
        return;
      this.push('answer', `'${waiter.event}'`, call, request.at, waiter, undefined);
      return;
    }
    if (waiter.kept === undefined || !TRANSPORT.test(this.listeners.text(callee.obj))) return;
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
    for (const x of this.listeners.inFunction(callback)) {
      if (x.k === 'member' && bare(x.obj).k === 'this') asked.add(this.listeners.text(x));
      else if (x.k === 'var' && this.facts.bindings[x.b]?.owner === 0) asked.add(this.listeners.text(x));
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
    const name = this.listeners.text(container);
    for (const other of this.facts.functions) {
      if (other.id === this.ref.fn || other.parent === this.ref.fn) continue;
      let found: Expr | undefined;
      forEachExprIn(other, (x) => {
        if (found !== undefined) return;
        const get =
          x.k === 'call' &&
          x.callee.k === 'member' &&
          x.callee.prop === 'get' &&
          this.listeners.text(x.callee.obj) === name;
        const index = x.k === 'index' && this.listeners.text(x.obj) === name;
        if (get || index) found = x;
      });
      const inFile = { file: this.ref.file, fn: other.id };
      if (found !== undefined) return { at: place(this.ref.file, found.at), in: inFile };
    }
    return undefined;
  }

  private namesIn(e: Expr): readonly string[] {
    const out: string[] = [];
    forEachExpr(e, (x) => {
      if (x.k === 'member' || x.k === 'var') out.push(this.listeners.text(x));
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
