/**
 * What a look at the lock and a hand-over cost here and in CPython.
 *
 * CPython has no build without looks: beside ours stands the whole turn of its shortest loop, look included. Its
 * hand-over is the gap between the last time stamp of one thread and the first of the next.
 *
 * npx tsx test/bench/lab-costs.ts
 */
import { median } from '../../server/src/lab/stats.ts';
import { SUBJECTS, columns, functionsFile, inPython, measure, type Subject } from './lab-common.ts';

interface PythonCosts {
  readonly loop_ns: number;
  readonly call_ns: number;
  readonly handover_us: number;
}

const theirs = await inPython<PythonCosts>({ kind: 'costs' });

/** Nanoseconds that looking adds, for each place that is passed at run time. */
async function look(subject: Subject, passed: number): Promise<number> {
  const report = await measure(subject, { counts: [1], modes: ['non_threaded'], repeat: 15, simulate: false });
  const [row] = report.rows;
  const extra = (report.overhead?.ratio.median ?? Number.NaN) - 1;
  return (((row?.median ?? Number.NaN) * extra) / (1 + extra) / passed) * 1e9;
}

const floats = SUBJECTS.find(({ name }) => name === 'floats');
if (floats === undefined) throw new Error('no floats');
const loop = await look(floats, 20_000_000);
const call = await look({ name: 'recursive', file: functionsFile, fn: 'recursive', args: [27] }, 832_040);
console.log(columns('', 'lab', 'CPython'));
console.log(columns('loop, ns a turn', loop.toFixed(3), `${theirs.loop_ns.toFixed(1)} in all`));
console.log(columns('call, ns a call', call.toFixed(2), `${theirs.call_ns.toFixed(1)} in all`));

const handovers: number[] = [];
const gaps: number[] = [theirs.handover_us];
for (let turn = 0; turn < 5; turn++) {
  const report = await measure(floats, { counts: [2], modes: ['threaded'], repeat: 5, simulate: false });
  const lock = report.rows.find((row) => row.mode === 'threaded')?.lock;
  if (lock !== undefined) handovers.push(lock.handover * 1e6);
  gaps.push((await inPython<PythonCosts>({ kind: 'costs' })).handover_us);
}
console.log(columns('hand-over, us', median(handovers), median(gaps)));
