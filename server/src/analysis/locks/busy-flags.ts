/**
 * A boolean that serves as a lock: whoever finds it set leaves, and the function that sets it lowers it when it is
 * done. When that function can end in between, by an exception or an early return, the flag stays up for ever and
 * nothing is ever done again. Flags that somebody else lowers as well (`stop()`, an event) are left alone.
 */
import type { Expr, Stmt } from '../../facts/core.ts';
import type { Finding, Place } from '../../findings/finding.ts';
import { busyFlagFinding } from '../../rules/locks/busy-flag.ts';
import { bindingOf, factsOf, fnKey, fnOf, type FnRef, place, type Program, thisClassOf } from '../program.ts';
import { bare, exprsOfStmt, forEachExpr, forEachExprIn, forEachStmt, targetOf } from '../walk.ts';
import { keptFor, type Kept, type Tracker } from '../tracking.ts';
import type { Interpreter } from './interp.ts';

/** Who looks at the flag and leaves. */
export interface FlagGuard {
  readonly fn: FnRef;
  readonly at: Place;
  /** It waits in a loop instead of leaving. */
  readonly waits: boolean;
}

export interface RaisedFlag {
  readonly fn: FnRef;
  readonly name: string;
  readonly set: Place;
  readonly exit: Place;
  readonly why: 'throws' | 'returns';
  readonly reset: Place;
  readonly guard: FlagGuard;
}

interface Writes {
  /** Own statements that raise it and lower it, by function. */
  readonly raised: Map<string, { readonly fn: FnRef; readonly at: Place }[]>;
  readonly lowered: Map<string, { readonly fn: FnRef; readonly at: Place }[]>;
  other: boolean;
}

/** What one file says of its own flags, and of the fields of others. */
interface FlagsOfFile {
  readonly busy: readonly (readonly [flag: string, writes: Writes])[];
  /** Names of fields that it writes to on objects other than `this`. */
  readonly strangers: ReadonlySet<string>;
}

/** A flag is a field of a class or a variable of a file: only that file raises, lowers and tests it. */
const flagsByFile = new WeakMap<Tracker, Kept<string, FlagsOfFile>>();
const guardsByFlags = new WeakMap<Tracker, Kept<string, ReadonlyMap<string, readonly FlagGuard[]>>>();

