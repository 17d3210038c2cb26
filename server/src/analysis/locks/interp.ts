/**
 * Runs one function abstractly: which locks are held where, what waits for what, on which paths a lock is
 * left taken. Calls use the callee's summary; closures handed over are run in place, so that what they
 * capture is known. A promise is a value that carries what happens until it settles; awaiting it makes that
 * happen under the locks held at the await.
 */
import type { Expr, ExprOf, Stmt } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import type { CallGraph } from '../callgraph.ts';
import { fnKey, fnOf, type FnRef, type Program } from '../program.ts';
import type { Callee, Resolver } from '../resolve.ts';
import { bare, exprsOfStmt, forEachExpr } from '../walk.ts';
import { EMPTY_RUN, type Hold, type Lock, type LockEvent, type Run } from './domain.ts';
import { newFrame } from './frame.ts';
import { type Guard, guardsOf, type Guards } from './guards.ts';
import { Identifier, type LibraryCall } from './identify.ts';
import type { Inferred } from './infer.ts';
import { keptSummaries, type KeptSummaries } from './kept.ts';
import { runFunction } from './run.ts';
import { SameObject } from './same-object.ts';

/** A path that leaves a function with a lock it took by hand. */
export interface Leak {
  readonly fn: FnRef;
  readonly hold: Hold;
  /** Where the path leaves: a return, a throw, an await that may reject; the function's end. */
  readonly exit: Place;
  readonly why: 'throws' | 'stops' | 'returns' | 'never';
  /** A release of the same lock on another path. */
  readonly release: Place | undefined;
}

/** A self-deadlock or a wait that is visible inside one function. */
export interface Clash {
  readonly k: 'again' | 'together' | 'read-again' | 'permits';
  readonly held: { readonly lock: Lock; readonly at: Place };
  readonly event: LockEvent;
  readonly fn: FnRef;
}

const MAX_DEPTH = 40;
/** Never the same twice, also not in summaries that outlive an interpreter. */
let tokens = 0;

/** A lock that one path gives back twice by the lock's own method. */
export interface DoubleRelease {
  readonly fn: FnRef;
  readonly lock: Lock;
  readonly taken: Place;
  readonly first: Place;
  readonly second: Place;
}

/** What running a function brought to light besides its run: facts about the program, in plain data. */
export interface Notes {
  readonly leaks: Leak[];
  readonly clashes: Clash[];
  readonly twice: DoubleRelease[];
  readonly writes: LockEvent[];
  /** Reader-writer locks (by identity) that it takes for writing. */
  readonly writers: Set<string>;
  /** Locks (by identity) that it releases by the lock's own method. */
  readonly released: Set<string>;
  /** Functions with more accesses than a summary keeps. */
  readonly cut: FnRef[];
}

export const noNotes = (): Notes => ({
  leaks: [],
  clashes: [],
  twice: [],
  writes: [],
  writers: new Set(),
  released: new Set(),
  cut: [],
});

export interface Summary {
  readonly run: Run;
  readonly notes: Notes;
  /** Cells it asked about (`isFilled`), with the answers. */
  readonly asked: ReadonlyMap<string, boolean>;
}

export class Interpreter {
  private readonly summaries = new Map<string, Summary>();
  /** Functions being summarised, with their depth on the stack. */
  private readonly active = new Map<string, number>();
  /** First results of functions that call themselves, by which the second pass knows what a call of itself does. */
  private readonly partial = new Map<string, Run>();
  /** Results that rest on a partial one of a function further up the stack. */
  private provisional = new Map<string, Summary>();
  /** The outermost active function that something since then has called again. */
  private cut = Infinity;
  private readonly asking: Map<string, boolean>[] = [];
  private readonly kept: KeptSummaries;
  private readonly rejecting = new Map<string, boolean>();
  private readonly identifier: Identifier;
  readonly program: Program;
  readonly resolver: Resolver;
  readonly graph: CallGraph;
  readonly inferred: Inferred;
  readonly guards: Guards;
  readonly same: SameObject;

