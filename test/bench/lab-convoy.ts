/**
 * The convoy: one thread that sleeps a millisecond per step beside k that compute, in CPython, in the lab for real, and
 * in its model, in turns. Milliseconds per step.
 *
 * npx tsx test/bench/lab-convoy.ts
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleTarget, stopBundler } from '../../server/src/lab/bundle.ts';
import { END, START } from '../../server/src/lab/gil/layout.ts';
import { convoyStep } from '../../server/src/lab/model/convoy.ts';
import { ThreadPool } from '../../server/src/lab/runners/threads.ts';
import { median } from '../../server/src/lab/stats.ts';
import { labEntries } from '../lab/build-entries.ts';
import { columns, functionsFile, inPython, within } from './lab-common.ts';

const TURNS = 7;
const CORES = 2;

const entries = await labEntries();
const folder = await mkdtemp(join(entries, 'convoy-'));
const text = await readFile(functionsFile, 'utf8');
console.log(columns('ms per step', 'CPython', 'lab', 'model', 'lab/CPython', 'model/CPython', 'within 15 %'));
for (const k of [1, 2, 4]) {
  for (const interval of [0.1, 1, 5]) {
    const steps = interval === 5 ? 60 : 150;
    const computeMs = steps * (1 + (interval + 1) * (k + 1)) * 1.2 + 200;
    const outFile = join(folder, `convoy-${k}-${interval}.mjs`);
    const target = { kind: 'name', name: 'convoy' } as const;
    const args = [steps, computeMs];
    const bundle = await bundleTarget({ file: functionsFile, text, target, args, outFile, form: 'checkpoints' });
    const { pool } = await ThreadPool.create({
      entry: join(entries, 'lab-worker.cjs'),
      setup: {
        bundle: outFile,
        strips: bundle.strips,
        isGenerator: false,
        guestEntry: join(entries, 'lab-guest.cjs'),
        firstGuest: k + 1,
      },
      size: k + 1,
      memoryMb: 256,
      loadLimitMs: 10_000,
    });
    const theirs: number[] = [];
    const ours: number[] = [];
    for (let turn = 0; turn < (k === 1 ? TURNS : 3); turn++) {
      theirs.push(await inPython<number>({ kind: 'convoy', k, interval, steps }));
      const policy = { kind: 'interval', ms: interval } as const;
      const run = await pool.run({ parties: k + 1, calls: 1, policy, kind: 'time', limitMs: 60_000 });
      const [clock] = run.clocks;
      ours.push(((clock?.[END] ?? 0) - (clock?.[START] ?? 0)) / steps);
    }
    await pool.close();
    const [their, our, model] = [median(theirs), median(ours), convoyStep(k, interval, CORES)];
    const judged = k === 1 ? `${within(our / their, 0.85, 1.15)} ${within(model / their, 0.85, 1.15)}` : '';
    console.log(columns(`k ${k}, interval ${interval} ms`, their, our, model, our / their, model / their, judged));
  }
}
await stopBundler();
await rm(folder, { recursive: true, force: true });
