/**
 * The labels of the programs between threads, checked by running them with random delays at their Atomics
 * operations: what is right ends under all of them. Races and deadlocks may show themselves or not, so what is
 * seen of them is only told by `scripts/dynamic.ts`, except for deadlocks that no schedule avoids.
 *
 * `INTERLEAVE_SEEDS=20` looks longer.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadLabelled, type LabelledCase } from './corpus.ts';
import { discard, observe, unpack, type Observation } from './dynamic/observe.ts';
import { runProgram } from './run.ts';

const SEEDS = Number(process.env['INTERLEAVE_SEEDS'] ?? 1);
/** Long enough for a slow machine; programs that are right end much earlier. */
const PATIENCE = 60_000;
/** Programs that hang whatever the schedule are given up sooner. */
const HANGING = 6_000;

const threads = loadLabelled(fileURLToPath(new URL('labelled', import.meta.url))).filter((c) =>
  c.files.some((f) => f.text.includes('node:worker_threads')),
);

async function seenOf(labelled: LabelledCase, patience: number): Promise<readonly Observation[]> {
  const folder = unpack(labelled);
  const seen: Observation[] = [];
  try {
    for (let seed = 1; seed <= SEEDS; seed++) seen.push(await observe(folder, seed, patience));
  } finally {
    discard(folder);
  }
  return seen;
}

/** The engine lacks what the program uses: it says nothing about the program. */
const lacking = (o: Observation): boolean =>
  o.ending === 'failed' && /is not defined|not a function|ERR_/.test(o.error);

describe('programs that are right end', { concurrency: 2 }, () => {
  for (const labelled of threads.filter((c) => c.verdict === 'ok')) {
    test(`${labelled.id} ${labelled.title}`, async (t) => {
      for (const o of await seenOf(labelled, PATIENCE)) {
        if (lacking(o)) return t.skip(o.error.split('\n').find((l) => l.includes('Error')) ?? 'not runnable here');
        assert.equal(o.ending, 'ended', `seed ${String(o.seed)}: ${o.error}`);
      }
    });
  }
});

/** Deadlocks that need no luck: one thread is enough, or the order of things is fixed. */
const ALWAYS = ['A26', 'D13', 'G12'];

describe('deadlocks that no schedule avoids hang, and are reported', { concurrency: 2 }, () => {
  for (const labelled of threads.filter((c) => ALWAYS.includes(c.id))) {
    test(`${labelled.id} ${labelled.title}`, async () => {
      for (const o of await seenOf(labelled, HANGING))
        assert.equal(o.ending, 'hung', `seed ${String(o.seed)}: ${o.output}`);
      assert.notEqual(runProgram(labelled).findings.length, 0);
    });
  }
});