export function busyFlags(program: Program, it: Interpreter): Finding[] {
  const { tracker } = it.resolver;
  const flags = keptFor(flagsByFile, tracker);
  const files = [...program.files.keys()].map((file) => ({ file, ...flags.get(file, () => flagsIn(program, file)) }));
  const isStrange = (flag: string): boolean => {
    const name = flag.replace(/^.*[.#]/, '');
    return files.some(({ strangers }) => strangers.has(name));
  };
  const keptGuards = keptFor(guardsByFlags, tracker);
  const present = new Set<string>();
  const out: Finding[] = [];
  for (const { file, busy: candidates } of files) {
    const busy = candidates.filter(([flag]) => !isStrange(flag));
    if (busy.length === 0) continue;
    const names = busy.map(([flag]) => flag);
    const key = [file, ...names].join('\n');
    present.add(key);
    const guards = keptGuards.get(key, () => guardsOf(program, file, new Set(names)));
    for (const [flag, writes] of busy) out.push(...stuckFlags(it, flag, writes, guards.get(flag) ?? []));
  }
  keptGuards.retain((key) => present.has(key));
  return out;
}

function stuckFlags(it: Interpreter, flag: string, writes: Writes, guards: readonly FlagGuard[]): readonly Finding[] {
  const [guard] = guards;
  if (guard === undefined) return [];
  const { program } = it;
  const out: Finding[] = [];
  for (const [key, raised] of writes.raised) {
    const [set] = raised;
    const reset = writes.lowered.get(key)?.[0];
    if (set === undefined || reset === undefined || !fnOf(program, set.fn).async) continue;
    const exit = exitRaised(it, set.fn, flag);
    if (exit === undefined) continue;
    out.push(
      busyFlagFinding(program, {
        fn: set.fn,
        name: nameOf(flag, program),
        set: set.at,
        ...exit,
        reset: reset.at,
        guard: guards.find((g) => fnKey(g.fn) === key) ?? guard,
      }),
    );
  }
  return out;
}

function flagsIn(program: Program, file: string): FlagsOfFile {
  const { flags, strangers } = writesOf(program, file);
  return { busy: [...flags].filter(([, writes]) => isBusyFlag(program, writes)), strangers };
}

/** The field of `this`, or the variable of the surroundings, that an expression is. */
function flagOf(program: Program, ctx: FnRef, e: Expr): string | undefined {
  const inner = bare(e);
  if (inner.k === 'member' && inner.obj.k === 'this') {
    const own = thisClassOf(program, ctx);
    return own === undefined ? undefined : `C:${ctx.file}#${own.cls}.${inner.prop}`;
  }
  // `const busy = useRef(false)`: the hook keeps one object for the life of its component.
  if (inner.k === 'member' && inner.prop === 'current' && inner.obj.k === 'var') {
    const of = flagOf(program, ctx, inner.obj);
    return of === undefined ? undefined : `${of}.current`;
  }
  if (inner.k !== 'var') return undefined;
  const binding = bindingOf(program, ctx.file, inner.b);
  return binding.owner === ctx.fn || binding.kind === 'import' || binding.kind === 'param'
    ? undefined
    : `V:${ctx.file}#${inner.b}`;
}

function nameOf(flag: string, program: Program): string {
  const v = /^V:(.*)#(\d+)(\.current)?$/.exec(flag);
  if (v === null) return `this.${flag.replace(/^.*#\d+\./, '')}`;
  return `${bindingOf(program, v[1] ?? '', Number(v[2])).name}${v[3] ?? ''}`;
}

function writesOf(
  program: Program,
  file: string,
): { readonly flags: ReadonlyMap<string, Writes>; readonly strangers: ReadonlySet<string> } {
  const found = new Map<string, Writes>();
  const strangers = new Set<string>();
  for (const fn of factsOf(program, file).functions) {
    const ref = { file, fn: fn.id };
    const initial = fn.kind === 'constructor' || fn.kind === 'fields' || fn.kind === 'static' || fn.kind === 'module';
    forEachExprIn(fn, (e) => {
      const target = e.k === 'assign' ? targetOf(e) : e.k === 'update' ? e.target : undefined;
      if (target === undefined) return;
      const flag = flagOf(program, ref, target);
      if (flag === undefined) {
        const inner = bare(target);
        if (inner.k === 'member') strangers.add(inner.prop);
        return;
      }
      const writes: Writes = found.get(flag) ?? { raised: new Map(), lowered: new Map(), other: false };
      found.set(flag, writes);
      const value = e.k === 'assign' && e.op === '=' ? bare(e.value) : undefined;
      if (value?.k !== 'const' || typeof value.value !== 'boolean') writes.other = true;
      else if (!initial) {
        const into = value.value ? writes.raised : writes.lowered;
        into.set(fnKey(ref), [...(into.get(fnKey(ref)) ?? []), { fn: ref, at: place(ref.file, e.at) }]);
      }
    });
  }
  return { flags: found, strangers };
}

/** Set and lowered by the same functions, and by nobody else. */
function isBusyFlag(program: Program, writes: Writes): boolean {
  return (
    !writes.other &&
    writes.lowered.size > 0 &&
    [...writes.lowered.keys()].every((key) => writes.raised.has(key)) &&
    [...writes.raised.values()].flat().some(({ fn }) => fnOf(program, fn).async)
  );
}

/** `if (this.busy) return;`, `if (!this.busy) { this.busy = true; ... }`, `while (this.busy) await ...`. */
function guardsOf(
  program: Program,
  file: string,
  flags: ReadonlySet<string>,
): ReadonlyMap<string, readonly FlagGuard[]> {
  const found = new Map<string, FlagGuard[]>();
  const note = (fn: FnRef, test: Expr, when: boolean, at: Place, waits: boolean): void => {
    for (const flag of tested(program, fn, test, when))
      if (flags.has(flag)) found.set(flag, [...(found.get(flag) ?? []), { fn, at, waits }]);
  };
  for (const fn of factsOf(program, file).functions) {
    const ref = { file, fn: fn.id };
    forEachStmt(fn.body, (s) => {
      if (s.k === 'if') {
        const at = place(file, [s.at[0], s.test.at[1]]);
        if (leaves(s.then)) note(ref, s.test, true, at, false);
        else if (s.else.length === 0 && raises(program, ref, s.then, flags)) note(ref, s.test, false, at, false);
      } else if (s.k === 'loop' && s.test !== undefined && s.update === undefined)
        note(ref, s.test, true, place(file, s.test.at), true);
    });
  }
  return found;
}

/** Flags that must have this value for the test to hold, or that are enough for it. */
function tested(program: Program, ctx: FnRef, test: Expr, when: boolean): readonly string[] {
  const e = bare(test);
  if (e.k === 'unary' && e.op === '!') return tested(program, ctx, e.e, !when);
  if (e.k === 'logical') return [...tested(program, ctx, e.left, when), ...tested(program, ctx, e.right, when)];
  if (e.k === 'binary' && /^===?$/.test(e.op) && e.right.k === 'const' && typeof e.right.value === 'boolean')
    return tested(program, ctx, e.left, e.right.value === when);
  const flag = when ? flagOf(program, ctx, e) : undefined;
  return flag === undefined ? [] : [flag];
}

function leaves(body: readonly Stmt[]): boolean {
  const last = body[body.length - 1];
  return (
    last?.k === 'return' || last?.k === 'throw' || last?.k === 'continue' || (last?.k === 'block' && leaves(last.body))
  );
}

function raises(program: Program, ref: FnRef, body: readonly Stmt[], flags: ReadonlySet<string>): boolean {
  return body.some(
    (s) =>
      s.k === 'expr' &&
      s.e.k === 'assign' &&
      s.e.value.k === 'const' &&
      s.e.value.value === true &&
      flags.has(flagOf(program, ref, targetOf(s.e) ?? s.e) ?? ''),
  );
}

type Exit = Pick<RaisedFlag, 'exit' | 'why'>;

/** Where a function can leave with the flag up although it lowers it on its way to the end. */
function exitRaised(it: Interpreter, ref: FnRef, flag: string): Exit | undefined {
  const walk = new FlagWalk(it, ref, flag);
  const fn = fnOf(it.program, ref);
  const end = walk.block(fn.body, false);
  // A flag that is still up at the end is no busy flag: it says that something has been done.
  if (end !== false) return undefined;
  const [thrown] = walk.thrown;
  if (thrown !== undefined) return { exit: thrown, why: 'throws' };
  const [left] = walk.left;
  return left === undefined ? undefined : { exit: left, why: 'returns' };
}

/** Follows a function's own statements; a flag counts as up only when it is up for certain. */
class FlagWalk {
  thrown: Place[] = [];
  readonly left: Place[] = [];
  /** Whether the flag was up when the statements that are followed now began. */
  private entered = false;
  private finalizers: readonly (readonly Stmt[])[] = [];
  private readonly it: Interpreter;
  private readonly ref: FnRef;
  private readonly flag: string;

  constructor(it: Interpreter, ref: FnRef, flag: string) {
    this.it = it;
    this.ref = ref;
    this.flag = flag;
  }

  /** Whether the flag is up after these statements; undefined when they do not end normally. */
  block(body: readonly Stmt[], before: boolean): boolean | undefined {
    const outer = this.entered;
    this.entered = before;
    let up: boolean | undefined = before;
    for (const s of body) if (up !== undefined) up = this.statement(s, up);
    this.entered = outer;
    return up;
  }

  private statement(s: Stmt, before: boolean): boolean | undefined {
    let up = before;
    for (const e of exprsOfStmt(s)) up = this.expr(e, up);
    switch (s.k) {
      case 'if':
        return both(this.block(s.then, up), this.block(s.else, up));
      case 'loop':
      case 'forEach': {
        if (s.k === 'loop') up = this.block(s.init, up) ?? up;
        const after = this.block(s.body, up);
        return after === undefined ? up : up && after;
      }
      case 'switch': {
        const ends = s.cases.map((c) => this.block(c.body, up));
        return ends.reduce(both, up);
      }
      case 'block':
        return this.block(s.body, up);
      case 'try':
        return this.attempt(s, up);
      case 'return':
        // Raised right before the return it is a message for somebody else: `this.again = true; return;`.
        if (up && this.entered && !this.finalizers.some((f) => this.lowers(f)))
          this.left.push(place(this.ref.file, s.at));
        return undefined;
      case 'throw':
        if (up) this.thrown.push(place(this.ref.file, s.at));
        return undefined;
      case 'break':
      case 'continue':
        return undefined;
      default:
        return up;
    }
  }

  private attempt(s: Extract<Stmt, { k: 'try' }>, before: boolean): boolean | undefined {
    const outer = this.thrown;
    this.thrown = [];
    if (s.finalizer !== undefined) this.finalizers = [...this.finalizers, s.finalizer];
    let end = this.block(s.block, before);
    if (s.handler !== undefined) {
      const raised = this.thrown.length > 0;
      this.thrown = [];
      end = both(end, this.block(s.handler, raised));
    }
    let late = this.thrown;
    if (s.finalizer !== undefined) {
      this.finalizers = this.finalizers.slice(0, -1);
      this.thrown = [];
      const after = this.block(s.finalizer, end ?? true);
      late = after === false ? this.thrown : [...late, ...this.thrown];
      end = end === undefined ? undefined : after;
    }
    this.thrown = [...outer, ...late];
    return end;
  }

  private lowers(body: readonly Stmt[]): boolean {
    let found = false;
    forEachStmt(body, (s) =>
      exprsOfStmt(s).forEach((e) =>
        forEachExpr(e, (x) => {
          if (x.k === 'assign' && flagOf(this.it.program, this.ref, targetOf(x) ?? x) === this.flag) found = true;
        }),
      ),
    );
    return found;
  }

  /** `await this.jobs[0]()` where everything that is put there catches its own failures. */
  private neverFails(e: Expr): boolean {
    const call = bare(e);
    const { flow } = this.it.graph;
    const cells = call.k === 'call' ? flow.sourceOf(this.ref, call.callee).cells : [];
    const stored = cells.flatMap((cell) => flow.inCell(cell));
    return stored.length > 0 && stored.every((fn) => !this.it.mayThrow(fn));
  }

  private expr(e: Expr, before: boolean): boolean {
    let up = before;
    forEachExpr(e, (x) => {
      if (x.k === 'assign' && flagOf(this.it.program, this.ref, targetOf(x) ?? x) === this.flag)
        up = x.value.k === 'const' && x.value.value === true;
      if (x.k === 'await' && up && this.it.awaitMayReject(this.ref, x.e) && !this.neverFails(x.e))
        this.thrown.push(place(this.ref.file, x.at));
    });
    return up;
  }
}

function both(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : a && b;
}
