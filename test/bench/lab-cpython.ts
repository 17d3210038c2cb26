/**
 * The lab beside the real CPython of this machine: the same functions on both sides, in turns, ratios to the same
 * calls in one thread. `PYTHON` names the interpreter.
 *
 * npx tsx test/bench/lab-cpython.ts [fibonacci floats urandom http hash]
 */
import { median } from '../../server/src/lab/stats.ts';
import { COUNTS, chosen, columns, inPython, measure, ratio, within } from './lab-common.ts';

const TURNS = 5;

type Ratios = Readonly<Record<string, { readonly threaded: number; readonly processes: number }>>;

console.log(columns('ratio to one thread', 'N', 'CPython', 'lab', 'lab/CPython', 'within 10 %'));
for (const subject of chosen()) {
  const theirs: Ratios[] = [];
  const ours = [];
  for (let turn = 0; turn < TURNS; turn++) {
    theirs.push(await inPython<Ratios>({ kind: 'ratios', function: subject.name, counts: COUNTS, rounds: 3 }));
    ours.push(await measure(subject, { repeat: 5, budgetMs: 6000, simulate: false }));
  }
  for (const mode of ['threaded', 'processes'] as const) {
    for (const count of COUNTS) {
      const their = median(theirs.map((ratios) => ratios[count]?.[mode] ?? Number.NaN));
      const our = median(ours.map((report) => ratio(report, mode, count)));
      const name = `${subject.name} ${mode}`;
      console.log(columns(name, String(count), their, our, our / their, within(our / their, 0.9, 1.1)));
    }
  }
}
