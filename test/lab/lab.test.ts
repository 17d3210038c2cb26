/** The lab end to end: real threads, real processes, and every way to be told clearly that a function cannot be run. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runBenchmark } from '../../server/src/lab/service.ts';
import { formatTable } from '../../server/src/lab/report/table.ts';
import { LabProblem, type BenchReport, type BenchRequest, type LabProblemCode } from '../../server/src/lab/types.ts';
import { labEntries } from './build-entries.ts';

let folder = '';
let entries = '';

before(async () => {
  entries = await labEntries();
  folder = await mkdtemp(join(tmpdir(), 'interleave-lab-test-'));
});
after(() => rm(folder, { recursive: true, force: true }));

let serial = 0;

async function bench(text: string, name: string, more: Partial<BenchRequest> = {}): Promise<BenchReport> {
  const file = join(folder, `case${serial++}.ts`);
  await writeFile(file, text);
  return runBenchmark(
    { file, target: { kind: 'name', name }, counts: [1, 2], repeat: 2, budgetMs: 3000, simulate: false, ...more },
    { entries },
  );
}

async function refused(
  text: string,
  name: string,
  code: LabProblemCode,
  words: RegExp,
  more: Partial<BenchRequest> = {},
): Promise<void> {
  await assert.rejects(bench(text, name, more), (error: unknown) => {
    assert.ok(error instanceof LabProblem, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    return true;
  });
}

test('runs a function that is not exported in all four modes, in the order and words of the article', async () => {
  const report = await bench(
    `const limit = 200_000; let calls = 0;
     function work(n: number): number { let s = 0; for (let i = 0; i < n; i++) s += i % 7; calls++; return s; }
     work(limit);`,
    'work',
  );
  assert.deepEqual(
    report.rows.map((row) => `${row.mode} ${row.count}`),
    [1, 2].flatMap((n) => ['non_threaded', 'threaded', 'free_threads', 'processes'].map((mode) => `${mode} ${n}`)),
  );
  for (const row of report.rows) {
    assert.ok(row.best > 0 && row.best <= row.median, JSON.stringify(row));
    assert.equal(row.samples, 2);
    assert.equal(row.creation > 0, row.mode !== 'non_threaded');
  }
  assert.deepEqual(report.arguments, { from: 'call-site', text: '[limit]' });
  const table = formatTable(report);
  assert.match(table, /^non_threaded \(1 iters\) {2}\d\.\d{6} seconds/m);
  assert.match(table, /^threaded \(2 threads\) {4}\d\.\d{6} seconds/m);
  assert.match(table, /^processes \(2 procs\) {5}\d\.\d{6} seconds/m);
});

test('the lock excludes: two threads of a CPU-bound function overlap without it and do not overlap with it', async () => {
  const report = await bench(
    `export function spin(): number { let s = 0; for (let i = 0; i < 60_000_000; i++) s = (s * 31 + i) | 0; return s; }`,
    'spin',
  );
  const overlap = (mode: string): number => {
    const timeline = report.timelines.find((line) => line.mode === mode && line.count === 2);
    assert.ok(timeline);
    const runs = (thread: number) => timeline.spans.filter((span) => span.thread === thread && span.state === 'run');
    let sum = 0;
    for (const a of runs(0))
      for (const b of runs(1)) sum += Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
    return sum / timeline.lengthMs;
  };
  assert.ok(overlap('threaded') < 0.001, `overlap under the lock ${overlap('threaded')}`);
  assert.ok(overlap('free_threads') > 0.1, `overlap without the lock ${overlap('free_threads')}`);
  const threaded = report.rows.find((row) => row.mode === 'threaded' && row.count === 2);
  assert.ok((threaded?.lock?.switches ?? 0) > 3, 'the lock changes hands while both compute');
  assert.ok((threaded?.lock?.dropRequests ?? 0) > 2, 'because a waiter asked for it');
});

for (const gil of [{ kind: 'interval', ms: 5 }, { kind: 'ticks', ticks: 100 }, { kind: 'none' }] as const) {
  test(`an awaiting function and a blocking one leave the lock to others (${gil.kind})`, async () => {
    const report = await bench(
      `import { setTimeout as sleep } from 'node:timers/promises';
       export async function nap(): Promise<void> { for (let i = 0; i < 4; i++) await sleep(15); }
       export function block(): void { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60); }`,
      'nap',
      { gil, modes: ['threaded'], counts: [4] },
    );
    const row = report.rows.find((candidate) => candidate.mode === 'threaded');
    assert.ok(row && row.ratio.median < 0.7, JSON.stringify(row));
  });
}

test('methods, getters, generators, async functions, default exports and copies of closed functions run', async () => {
  const source = `
    export class Bank { #total: number; constructor(start: number) { this.#total = start; }
      add(n = 1): number { return (this.#total += n); }
      get total(): number { return this.#total; }
      static zero(): number { return 0; } }
    new Bank(100);
    export function* count() { for (let i = 0; i < 3; i++) yield i; }
    export default async () => { await null; };
    const tools = { half(n: number): number { return n / 2; } };
    tools.half(4);
    function outer() { return function inner(n = 2) { return n * 2; }; }
    outer();
    /** @bench [3] */
    export function tagged(n: number): number { if (n !== 3) throw new Error('not the tag'); return n; }
  `;
  for (const name of ['Bank.add', 'Bank.total', 'Bank.zero', 'count', 'default', 'tools.half', 'inner', 'tagged']) {
    const report = await bench(source, name, { counts: [1], repeat: 1, budgetMs: 300, modes: ['non_threaded'] });
    assert.ok(report.rows.length === 1, name);
  }
});

test('worker threads that the function starts run its TypeScript, get their data, answer, and share the lock', async () => {
  await writeFile(
    join(folder, 'adder.ts'),
    `import { parentPort, workerData } from 'node:worker_threads';
     let sum: number = workerData as number;
     for (let i = 0; i < 30_000_000; i++) sum = (sum + (i % 7)) | 0;
     parentPort?.on('message', (more: number) => { parentPort?.postMessage(sum + more); parentPort?.close(); });`,
  );
  const source = `
    import { once } from 'node:events';
    import { Worker } from 'node:worker_threads';
    export async function add(): Promise<void> {
      const workers = [1, 2].map((n) => new Worker(new URL('./adder.ts', import.meta.url), { workerData: n }));
      const sums = await Promise.all(workers.map(async (worker) => {
        worker.postMessage(100);
        const [sum] = (await once(worker, 'message')) as [number];
        return sum;
      }));
      if (sums[1] - sums[0] !== 1) throw new Error(sums.join(' '));
    }`;
  const report = await bench(source, 'add', { modes: ['threaded'], counts: [1], repeat: 2 });
  const threaded = report.rows.find(({ mode }) => mode === 'threaded');
  assert.ok((threaded?.lock?.switches ?? 0) >= 3, JSON.stringify(threaded));
  assert.equal(report.kind, 'workers');
  assert.match(report.verdict, /^Starts threads of its own/);
});

test('what cannot be run is refused with the reason', async () => {
  await refused('export const x = 1;', 'nope', 'function-not-found', /No function "nope"/);
  await refused('export function f(a: string) {}', 'f', 'needs-arguments', /\ba\b.*--args/);
  await refused('export function f(a: string, b: string) {}', 'f', 'bad-arguments', /needs 2 arguments/, { args: [1] });
  await refused(
    'function outer(n: number) { function inner() { return n; } return inner; }',
    'inner',
    'cannot-be-reached',
    /"n"/,
  );
  await refused('class C { #p() { return 1; } }', 'C.#p', 'cannot-be-reached', /#private/);
  await refused('class C { constructor(a: object) {} m() {} }', 'C.m', 'cannot-be-reached', /construct a C/);
  await refused(
    'export function f() { throw new RangeError("too much"); }',
    'f',
    'function-threw',
    /RangeError: too much[^]*case\d+\.ts:1/,
  );
  await refused('import { x } from "./missing.ts"; export function f() { return x; }', 'f', 'bundle-failed', /missing/);
  await refused('export function f() { const a = ; }', 'f', 'bundle-failed', /case\d+\.ts:\d+/);
  await refused('throw new Error("at load"); export function f() {}', 'f', 'load-failed', /at load/);
  await refused('export function f() { process.exit(3); }', 'f', 'crashed', /process\.exit/);
});

test('a function that never returns is killed at its time limit, and one that eats memory at its cap', async () => {
  const started = Date.now();
  await refused('export function f() { for (;;); }', 'f', 'time-limit', /0\.7 s and was killed/, { timeLimitMs: 700 });
  assert.ok(Date.now() - started < 15_000);
  await refused(
    'export function f() { const a = []; for (;;) a.push({ a: [a.length] }); }',
    'f',
    'memory-limit',
    /memory/,
    {
      memoryMb: 40,
    },
  );
});

test('a module whose top level never ends is killed too', async () => {
  await refused('for (;;); export function f() {}', 'f', 'time-limit', /not finished loading/, {
    timeLimitMs: 300,
    counts: [1],
  });
});

test('cancelling kills the run and leaves nothing in the temporary folder', async () => {
  const before = (await readdir(tmpdir())).filter((name) => name.startsWith('interleave-lab-'));
  const abort = new AbortController();
  const file = join(folder, 'cancel.ts');
  await writeFile(file, 'export function f() { for (;;); }');
  const run = runBenchmark(
    { file, target: { kind: 'name', name: 'f' } },
    {
      entries,
      signal: abort.signal,
      onProgress: ({ phase }) => phase === 'start' && setTimeout(() => abort.abort(), 200),
    },
  );
  await assert.rejects(run, { code: 'cancelled' });
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith('interleave-lab-') && !before.includes(name));
  assert.deepEqual(left, []);
  assert.equal(await readFile(file, 'utf8'), 'export function f() { for (;;); }');
});
