/**
 * Work that is started and not waited for, where what comes next takes it for done: a directory that is being made and
 * is written into, a file that is being written and is read, a flag that says `busy` and is taken back at once. Silent
 * is whoever keeps the promise, says `void`, or goes on with something else.
 */
import type { Expr, ExprOf, FileFacts, FunctionFacts, Stmt } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { BUSY_NAME } from '../../knowledge/promises.ts';
import { fileOperation, isFileModule, type RecordCall } from '../../knowledge/stores.ts';
import { factsOf, fnKey, fnOf, type FnRef, place, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import {
  bare,
  bindingsIn,
  bodiesOfStmt,
  exprsOfStmt,
  forEachExpr,
  forEachExprIn,
  forEachStmt,
  targetOf,
} from '../walk.ts';
import { show } from './cells.ts';

export interface Unawaited {
  /** `file`: what comes next works on the same path; `flag`: it says that the work is over. */
  readonly k: 'file' | 'flag';
  readonly in: FnRef;
  /** The call whose promise is dropped. */
  readonly at: Place;
  readonly text: string;
  /** The path, or the flag, as a message names it. */
  readonly what: string;
  /** Where the flag was set. */
  readonly since: Place | undefined;
  readonly next: Place;
}

export function unawaited(program: Program, resolver: Resolver, file: string): readonly Unawaited[] {
  const facts = program.files.get(file);
  if (facts === undefined) return [];
  return facts.functions.flatMap((fn) => new Finder(program, resolver, facts, { file, fn: fn.id }).find(fn));
}

class Finder {
  private readonly out: Unawaited[] = [];

  constructor(
    private readonly program: Program,
    private readonly resolver: Resolver,
    private readonly facts: FileFacts,
    private readonly ref: FnRef,
  ) {}

  find(fn: FunctionFacts): readonly Unawaited[] {
    this.list(fn.body);
    return this.out;
  }

  private list(body: readonly Stmt[]): void {
    for (const [i, s] of body.entries()) {
      for (const nested of bodiesOfStmt(s)) this.list(nested);
      const call = s.k === 'expr' ? bare(s.e) : undefined;
      if (call?.k !== 'call') continue;
      this.goesOnWithPath(call, body.slice(i + 1));
      this.takesBackFlag(call, body.slice(0, i), body.slice(i + 1));
    }
  }

  /** `mkdir(target); for (const file of files) await copy(join(source, file), join(target, file));` */
  private goesOnWithPath(call: ExprOf<'call'>, after: readonly Stmt[]): void {
    const path = this.changedBy(call);
    if (path === undefined) return;
    const name = bare(path);
    const text = this.text(path);
    const isSame = (e: Expr): boolean => this.text(e) === text || (name.k === 'var' && bindingsIn(e).includes(name.b));
    let next: Expr | undefined;
    forEachIn(after, (x) => {
      if (next !== undefined || x.k !== 'call') return;
      if (this.pathsOf(x).some(isSame)) next = x;
    });
    if (next !== undefined) this.push('file', call, text, undefined, next);
  }

  /** `this.busy = true; this.load(); this.busy = false;` */
  private takesBackFlag(call: ExprOf<'call'>, before: readonly Stmt[], after: readonly Stmt[]): void {
    const back = after.findIndex((s) => this.flagIn(s)?.on === false);
    const reset = after[back];
    const flag = reset === undefined ? undefined : this.flagIn(reset);
    const set = before.findLast((s) => {
      const each = this.flagIn(s);
      return each?.on === true && each.name === flag?.name;
    });
    if (reset === undefined || flag === undefined || set === undefined) return;
    if (!BUSY_NAME.test(flag.name)) return;
    const between = [...before.slice(before.indexOf(set) + 1), ...after.slice(0, back)];
    if (between.some((s) => waits(s) || s.k === 'return' || s.k === 'throw')) return;
    // What is found in the text alone comes first: of few calls it has to be asked what they run.
    if (!this.isWork(call)) return;
    this.push('flag', call, flag.name, set.at, reset);
  }

  /** `this.busy = true`, `setBusy(true)`. */
  private flagIn(s: Stmt): { readonly name: string; readonly on: boolean } | undefined {
    const e = s.k === 'expr' ? bare(s.e) : undefined;
    if (e?.k === 'assign' && e.op === '=') {
      const target = targetOf(e);
      const value = bare(e.value);
      return target === undefined || value.k !== 'const' || typeof value.value !== 'boolean'
        ? undefined
        : { name: this.text(target), on: value.value };
    }
    const [value] = e?.k === 'call' ? e.args : [];
    if (e?.k !== 'call' || e.args.length !== 1 || value?.k !== 'const' || typeof value.value !== 'boolean')
      return undefined;
    return { name: this.text(e.callee), on: value.value };
  }

  /** An asynchronous function of the program that waits for something. */
  private isWork(call: ExprOf<'call'>): boolean {
    const known = this.resolver.calleesOf(this.ref, call);
    return (
      known.length > 0 &&
      known.every((c) => {
        if (c.k !== 'function') return false;
        const fn = fnOf(this.program, { file: c.file, fn: c.fn });
        return fn.async && !fn.generator && fn.hasAwait;
      })
    );
  }

  // -------------------------------------------------------------------------------------------------- paths

  /** The path that a call changes some time after it has returned. */
  private changedBy(call: ExprOf<'call'>): Expr | undefined {
    const own = fileCall(this.resolver, this.ref, call);
    if (own !== undefined) return CHANGES.has(own.op) && own.isPromised ? call.args[own.path] : undefined;
    if (!this.isWork(call)) return undefined;
    const [changed] = this.resolver
      .calleesOf(this.ref, call)
      .flatMap((c) => (c.k === 'function' ? this.parametersOf({ file: c.file, fn: c.fn }, true) : []));
    return changed === undefined ? undefined : call.args[changed];
  }

  /** The paths that a call works on. */
  private pathsOf(call: ExprOf<'call'>): readonly Expr[] {
    const given = (i: number): readonly Expr[] => (call.args[i] === undefined ? [] : [call.args[i]]);
    const callees = this.resolver.calleesOf(this.ref, call);
    if (callees.some((c) => c.k === 'external' && isFileModule(c.module)) || promisified(this.resolver, this.ref, call))
      return [...given(0), ...given(1)];
    return callees.flatMap((c) =>
      c.k === 'function' ? this.parametersOf({ file: c.file, fn: c.fn }, false).flatMap(given) : [],
    );
  }

  /** Parameters that a function takes as paths: of what it changes and waits for, or of what it works on at all. */
  private parametersOf(ref: FnRef, changed: boolean, seen: ReadonlySet<string> = new Set()): readonly number[] {
    if (seen.has(fnKey(ref)) || seen.size > 3) return [];
    const deeper = new Set([...seen, fnKey(ref)]);
    const fn = fnOf(this.program, ref);
    const found = new Set<number>();
    const note = (e: Expr | undefined): void => {
      const path = e === undefined ? undefined : bare(e);
      if (path === undefined || (changed && path.k !== 'var')) return;
      for (const [i, p] of fn.params.entries())
        if (p.target.k === 'bind' && bindingsIn(path).includes(p.target.b)) found.add(i);
    };
    const visit = (x: Expr): void => {
      const call = !changed ? x : x.k === 'await' ? bare(x.e) : undefined;
      if (call?.k !== 'call') return;
      const op = fileCall(this.resolver, ref, call);
      if (op !== undefined) {
        if (!changed || CHANGES.has(op.op)) note(call.args[op.path]);
        return;
      }
      for (const c of this.resolver.calleesOf(ref, call))
        if (c.k === 'function')
          for (const i of this.parametersOf({ file: c.file, fn: c.fn }, changed, deeper)) note(call.args[i]);
    };
    // Helpers that stand in it do it on its behalf.
    for (const each of factsOf(this.program, ref.file).functions)
      if (each.id === fn.id || each.parent === fn.id) forEachExprIn(each, visit);
    return [...found];
  }

  private text(e: Expr): string {
    return show(this.program, this.ref.file, e, 80);
  }

  private push(
    k: Unawaited['k'],
    call: ExprOf<'call'>,
    what: string,
    since: Expr['at'] | undefined,
    next: Expr | Stmt,
  ) {
    const { file } = this.ref;
    this.out.push({
      k,
      in: this.ref,
      at: place(file, call.at),
      text: this.text(call),
      what,
      since: since === undefined ? undefined : place(file, since),
      next: place(file, next.at),
    });
  }
}

const CHANGES: ReadonlySet<RecordCall['op']> = new Set(['write', 'append', 'create', 'ensure', 'remove']);

/** A call of a file system API, and whether it gives a promise. */
function fileCall(
  resolver: Resolver,
  ref: FnRef,
  call: ExprOf<'call'>,
): (RecordCall & { readonly isPromised: boolean }) | undefined {
  for (const c of resolver.calleesOf(ref, call)) {
    const op = c.k === 'external' ? fileOperation(c.module, c.path) : undefined;
    if (c.k !== 'external' || op === undefined) continue;
    const last = call.args.at(-1);
    const hasCallback = last !== undefined && (last.k === 'func' || c.module === 'fs' || c.module === 'node:fs');
    const isPromised = !op.sync && (/promises/.test([c.module, ...c.path].join('/')) || !hasCallback);
    return { ...op, isPromised };
  }
  const op = promisified(resolver, ref, call);
  return op === undefined ? undefined : { ...op, isPromised: true };
}

/** `promisify(mkdir)(directory)` */
function promisified(resolver: Resolver, ref: FnRef, call: ExprOf<'call'>): RecordCall | undefined {
  const made = bare(call.callee);
  const [fn] = made.k === 'call' ? made.args : [];
  if (made.k !== 'call' || fn === undefined) return undefined;
  const maker = resolver.calleesOf(ref, made)[0];
  if (maker?.k !== 'external' || maker.path.at(-1) !== 'promisify') return undefined;
  const entity = resolver.entityOf(ref, fn);
  return entity.k === 'external' ? fileOperation(entity.module, entity.path) : undefined;
}

function forEachIn(body: readonly Stmt[], visit: (e: Expr) => void): void {
  forEachStmt(body, (s) => {
    for (const e of exprsOfStmt(s)) forEachExpr(e, visit);
  });
}

function waits(s: Stmt): boolean {
  let found = s.k === 'forEach' && s.kind === 'await';
  forEachIn([s], (x) => {
    if (x.k === 'await' || x.k === 'yield') found = true;
  });
  return found;
}