  constructor(program: Program, resolver: Resolver, graph: CallGraph, inferred: Inferred) {
    this.program = program;
    this.resolver = resolver;
    this.graph = graph;
    this.inferred = inferred;
    this.guards = guardsOf(program, resolver, inferred);
    this.identifier = new Identifier(program, resolver);
    this.same = new SameObject(resolver);
    this.kept = keptSummaries(program, (cell) => graph.flow.inCell(cell).length > 0);
  }

  nextToken(): number {
    tokens += 1;
    return tokens;
  }

  /** Whether somebody stores a function in a cell; the answer becomes part of what the running summaries rest on. */
  isFilled(cell: string): boolean {
    const filled = this.graph.flow.inCell(cell).length > 0;
    for (const asked of this.asking) asked.set(cell, filled);
    return filled;
  }

  /** The lock that guards a cell, as its class or a base class says. */
  guardOf(cell: string | undefined): Guard | undefined {
    if (cell === undefined || this.guards.cells.size === 0) return undefined;
    const m = /^C:(.*)#(\d+)\.(.*)$/.exec(cell);
    if (m === null) return this.guards.cells.get(cell);
    for (
      let at: { file: string; cls: number } | undefined = { file: m[1] ?? '', cls: Number(m[2]) }, depth = 0;
      at !== undefined && this.program.files.has(at.file) && depth < 8;
      at = this.resolver.superOf(at), depth++
    ) {
      const guard = this.guards.cells.get(`C:${at.file}#${at.cls}.${m[3] ?? ''}`);
      if (guard !== undefined) return guard;
    }
    return undefined;
  }

  /** What every summarised function brought to light. */
  notes(): readonly Notes[] {
    return [...this.summaries.values()].map((summary) => summary.notes);
  }

  summaryOf(ref: FnRef): Run {
    const key = fnKey(ref);
    const known = this.summaries.get(key) ?? this.provisional.get(key) ?? this.recalled(ref, key);
    if (known !== undefined) {
      for (const asked of this.asking) for (const [cell, filled] of known.asked) asked.set(cell, filled);
      return known.run;
    }
    const at = this.active.get(key);
    if (at !== undefined) {
      this.cut = Math.min(this.cut, at);
      return this.partial.get(key) ?? EMPTY_RUN;
    }
    if (this.active.size > MAX_DEPTH) return EMPTY_RUN;
    const depth = this.active.size;
    this.active.set(key, depth);
    const outerCut = this.cut;
    this.cut = Infinity;
    let summary = this.summarise(ref);
    if (this.cut === depth) {
      // It calls itself, perhaps through others: what those calls do is known now.
      this.partial.set(key, summary.run);
      for (const [other, result] of this.provisional) this.partial.set(other, result.run);
      this.provisional = new Map();
      summary = this.summarise(ref);
      for (const [other, result] of this.provisional) this.summaries.set(other, result);
      this.provisional = new Map();
      this.partial.clear();
      this.cut = Infinity;
    }
    this.active.delete(key);
    if (this.cut < depth) this.provisional.set(key, summary);
    else {
      this.summaries.set(key, summary);
      this.kept.keep(ref, summary);
    }
    this.cut = Math.min(outerCut, this.cut < depth ? this.cut : Infinity);
    return summary.run;
  }

  private summarise(ref: FnRef): Summary {
    const notes = noNotes();
    const asked = new Map<string, boolean>();
    this.asking.push(asked);
    const run = runFunction(newFrame(this, ref, undefined, 0, notes));
    this.asking.pop();
    return { run, notes, asked };
  }

  private recalled(ref: FnRef, key: string): Summary | undefined {
    const summary = this.active.has(key) ? undefined : this.kept.recall(ref);
    if (summary !== undefined) this.summaries.set(key, summary);
    return summary;
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
        if (s.k === 'if') scan([...s.then, ...s.else]);
        else if (s.k === 'loop' || s.k === 'forEach' || s.k === 'block') scan(s.body);
        else if (s.k === 'switch') s.cases.forEach((c) => scan(c.body));
        else if (s.k === 'try') scan([...s.block, ...(s.finalizer ?? [])]);
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
