/** Bank mode: code that goes wrong between threads goes wrong, code that does not stays right, and the first bad step is told. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatBankMarkdown, formatBankTable, renderBankHtml } from '../../server/src/lab/bank/report.ts';
import type { BankReport, BankRequest, BankRow } from '../../server/src/lab/bank/types.ts';
import { runBank } from '../../server/src/lab/service.ts';
import { labEntries } from './build-entries.ts';

const GRAMMAR = (
  JSON.parse(readFileSync(new URL('../../syntaxes/interleave-bench.tmLanguage.json', import.meta.url), 'utf8')) as {
    patterns: { match?: string; begin?: string }[];
  }
).patterns.map((pattern) => new RegExp(pattern.match ?? pattern.begin ?? '$.'));

let folder = '';
let entries = '';
let serial = 0;

before(async () => {
  entries = await labEntries();
  folder = await mkdtemp(join(tmpdir(), 'interleave-bank-test-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function bank(text: string, name: string, more: Partial<BankRequest> = {}): Promise<BankReport> {
  const file = join(folder, `case${serial++}.ts`);
  await writeFile(file, text);
  return runBank(
    { kind: 'bank', file, target: { kind: 'name', name }, runs: 4, budgetMs: 20_000, ...more },
    { entries },
  );
}

function row(report: BankReport, policy: string): BankRow {
  const found = report.rows.find((candidate) => candidate.policy === policy);
  assert.ok(found, `no row ${policy}`);
  return found;
}

const example = fileURLToPath(new URL('../../examples/bank/bank.ts', import.meta.url));

test('the bank of the article loses money under a GIL, not behind a lock, and the first bad step is in the transfer', async () => {
  const report = await runBank(
    // As many calls as a quiet machine would choose; a busy one would choose fewer, and may then see nothing.
    {
      kind: 'bank',
      file: example,
      target: { kind: 'name', name: 'transfer' },
      calls: 10_000,
      runs: 3,
      budgetMs: 120_000,
    },
    { entries },
  );
  for (const policy of ['none', 'ticks:100', 'interval:5ms']) {
    const found = row(report, policy);
    assert.ok(found.wrong > 0, policy);
    const first = found.fault?.first;
    assert.match(first?.from.point?.text ?? '', /^this\.accounts\[(?:from|to)\] [-+]= amount$/, policy);
    assert.notEqual(first?.from.thread, first?.to.thread);
  }
  assert.equal(row(report, 'interval:5ms (3.10)').wrong, 0, 'there is no jump between reading and writing');
  assert.equal(row(report, 'with a lock').wrong, 0);
  assert.equal(report.invariant.from, 'tag');
  assert.match(report.verdict, /^The GIL protects the interpreter, not you/);
});

test('the repaired bank stays right under every lock', async () => {
  const report = await runBank(
    { kind: 'bank', file: example, target: { kind: 'name', name: 'safeTransfer' }, runs: 2 },
    { entries },
  );
  assert.deepEqual(
    report.rows.map(({ wrong, stuck }) => [wrong, stuck]),
    report.rows.map(() => [0, 0]),
  );
});

test('a counter in a private field is counted, and loses; the total is found without an invariant', async () => {
  const report = await bank(
    `export class Counter { #n = 0; increment(): void { this.#n++; } get value(): number { return this.#n; } }`,
    'Counter.increment',
    { calls: 20_000 },
  );
  const { fault, wrong } = row(report, 'none');
  assert.ok(wrong > 0);
  const value = fault?.values.find(({ name }) => name === 'this.#n');
  assert.equal(value?.expected, '80000');
  assert.ok(Number(value?.found) < 80_000);
  assert.equal(row(report, 'with a lock').wrong, 0);
});

test('numbers that are given out twice are seen in the results', async () => {
  const report = await bank(`let next = 0; export function take(): number { return next++; }`, 'take', { calls: 500 });
  assert.ok(row(report, 'none').fault?.values.some(({ name }) => name === 'distinct results'));
});

test('a look-up and an insertion into a map are two steps', async () => {
  const report = await bank(
    `const counts = new Map<string, number>();
     export function count(key = 'a'): void { counts.set(key, (counts.get(key) ?? 0) + 1); }`,
    'count',
    { calls: 500 },
  );
  assert.ok(row(report, 'none').wrong > 0);
  assert.equal(row(report, 'with a lock').wrong, 0);
});

test('an async function changes places at its awaits only', async () => {
  const withdraw = (guard: string): string => `
    let balance = 10;
    export async function withdraw(): Promise<boolean> {
      if (balance < 1) return false;
      ${guard}
      balance -= 1;
      return true;
    }`;
  const wrong = await bank(withdraw('await null;'), 'withdraw', { invariant: 'balance >= 0', calls: 5 });
  assert.deepEqual(
    wrong.rows.map(({ policy }) => policy),
    ['event loop', 'with a lock'],
  );
  assert.ok(row(wrong, 'event loop').wrong > 0);
  assert.equal(row(wrong, 'with a lock').wrong, 0);
  assert.match(wrong.verdict, /^One event loop protects statements, not you/);
  const right = await bank(withdraw(''), 'withdraw', { invariant: 'balance >= 0', calls: 5 });
  assert.equal(row(right, 'event loop').wrong, 0);
});

test('locks in the wrong order get stuck', async () => {
  const report = await bank(
    `const words = new Int32Array(new SharedArrayBuffer(8));
     let done = 0;
     function lock(i: number): void { while (Atomics.compareExchange(words, i, 0, 1) !== 0) Atomics.wait(words, i, 1); }
     function unlock(i: number): void { Atomics.store(words, i, 0); Atomics.notify(words, i, 1); }
     /** @bench [$thread % 2] */
     export function both(first: number): void { lock(first); lock(1 - first); done++; unlock(1 - first); unlock(first); }`,
    'both',
    { calls: 200 },
  );
  assert.ok(row(report, 'none').stuck > 0);
  assert.equal(row(report, 'with a lock').stuck, 0);
});

test('a function without shared state is not accused', async () => {
  const report = await bank(
    `export function fib(n = 12): number { return n < 2 ? n : fib(n - 1) + fib(n - 2); }`,
    'fib',
    { runs: 2 },
  );
  assert.ok(report.rows.every(({ wrong }) => wrong === 0));
  assert.match(report.verdict, /^No run went wrong/);
});

test('the same seed gives the same run to the step', async () => {
  const text = `const list: number[] = []; export function add(n = 1): void { list[list.length] = n; }`;
  const once = async (): Promise<readonly unknown[]> =>
    (await bank(text, 'add', { calls: 300, seed: 7 })).rows.map(({ wrong, switches, fault }) => [
      wrong,
      switches,
      fault?.values,
      fault?.first?.number,
      fault?.first?.from.call,
    ]);
  assert.deepEqual(await once(), await once());
});

test('what cannot be judged is refused with the reason', async () => {
  await assert.rejects(bank('let n = 0; export function f() { n++; }', 'f', { invariant: 'n < 3', calls: 5 }), {
    code: 'bad-request',
    message: /invariant is false even when the calls run one after another/,
  });
  await assert.rejects(bank('export function f() {}', 'f'), {
    code: 'bad-request',
    message: /Nothing can be compared/,
  });
  await assert.rejects(bank('let n = 0; export function f() { n++; }', 'f', { invariant: 'n <' }), {
    code: 'bundle-failed',
  });
  await assert.rejects(bank('let n = 0; export function f() { for (;;) n++; }', 'f', { timeLimitMs: 100 }), {
    code: 'time-limit',
  });
});

test('every form of the report says which runs went wrong and where, with nothing of the user unescaped', async () => {
  const report = await bank(
    `const bank = { a: 5, b: 5 };
     export function move(note = '<b>'): void { bank.a -= 1; if (note < 'x') bank.b += 1; }`,
    'move',
    { calls: 300, invariant: 'bank.a + bank.b === 10' },
  );
  const text = formatBankTable(report);
  assert.match(text, /^none +\d of 4 runs wrong/m);
  assert.match(text, /First bad step: switch \d+.*bank\.[ab] [-+]= 1/);
  for (const line of text.split('\n').filter((line) => line !== '')) {
    assert.ok(
      GRAMMAR.some((pattern) => pattern.test(line)),
      `no colour for: ${line}`,
    );
  }
  assert.match(formatBankMarkdown(report), /^\| \*\*with a lock\*\*.*\| 0 \| 4 \|/m);
  const page = renderBankHtml(report, { nonce: 'n' });
  assert.doesNotMatch(page, /<script|<b>| style="/);
  assert.match(page, /style-src 'nonce-n'/);
});

test('threads that the function starts run for real: a plain counter loses under a GIL, an atomic one does not', async () => {
  const worker = (step: string): string => `
    import { workerData } from 'node:worker_threads';
    const cells = workerData as Int32Array;
    for (let i = 0; i < 400_000; i++) ${step};
  `;
  const starter = (script: string): string => `
    import { once } from 'node:events';
    import { Worker } from 'node:worker_threads';
    export async function count(): Promise<number> {
      const cells = new Int32Array(new SharedArrayBuffer(4));
      const script = () => new Worker(new URL('./${script}', import.meta.url), { workerData: cells });
      await Promise.all([script(), script()].map((it) => once(it, 'exit')));
      return cells[0] ?? 0;
    }`;
  await writeFile(join(folder, 'plain-worker.ts'), worker('cells[0] += 1'));
  await writeFile(join(folder, 'atomic-worker.ts'), worker('Atomics.add(cells, 0, 1)'));
  const plain = await bank(starter('plain-worker.ts'), 'count', { invariant: 'results[0] === 800_000', runs: 5 });
  assert.equal(plain.threadsAre, 'workers');
  assert.ok(row(plain, 'ticks:100').wrong + row(plain, 'interval:5ms').wrong > 0, 'the lock does not help');
  assert.match(plain.verdict, /^The GIL protects the interpreter, not you/);
  const atomic = await bank(starter('atomic-worker.ts'), 'count', { runs: 2 });
  assert.deepEqual(
    atomic.rows.map(({ wrong }) => wrong),
    [0, 0, 0],
  );
  assert.equal(atomic.totals.find(({ name }) => name === 'sum(results)')?.after, '800000');
});
