/**
 * The model against the lab's own real runs of the same functions in the same run, and how fast the model is.
 *
 * npx tsx test/bench/lab-simulation.ts [fibonacci floats urandom http hash]
 */
import { PER_INTERPRETER } from '../../server/src/lab/model/predict.ts';
import { simulate } from '../../server/src/lab/model/simulate.ts';
import { COUNTS, chosen, columns, measure, ratio, within } from './lab-common.ts';

console.log(columns('seconds', 'N', 'real', 'model', 'model/real', 'within 10 %'));
for (const subject of chosen()) {
  const report = await measure(subject, { budgetMs: 20_000, repeat: 15 });
  for (const [mode, policy] of [
    ['threaded', report.gil],
    ['free_threads', PER_INTERPRETER],
  ] as const) {
    for (const count of COUNTS) {
      const real = ratio(report, mode, count);
      const model = report.simulation?.points.find(
        (point) => point.policy === policy && point.threads === count && point.cores === report.cores,
      );
      const value = model?.ratio ?? Number.NaN;
      console.log(
        columns(`${subject.name} ${mode}`, String(count), real, value, value / real, within(value / real, 0.9, 1.1)),
      );
    }
  }
  console.log(
    `${subject.name}: ${report.simulation?.points.length} machines in ${report.simulation?.ms.toFixed(0)} ms`,
  );
}

for (const threads of [2, 8, 64]) {
  const run = (): number => {
    const began = performance.now();
    const { switches } = simulate({
      threads: Array.from({ length: threads }, () => [{ cpu: 40_000 / threads, wait: 0, locked: true }]),
      cores: 2,
      policy: { kind: 'interval', ms: 0.1 },
    });
    return (switches / (performance.now() - began)) * 1000;
  };
  run();
  console.log(
    columns('simulated switches/s', `${threads} threads`, `${(Math.max(run(), run(), run()) / 1e6).toFixed(2)} M`),
  );
}
