/**
 * What is a program here: the files from which a run starts. A file that nobody imports and that (with what
 * it imports) starts workers or touches shared memory is a main script; a script for workers whose starter
 * is not among the files is started by an imaginary main thread, twice. Everything else costs nothing.
 */
import type { FileFacts } from '../../../facts/core.ts';
import { isTestFile } from '../../activations/entries.ts';
import { perFile } from '../../per-file.ts';
import type { Program } from '../../program.ts';
import { forEachExprIn } from '../../walk.ts';

export interface Entry {
  /** `pair`: two threads that share an object of a class that it exports. */
  readonly kind: 'main' | 'worker' | 'pair';
  readonly file: string;
  /** Files that have to do with threads, or import one that has: what a user of a library is interested in. */
  readonly concerned: ReadonlySet<string>;
}

const SHARED = new Set(['SharedArrayBuffer', 'Atomics']);
const STARTERS = new Set(['Worker', 'SharedWorker', 'AudioWorkletNode']);
const WORKER_SIDE = new Set(['onmessage', 'postMessage', 'importScripts', 'registerProcessor', 'onconnect']);
const POOLS = /^(piscina|tinypool|workerpool|comlink|threads|node:worker_threads|worker_threads|jest-worker)$/;
const WORKER_NAMES = new Set(['parentPort', 'workerData']);

interface Marks {
  readonly shared: boolean;
  readonly starts: boolean;
  readonly workerSide: boolean;
}

const marksOf = perFile((facts: FileFacts): Marks => {
  let shared = false;
  let starts = false;
  let workerSide = false;
  for (const i of facts.imports) {
    if (i.typeOnly || !POOLS.test(i.from)) continue;
    if (WORKER_NAMES.has(i.imported)) workerSide = true;
    if (/worker_threads$/.test(i.from)) starts ||= i.imported === 'Worker' || i.imported === '*';
    else if (i.imported !== 'expose') starts = true;
    else workerSide = true;
  }
  for (const fn of facts.functions) {
    forEachExprIn(fn, (e) => {
      if (e.k === 'global') {
        if (SHARED.has(e.name)) shared = true;
        else if (WORKER_SIDE.has(e.name)) workerSide = true;
      } else if (e.k === 'new' && e.callee.k === 'global' && STARTERS.has(e.callee.name)) starts = true;
      else if (
        e.k === 'new' &&
        e.callee.k === 'member' &&
        e.callee.obj.k === 'global' &&
        e.callee.obj.name === 'WebAssembly'
      )
        shared ||= e.callee.prop === 'Memory';
      else if (e.k === 'member' && e.obj.k === 'global' && e.obj.name === 'self' && e.prop === 'onmessage')
        workerSide = true;
    });
  }
  return { shared, starts, workerSide };
});

export interface Entries {
  readonly mains: readonly string[];
  /** Scripts that look as if somebody started them as a worker. */
  readonly workers: readonly string[];
  readonly concerned: ReadonlySet<string>;
}

export function entriesOf(program: Program): Entries {
  const marked = new Set<string>();
  for (const [file, facts] of program.files) {
    if (facts.generated || isTestFile(file, facts)) continue;
    const marks = marksOf(facts);
    if (marks.shared || marks.starts) marked.add(file);
  }
  if (marked.size === 0) return { mains: [], workers: [], concerned: marked };
  const importers = importersOf(program);
  const roots = new Set<string>();
  const concerned = new Set<string>();
  for (const file of marked) {
    const reached = reachedFrom(file, importers);
    for (const by of reached) concerned.add(by);
    for (const root of rootsAmong(reached, file, importers)) roots.add(root);
  }
  const mains: string[] = [];
  const workers: string[] = [];
  for (const root of [...roots].sort()) {
    const facts = program.files.get(root);
    if (facts === undefined || facts.generated) continue;
    const marks = marksOf(facts);
    (marks.workerSide && !marks.starts ? workers : mains).push(root);
  }
  const starts = (file: string): number => {
    const facts = program.files.get(file);
    return facts !== undefined && marksOf(facts).starts ? 0 : 1;
  };
  return { mains: mains.sort((a, b) => starts(a) - starts(b)), workers, concerned };
}

/** Folders and files that only use a library: for who judges the library they are nobody. */
const USES = /(^|\/)(tests?|specs?|bench(mark)?s?|examples?|demos?|fixtures|docs|scripts|tools)(\/|[.-][^/]*$)/;

/** Who imports a file; tests, benchmarks and examples do not count beside the code that they are about. */
function importersOf(program: Program): Importers {
  const importers = new Map<string, string[]>();
  const skip = commonFolder([...program.files.keys()]).length;
  for (const [file, facts] of program.files) {
    if (isTestFile(file, facts)) continue;
    const uses = USES.test(file.slice(skip));
    for (const specifier of facts.specifiers) {
      const to = program.resolve(file, specifier);
      if (to === undefined || to === file || (uses && !USES.test(to.slice(skip)))) continue;
      const list = importers.get(to);
      if (list === undefined) importers.set(to, [file]);
      else list.push(file);
    }
  }
  return importers;
}

function commonFolder([first = '', ...more]: readonly string[]): string {
  let length = first.lastIndexOf('/') + 1;
  for (const path of more) {
    while (length > 0 && !path.startsWith(first.slice(0, length))) length = first.lastIndexOf('/', length - 2) + 1;
  }
  return first.slice(0, length);
}

type Importers = ReadonlyMap<string, readonly string[]>;

/** A file and those that import it, directly or through others. */
function reachedFrom(file: string, importers: Importers): ReadonlySet<string> {
  // A set is walked in the order of insertion, what is added on the way included.
  const seen = new Set([file]);
  for (const f of seen) for (const by of importers.get(f) ?? []) seen.add(by);
  return seen;
}

/** Those that nobody imports; of a circle without such a file, the file itself. */
function rootsAmong(reached: ReadonlySet<string>, file: string, importers: Importers): readonly string[] {
  const roots = [...reached].filter((f) => (importers.get(f) ?? []).length === 0);
  return roots.length > 0 ? roots : [file];
}
