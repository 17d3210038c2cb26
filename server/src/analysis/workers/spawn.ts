/** Which scripts are started as workers, how often, and what they are given: facts about `new Worker(...)` alone. */
import type { Expr, ExprOf, FunctionFacts } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { place, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, bodiesOfStmt, exprsOfStmt, forEachExpr, forEachExprIn } from '../walk.ts';
import type { Stmt } from '../../facts/core.ts';

export interface Spawn {
  /** The script, a file of the program. */
  readonly entry: string;
  readonly at: Place;
  readonly in: FnRef;
  readonly construct: ExprOf<'new'>;
  /** `workerData` of the options, when written in place. */
  readonly data: Expr | undefined;
  /** Started in a loop or in a callback that runs once per element. */
  readonly many: boolean;
}

const PER_ELEMENT = new Set(['map', 'forEach', 'flatMap', 'from']);

export function findSpawns(program: Program, resolver: Resolver): readonly Spawn[] {
  const spawns: Spawn[] = [];
  for (const [file, facts] of program.files) {
    const perElement = callbacksPerElement(facts.functions);
    for (const fn of facts.functions) {
      const ref = { file, fn: fn.id };
      const inLoops = expressionsInLoops(fn.body);
      forEachExprIn(fn, (e) => {
        if (e.k !== 'new' || !isWorker(resolver, ref, e)) return;
        const entry = entryOf(program, ref, e.args[0]);
        if (entry === undefined) return;
        const options = e.args[1] === undefined ? undefined : bare(e.args[1]);
        spawns.push({
          entry,
          at: place(file, e.at),
          in: ref,
          construct: e,
          data: dataOf(options),
          many: inLoops.has(e) || perElement.has(fn.id),
        });
      });
    }
  }
  return spawns;
}

function isWorker(resolver: Resolver, ref: FnRef, e: ExprOf<'new'>): boolean {
  const target = resolver.entityOf(ref, e.callee);
  if (target.k === 'external') return target.module === 'worker_threads' && target.path.join('.') === 'Worker';
  return target.k === 'global' && target.path.join('.') === 'Worker';
}

function dataOf(options: Expr | undefined): Expr | undefined {
  if (options?.k !== 'object') return undefined;
  const prop = options.props.find((p) => p.k === 'prop' && p.key === 'workerData');
  return prop?.k === 'prop' ? prop.value : undefined;
}

/** `new URL('./w.ts', import.meta.url)`, `'./w.js'`, `__filename`, `import.meta.url`, `new URL(import.meta.url)`, `path.join(__dirname, 'w.js')`. */
function entryOf(program: Program, ref: FnRef, arg: Expr | undefined): string | undefined {
  if (arg === undefined) return undefined;
  const e = bare(arg);
  if (isOwnUrl(e)) return ref.file;
  if (e.k === 'const') return typeof e.value === 'string' ? relative(program, ref.file, e.value) : undefined;
  if (e.k === 'new') {
    const [first] = e.args;
    if (first === undefined) return undefined;
    if (isOwnUrl(bare(first))) return ref.file;
    return first.k === 'const' && typeof first.value === 'string'
      ? relative(program, ref.file, first.value)
      : undefined;
  }
  if (e.k === 'call') {
    const last = e.args[e.args.length - 1];
    if (last === undefined) return undefined;
    const inner = bare(last);
    return inner.k === 'const' && typeof inner.value === 'string'
      ? relative(program, ref.file, inner.value)
      : entryOf(program, ref, inner);
  }
  if (e.k === 'var') {
    const init = program.files.get(ref.file)?.bindings[e.b]?.init;
    return init === undefined ? undefined : entryOf(program, ref, init);
  }
  return undefined;
}

function isOwnUrl(e: Expr): boolean {
  if (e.k === 'global') return e.name === '__filename';
  return e.k === 'member' && (e.prop === 'url' || e.prop === 'filename') && e.obj.k === 'meta';
}

function relative(program: Program, from: string, specifier: string): string | undefined {
  return program.resolve(from, specifier.startsWith('.') || specifier.startsWith('/') ? specifier : `./${specifier}`);
}

/** Functions given to `map`, `forEach`, `Array.from`: they run once per element. */
function callbacksPerElement(functions: readonly FunctionFacts[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const fn of functions) {
    forEachExprIn(fn, (e) => {
      if (e.k !== 'call' || e.callee.k !== 'member' || !PER_ELEMENT.has(e.callee.prop)) return;
      for (const arg of e.args) if (arg.k === 'func') found.add(arg.fn);
    });
  }
  return found;
}

function expressionsInLoops(body: readonly Stmt[]): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  const visit = (statements: readonly Stmt[], inLoop: boolean): void => {
    for (const s of statements) {
      if (inLoop) for (const e of exprsOfStmt(s)) forEachExpr(e, (inner) => found.add(inner));
      for (const nested of bodiesOfStmt(s)) visit(nested, inLoop || s.k === 'loop' || s.k === 'forEach');
    }
  };
  visit(body, false);
  return found;
}
