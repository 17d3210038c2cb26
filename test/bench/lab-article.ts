/**
 * The shape of the article's tables on this machine: ratios to the same calls in one thread, medians of paired samples.
 *
 * npx tsx test/bench/lab-article.ts [fibonacci floats urandom http hash]
 */
import { COUNTS, chosen, columns, measure, ratio, within } from './lab-common.ts';

console.log(columns('threaded / sequential', 'N', 'ratio', 'wanted', ''));
for (const subject of chosen()) {
  const report = await measure(subject, { budgetMs: 30_000, repeat: 25, simulate: false });
  const [rounds = 0] = report.rows.map((row) => row.samples);
  const computes = subject.name === 'fibonacci' || subject.name === 'floats';
  for (const count of COUNTS) {
    const threaded = ratio(report, 'threaded', count);
    const [low, high, text] = computes ? [0.95, 1.1, '0.95 to 1.10'] : [0, 1.05, 'at most 1'];
    console.log(columns(`${subject.name} threaded`, String(count), threaded, text, within(threaded, low, high)));
  }
  for (const count of COUNTS.slice(1)) {
    const processes = ratio(report, 'processes', count);
    const wanted = computes ? ['at most 0.62', within(processes, 0, 0.62)] : ['', ''];
    console.log(columns(`${subject.name} processes`, String(count), processes, ...wanted));
  }
  for (const count of COUNTS.slice(1)) {
    console.log(columns(`${subject.name} free threads`, String(count), ratio(report, 'free_threads', count)));
  }
  const { median = NaN, low = NaN, high = NaN } = report.overhead?.ratio ?? {};
  const cost = (value: number): string => `${((value - 1) * 100).toFixed(1)} %`;
  const wanted = computes ? `at most 5 % ${within(median, 0, 1.05)}` : '';
  console.log(
    `${subject.name} checkpoints ${cost(median)} (${cost(low)} to ${cost(high)}) ${wanted}; ${rounds} rounds`,
  );
  for (const note of report.notes) console.log(`  note: ${note}`);
}
