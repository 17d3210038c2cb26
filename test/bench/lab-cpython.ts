/**
 * The lab beside the real CPython of this machine: the same functions on both sides, in turns, ratios to the same
 * calls in one thread. `PYTHON` names the interpreter.
 *
 * npx tsx test/bench/lab-cpython.ts [fibonacci floats urandom http hash]
 */
import { median } from '../../server/src/lab/stats.ts';
import { COUNTS, chosen, columns, inPython, measure, pageServer, ratio, within } from './lab-common.ts';

const TURNS = 5;

const subjects = chosen();
const pages = subjects.some(({ name }) => name === 'http') ? await pageServer() : undefined;

/**
 * Arguments on the two sides. A call must take some ten milliseconds on each, or what is compared is how quickly
 * `multiprocessing.Pool` hands out work (2.5 ms a call here), not the interpreters.
 */
const SIZES: Readonly<Record<string, { readonly cpython: readonly number[]; readonly lab: readonly number[] }>> = {
  floats: { cpython: [1_200_000], lab: [60_000_000] },
  urandom: { cpython: [10_000], lab: [10_000] },
  ...(pages === undefined ? {} : { http: { cpython: [pages.port], lab: [10, pages.port] } }),
};

type Ratios = Readonly<Record<string, { readonly threaded: number; readonly processes: number }>>;

console.log(columns('ratio to one thread', 'N', 'CPython', 'lab', 'lab/CPython', 'within 10 %'));
for (const subject of subjects) {
  const theirs: Ratios[] = [];
  const ours = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const args = SIZES[subject.name] ?? { cpython: [], lab: subject.args };
    const question = { kind: 'ratios', function: subject.name, args: args.cpython, counts: COUNTS, rounds: 3 };
    theirs.push(await inPython<Ratios>(question));
    ours.push(await measure(subject, { args: [...args.lab], repeat: 5, budgetMs: 12_000, simulate: false }));
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
pages?.stop();
