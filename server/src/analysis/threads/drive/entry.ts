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
  readonly kind: 'main' | 'worker';
  readonly file: string;
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
}

export function entriesOf(program: Program): Entries {
  const marked = new Set<string>();
  for (const [file, facts] of program.files) {
    if (facts.generated || isTestFile(file, facts)) continue;
    const marks = marksOf(facts);
    if (marks.shared || marks.starts) marked.add(file);
  }
  if (marked.size === 0) return { mains: [], workers: [] };
  const importers = importersOf(program);
  const roots = new Set<string>();
  for (const file of marked) for (const root of rootsOf(file, importers)) roots.add(root);
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
  return { mains: mains.sort((a, b) => starts(a) - starts(b)), workers };
}

function importersOf(program: Program): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const [file, facts] of program.files) {
    if (isTestFile(file, facts)) continue;
    for (const specifier of facts.specifiers) {
      const to = program.resolve(file, specifier);
      if (to === undefined || to === file) continue;
      const list = importers.get(to);
      if (list === undefined) importers.set(to, [file]);
      else list.push(file);
    }
  }
  return importers;
}

/** The files from which a file is reached and that nobody imports; of a circle without such a file, the file itself. */
function rootsOf(file: string, importers: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const seen = new Set([file]);
  const work = [file];
  const roots: string[] = [];
  for (let f = work.pop(); f !== undefined; f = work.pop()) {
    const by = importers.get(f) ?? [];
    if (by.length === 0) roots.push(f);
    for (const next of by) {
      if (seen.has(next)) continue;
      seen.add(next);
      work.push(next);
    }
  }
  return roots.length > 0 ? roots : [file];
}
