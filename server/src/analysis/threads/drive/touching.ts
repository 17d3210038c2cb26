/**
 * Which functions can have to do with threads: those that name what threads and shared memory are made of, and
 * those that refer to such a function, by whatever name leads to it. A library exports much else.
 */
import type { ClassFacts, Expr, FileFacts, FunctionFacts } from '../../../facts/core.ts';
import { perFile } from '../../per-file.ts';
import type { Program } from '../../program.ts';
import { childrenOf, forEachExprIn } from '../../walk.ts';

const MARKS = new Set(['Atomics', 'SharedArrayBuffer', 'Worker', 'SharedWorker']);
const WORKER_SIDE = new Set(['parentPort', 'workerData', 'receiveMessageOnPort']);

interface References {
  readonly marked: boolean;
  readonly bindings: ReadonlySet<number>;
  readonly names: ReadonlySet<string>;
}

function isMark(facts: FileFacts, e: Expr): boolean {
  if (e.k === 'global') return MARKS.has(e.name);
  if (e.k === 'member') return MARKS.has(e.prop) || WORKER_SIDE.has(e.prop);
  if (e.k !== 'var' || facts.bindings[e.b]?.kind !== 'import') return false;
  const imported = facts.imports.find((i) => i.b === e.b)?.imported ?? '';
  return MARKS.has(imported) || WORKER_SIDE.has(imported);
}

const referencesOf = perFile((facts: FileFacts): readonly References[] =>
  facts.functions.map((fn) => {
    let marked = false;
    const bindings = new Set<number>();
    const names = new Set<string>();
    forEachExprIn(fn, (e) => {
      marked ||= isMark(facts, e);
      if (e.k === 'var') bindings.add(e.b);
      else if (e.k === 'member') names.add(e.prop);
      else if (e.k === 'new' || e.k === 'call') for (const c of childrenOf(e)) if (c.k === 'var') bindings.add(c.b);
    });
    return { marked, bindings, names };
  }),
);

function classOf(facts: FileFacts, fn: FunctionFacts): ClassFacts | undefined {
  return fn.cls === undefined ? undefined : facts.classes[fn.cls];
}

/** By file: the functions that can have to do with threads, `concerned` being the files that can. */
export function touchingFunctions(
  program: Program,
  concerned: ReadonlySet<string>,
): (file: string, fn: number) => boolean {
  const known = new Map<string, ReadonlySet<number>>();
  return (file, fn) => {
    let set = known.get(file);
    if (set === undefined) known.set(file, (set = touchingIn(program, concerned, file)));
    return set.has(fn);
  };
}

function touchingIn(program: Program, concerned: ReadonlySet<string>, file: string): ReadonlySet<number> {
  const facts = program.files.get(file);
  const touching = new Set<number>();
  if (facts === undefined || !concerned.has(file)) return touching;
  const references = referencesOf(facts);
  const bindings = new Set<number>();
  for (const i of facts.imports) {
    const to = i.typeOnly ? undefined : program.resolve(file, i.from);
    if (to !== undefined && to !== file && concerned.has(to)) bindings.add(i.b);
  }
  const names = new Set<string>();
  for (let grown = true; grown;) {
    grown = false;
    for (const fn of facts.functions) {
      const refs = references[fn.id];
      if (fn.id === 0 || touching.has(fn.id) || refs === undefined) continue;
      if (!refs.marked && !meets(refs.bindings, bindings) && !meets(refs.names, names)) continue;
      grown = true;
      for (let f: FunctionFacts | undefined = fn; f !== undefined && f.id !== 0;) {
        touching.add(f.id);
        if (f.name !== '') names.add(f.name);
        for (const b of facts.bindings) if (b.fn === f.id || refersTo(b.init, f.id)) bindings.add(b.id);
        const cls = classOf(facts, f);
        if (cls !== undefined && f.kind !== 'method')
          for (const b of facts.bindings) if (b.cls === cls.id) bindings.add(b.id);
        f = f.parent === undefined ? undefined : facts.functions[f.parent];
      }
    }
  }
  return touching;
}

const refersTo = (init: Expr | undefined, fn: number): boolean => init?.k === 'func' && init.fn === fn;

function meets<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  for (const x of a) if (b.has(x)) return true;
  return false;
}
