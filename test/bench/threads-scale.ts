/**
 * The analysis between threads on generated projects of 1,000, 10,000 and 100,000 functions: one program with
 * workers and a lock in every hundred functions. Prints the time of the first analysis, of the next one after an
 * edit inside one function, and how both grow; asserts nothing.
 *
 * node --import tsx test/bench/threads-scale.ts [functions...]
 */
import { performance } from 'node:perf_hooks';
import { Engine } from '../../server/src/engine.ts';
import { makeProgram, type Program } from '../../server/src/analysis/program.ts';
import { Resolver } from '../../server/src/analysis/resolve.ts';
import { analyseThreads } from '../../server/src/analysis/threads/index.ts';
import type { FileFacts } from '../../server/src/facts/core.ts';
import { lowerFile } from '../../server/src/front/lower.ts';

const PER_PROGRAM = 100;

function helpers(count: number, edited: boolean): string {
  return Array.from(
    { length: count },
    (_, i) =>
      `export function step${i}(x: number): number {\n  ${edited && i === 0 ? 'x += 1;' : ''}\n  return x > ${i} ? step${(i * 7 + 1) % count}(x - 1) : x + ${i};\n}\n`,
  ).join('');
}

function filesOf(index: number, edited = false): readonly (readonly [string, string])[] {
  const dir = `/project/p${index}`;
  return [
    [
      `${dir}/main.ts`,
      `import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
const cells = new Int32Array(new SharedArrayBuffer(64));
const workers = [0, 1].map((i) => new Worker(new URL('./worker.ts', import.meta.url), { workerData: { cells, i } }));
await Promise.all(workers.map((worker) => once(worker, 'exit')));
console.log(cells[1]);
`,
    ],
    [
      `${dir}/worker.ts`,
      `import { workerData } from 'node:worker_threads';
import { lock, unlock } from './lock.ts';
import { step0 } from './helpers.ts';
const { cells, i } = workerData as { cells: Int32Array; i: number };
for (let n = 0; n < 20; n++) {
  lock(cells);
  cells[1] += step0(n + i);
  unlock(cells);
}
${index % 10 === 0 ? 'cells[2] += 1;' : ''}
`,
    ],
    [
      `${dir}/lock.ts`,
      `export function lock(cells: Int32Array): void {
  while (Atomics.compareExchange(cells, 0, 0, 1) !== 0) Atomics.wait(cells, 0, 1);
}
export function unlock(cells: Int32Array): void {
  Atomics.store(cells, 0, 0);
  Atomics.notify(cells, 0, 1);
}
`,
    ],
    [`${dir}/helpers.ts`, helpers(PER_PROGRAM - 2, edited)],
  ];
}

function analyse(program: Program): { readonly ms: number; readonly findings: number } {
  const resolver = new Resolver(program);
  const start = performance.now();
  const found = analyseThreads(program, {
    resolver,
    log: () => undefined,
    offer: () => undefined,
    excuse: () => undefined,
    said: [],
  });
  return { ms: performance.now() - start, findings: found.length };
}

const sizes = process.argv.slice(2).map(Number);
// So that compiling the analysis itself is not counted.
const warm = new Engine({ readFile: () => undefined, fileExists: () => false });
for (const [path, text] of filesOf(0)) warm.update(path, text);
warm.analyse();

console.log('functions   first analysis   per function   after an edit   findings');
let before: { readonly n: number; readonly ms: number } | undefined;
for (const n of sizes.length > 0 ? sizes : [1_000, 10_000, 100_000]) {
  const facts = new Map<string, FileFacts>();
  for (let p = 0; p < n / PER_PROGRAM; p++)
    for (const [path, text] of filesOf(p)) facts.set(path, lowerFile(path, text));
  const first = analyse(makeProgram(facts));
  const edited = new Map(facts);
  for (const [path, text] of filesOf(0, true)) edited.set(path, lowerFile(path, text));
  // Only what an engine would lower again is new.
  for (const [path, text] of filesOf(0))
    if (!path.endsWith('helpers.ts')) edited.set(path, facts.get(path) ?? lowerFile(path, text));
  const second = analyse(makeProgram(edited));
  const growth = before === undefined ? '' : `   ${(first.ms / before.ms).toFixed(1)}x for ${n / before.n}x functions`;
  console.log(
    `${String(n).padStart(9)}   ${first.ms.toFixed(0).padStart(11)} ms   ${((first.ms * 1000) / n).toFixed(1).padStart(9)} us   ${second.ms.toFixed(0).padStart(10)} ms   ${String(first.findings).padStart(8)}${growth}`,
  );
  before = { n, ms: first.ms };
}
