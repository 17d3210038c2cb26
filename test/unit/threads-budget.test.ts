/** Programs that are not followed to their end are said to be, and get the same answer every time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../server/src/engine.ts';

const main = (rounds: number): string => `import { isMainThread, Worker, workerData } from 'node:worker_threads';

function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

if (isMainThread) {
  const total = new Int32Array(new SharedArrayBuffer(4));
  for (const n of [1, 2]) new Worker(new URL(import.meta.url), { workerData: { total, n } });
} else {
  const { total, n } = workerData as { total: Int32Array; n: number };
  total[0] += fib(${rounds} + n);
}
`;

function analysed(text: string): ReturnType<Engine['analyse']> {
  const engine = new Engine({ readFile: () => undefined, fileExists: (path) => path === '/p/main.ts' });
  engine.update('/p/main.ts', text);
  return engine.analyse();
}

test('a program that does much is given up, with a note that says so', () => {
  const first = analysed(main(22));
  const notes = first.notes.filter(({ kind }) => kind === 'budget');
  assert.equal(notes.length, 1);
  assert.equal(notes[0]?.file, '/p/main.ts');
  assert.match(notes[0].message, /not followed to the end: \d+ of \d+ schedules were ended/);
  const again = analysed(main(22));
  assert.deepEqual(again, first);
});

test('one that ends says nothing of it', () => {
  const { notes, findings } = analysed(main(5));
  assert.deepEqual(notes, []);
  assert.deepEqual(
    findings.map(({ rule }) => rule),
    ['unlocked-shared-mutation'],
  );
});
