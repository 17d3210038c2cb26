/**
 * Compares what the analysis says of the labelled programs with what is seen when they run, with random delays
 * at their Atomics operations: programs that are right must end, deadlocks should hang, races should print
 * different things. `npx tsx scripts/dynamic.ts [ids...] [--from DIR] [--seeds 5] [--patience 8000]`
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadLabelled } from '../test/cases/corpus.ts';
import { discard, observe, unpack, type Observation } from '../test/cases/dynamic/observe.ts';
import { runProgram } from '../test/cases/run.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string' },
    seeds: { type: 'string', default: '5' },
    patience: { type: 'string', default: '8000' },
  },
});

const from = values.from ?? fileURLToPath(new URL('../test/cases/labelled', import.meta.url));
const wanted = (id: string): boolean => positionals.length === 0 || positionals.some((p) => id.startsWith(p));
const cases = loadLabelled(from).filter((c) => wanted(c.id) && c.files.some((f) => /Worker|Atomics/.test(f.text)));

/** What a report of these rules foretells. */
const HANGS =
  /^(lock-order-inversion|self-deadlock|unreleased-lock|wait-cycle|wait-without-recheck|lost-wakeup|blocking-wait-on-event-loop)$/;

const disagreements: string[] = [];
for (const labelled of cases) {
  const reported = new Set(runProgram(labelled).findings.map((f) => f.rule));
  const folder = unpack(labelled);
  const seen: Observation[] = [];
  try {
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      seen.push(await observe(folder, seed, Number(values.patience)));
      if (seen.at(-1)?.ending === 'hung') break;
    }
  } finally {
    discard(folder);
  }
  const hung = seen.filter((o) => o.ending === 'hung').length;
  const failed = seen.find((o) => o.ending === 'failed');
  const outputs = new Set(seen.map((o) => o.output.replace(/\d+(\.\d+)? ?m?s\b/g, 'TIME'))).size;
  const observed = failed !== undefined ? 'not runnable here' : hung > 0 ? 'hangs' : outputs > 1 ? 'varies' : 'ends';
  const foretold = [...reported].some((rule) => HANGS.test(rule)) ? 'hangs' : reported.size > 0 ? 'race' : 'ends';
  const agrees =
    observed === 'not runnable here' || (observed === 'hangs') === (foretold === 'hangs') || foretold === 'hangs';
  const line = `${labelled.id}  ${labelled.verdict.padEnd(9)} reported ${[...reported].join(', ') || 'nothing'}; seen over ${seen.length} runs: ${observed}${failed === undefined ? '' : ` (${failed.error.split('\n').find((l) => /Error/.test(l)) ?? 'failed'})`}`;
  console.log(line);
  if (!agrees) disagreements.push(line);
}
console.log(`\n${cases.length} programs; ${disagreements.length} hang although nothing says so`);
for (const line of disagreements) console.log(line);
