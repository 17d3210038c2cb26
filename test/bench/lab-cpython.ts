/**
 * The lab beside the real CPython of this machine, in one run: ratios of the article's functions, the convoy (real and
 * simulated), and the cost of checkpoints. Prints figures; asserts nothing.
 *
 * node --import tsx test/bench/lab-cpython.ts [python3.11]
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleTarget, stopBundler } from '../../server/src/lab/bundle.ts';
import { END, START } from '../../server/src/lab/gil/layout.ts';
import { simulate, type SimSegment } from '../../server/src/lab/model/simulate.ts';
import { ThreadPool } from '../../server/src/lab/runners/threads.ts';
import { runBenchmark } from '../../server/src/lab/service.ts';
import { median } from '../../server/src/lab/stats.ts';
import { labEntries } from '../lab/build-entries.ts';

const python = process.argv[2] ?? 'python3.11';
const reference = fileURLToPath(new URL('lab_reference.py', import.meta.url));
const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const counts = [1, 2, 4, 8];

function inPython<T>(what: object): T {
  return JSON.parse(execFileSync(python, [reference, JSON.stringify(what)], { encoding: 'utf8' })) as T;
}

const entries = await labEntries();

console.log(
  'function    calls   threaded/sequential: CPython  lab   (lab/CPython)   processes/sequential: CPython  lab   (lab/CPython)',
);
for (const [name, target, args] of [
  ['fibonacci', 'fibonacci.ts#fibonacci', [60_000]],
  ['floats', 'floats.ts#sumOfInverseSquares', [20_000_000]],
  ['urandom', 'urandom.ts#readRandom', []],
] as const) {
  const [file, fn] = target.split('#');
  const theirs = inPython<Record<string, { threaded: number; processes: number }>>({
    kind: 'ratios',
    function: name,
    counts,
    rounds: 7,
  });
  const report = await runBenchmark(
    {
      file: join(examples, file ?? ''),
      target: { kind: 'name', name: fn ?? '' },
      args: [...args],
      counts,
      repeat: 9,
      budgetMs: 15_000,
      simulate: false,
    },
    { entries },
  );
  for (const count of counts) {
    const ours = (mode: string): number =>
      report.rows.find((row) => row.mode === mode && row.count === count)?.ratio.median ?? Number.NaN;
    const their = theirs[count];
    const pair = (mode: 'threaded' | 'processes'): string => {
      const value = their?.[mode] ?? Number.NaN;
      return `${value.toFixed(2).padStart(24)} ${ours(mode).toFixed(2).padStart(8)} ${(ours(mode) / value).toFixed(2).padStart(8)}      `;
    };
    console.log(`${name.padEnd(10)} ${String(count).padStart(5)} ${pair('threaded')}${pair('processes')}`);
  }
  const overhead = report.overhead?.ratio;
  console.log(
    `${name}: checkpoints cost ${(((overhead?.median ?? 1) - 1) * 100).toFixed(1)} % (${overhead?.samples} pairs)\n`,
  );
}

const folder = await mkdtemp(join(entries, 'convoy-'));
const file = fileURLToPath(new URL('lab-convoy-function.ts', import.meta.url));
console.log('convoy, ms per step of 1 ms sleep      CPython     lab   simulated');
for (const k of [1, 2, 4]) {
  for (const interval of [0.1, 1, 5]) {
    const steps = interval === 5 ? 60 : 150;
    const theirs: number[] = [];
    const mine: number[] = [];
    const computeMs = steps * (1 + (interval + 1) * (k + 1)) * 1.2 + 200;
    const outFile = join(folder, `convoy-${k}-${interval}.mjs`);
    const bundle = await bundleTarget({
      file,
      text: await readFile(file, 'utf8'),
      target: { kind: 'name', name: 'convoy' },
      args: [steps, computeMs],
      outFile,
      form: 'checkpoints',
    });
    const { pool } = await ThreadPool.create({
      entry: join(entries, 'lab-worker.cjs'),
      setup: { bundle: outFile, strips: bundle.strips, isGenerator: false },
      size: k + 1,
      memoryMb: 256,
      loadLimitMs: 10_000,
    });
    for (let round = 0; round < 3; round++) {
      theirs.push(inPython<number>({ kind: 'convoy', k, interval, steps }));
      const run = await pool.run({
        parties: k + 1,
        calls: 1,
        policy: { kind: 'interval', ms: interval },
        record: false,
        limitMs: 60_000,
      });
      const clock = run.clocks[0];
      mine.push(((clock?.[END] ?? 0) - (clock?.[START] ?? 0)) / steps);
    }
    await pool.close();
    const sleeper = Array.from({ length: steps }, (): SimSegment => ({ cpu: 0.01, wait: 1.06, locked: true }));
    const others = Array.from({ length: k }, (): SimSegment[] => [{ cpu: 1e6, wait: 0, locked: true }]);
    const simulated =
      simulate({ threads: [sleeper, ...others], cores: 2, policy: { kind: 'interval', ms: interval }, until: 0 }).ms /
      steps;
    const figures = [median(theirs), median(mine), simulated].map((value) => value.toFixed(2).padStart(9)).join(' ');
    console.log(`${k} computing, interval ${String(interval).padStart(3)} ms ${figures.padStart(40)}`);
  }
}
await stopBundler();
await rm(folder, { recursive: true, force: true });

const began = performance.now();
const long = simulate({
  threads: Array.from({ length: 8 }, () => [{ cpu: 20_000, wait: 0, locked: true }]),
  cores: 2,
  policy: { kind: 'interval', ms: 0.1 },
});
console.log(`\nsimulated switches per second: ${((long.switches / (performance.now() - began)) * 1000).toFixed(0)}`);
