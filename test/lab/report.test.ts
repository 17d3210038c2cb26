/** The forms of the report, from one report made by hand so that every figure in them can be foreseen. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { standaloneSvg } from '../../server/src/lab/report/chart.ts';
import { renderHtml } from '../../server/src/lab/report/html.ts';
import { formatMarkdown } from '../../server/src/lab/report/markdown.ts';
import { formatTable } from '../../server/src/lab/report/table.ts';
import { jain, quantile, ratioOf } from '../../server/src/lab/stats.ts';
import { formatPolicy, parsePolicy } from '../../server/src/lab/policies.ts';
import { MODES, type BenchReport, type BenchRow } from '../../server/src/lab/types.ts';
import { describeKind } from '../../server/src/lab/verdict.ts';

const rows = [1, 2].flatMap((count) =>
  MODES.map((mode, index): BenchRow => ({
    mode,
    count,
    best: 0.1 * count + index / 1000,
    median: 0.11 * count,
    low: 0.105 * count,
    high: 0.12 * count,
    samples: 9,
    creation: mode === 'non_threaded' ? 0 : 0.03,
    ratio: { median: 1 + index / 10, low: 0.9, high: 1.2, samples: 9 },
    ...(mode === 'threaded'
      ? { lock: { switches: 40, dropRequests: 39, waitShare: 0.48, handover: 3e-5, fairness: 1, computing: 1 } }
      : {}),
  })),
);

const report: BenchReport = {
  schema: 1,
  function: 'Box<T>.run',
  file: '/p/a&b.ts',
  arguments: { from: 'request', text: '["</script><b>"]' },
  node: 'v20.20.2',
  cores: 2,
  cpu: 'Test "CPU"',
  platform: 'linux x64',
  gil: 'interval:5ms',
  repeat: 100,
  includeCreation: false,
  rows,
  overhead: { ratio: { median: 1.02, low: 1.01, high: 1.03, samples: 15 }, checkpoints: 3 },
  timelines: [
    {
      mode: 'threaded',
      count: 2,
      lengthMs: 10,
      spans: [
        { thread: 0, state: 'run', from: 0, to: 5 },
        { thread: 1, state: 'wait', from: 0, to: 5 },
        { thread: 1, state: 'run', from: 5, to: 10 },
      ],
      omitted: 2,
    },
  ],
  simulation: null,
  kind: 'cpu',
  verdict: 'CPU-bound: <threads> & more.',
  notes: ['9 of 100 samples'],
  started: '2026-01-01T00:00:00.000Z',
  elapsedSeconds: 3,
};

test('the page is self-contained, without script, with nothing of the user unescaped', () => {
  const page = renderHtml(report, { nonce: 'abc123' });
  assert.doesNotMatch(page, /<script|<b>|<threads>|\son\w+=|https?:\/\/(?!www\.w3\.org)/);
  assert.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'nonce-abc123'"/);
  assert.match(page, /<style nonce="abc123">/);
  assert.doesNotMatch(page, / style="/, 'a style attribute would need unsafe-inline');
  for (const [open, close] of ['table', 'details', 'svg', 'tr', 'div', 'ul'].map(
    (tag) => [`<${tag}[ >]`, `</${tag}>`] as const,
  )) {
    assert.equal(page.match(new RegExp(open, 'g'))?.length, page.match(new RegExp(close, 'g'))?.length, open);
  }
});

test('every figure of a picture is also in a table', () => {
  const page = renderHtml(report);
  assert.match(page, /<th scope="row">threaded \(2 threads\)<\/th>/);
  assert.match(
    page,
    /thread 2<\/th><td class="number">5\.00 ms<\/td><td class="number">5\.00 ms<\/td><td class="number">0<\/td>/,
  );
  assert.match(page, /2 short stretches are not drawn/);
});

test('a previous report is compared, and one of another machine is warned about', () => {
  const slower = { ...report, cpu: 'Other', rows: rows.map((row) => ({ ...row, median: row.median * 2 })) };
  const page = renderHtml(report, { previous: slower });
  assert.match(page, /\(-50\.0%\)/);
  assert.match(page, /another machine/);
});

test('the text report has the words and columns of the article, and its grammar knows every line', () => {
  const text = formatTable(report);
  assert.match(text, /^non_threaded \(1 iters\) {2}0\.100000 seconds$/m);
  assert.match(
    text,
    /^threaded \(2 threads\) {4}0\.201000 seconds {2}x1\.10 \[0\.90, 1\.20\] {2}creation 0\.030000 {2}40 switches/m,
  );
  const grammar = JSON.parse(
    readFileSync(new URL('../../syntaxes/interleave-bench.tmLanguage.json', import.meta.url), 'utf8'),
  ) as {
    patterns: { match?: string; begin?: string }[];
  };
  const known = grammar.patterns.map((pattern) => new RegExp(pattern.match ?? pattern.begin ?? '$.'));
  for (const line of text.split('\n').filter((text) => text !== '')) {
    assert.ok(
      known.some((pattern) => pattern.test(line)),
      `no colour for: ${line}`,
    );
  }
});

test('the verdict gives the lock what is the lock’s, and the processor what is the processor’s', () => {
  const said = (ratio: number, computing: number): string => {
    const all = rows.map((row): BenchRow => {
      if (row.lock === undefined) return row;
      const spread = { median: ratio, low: ratio - 0.02, high: ratio + 0.02, samples: 9 };
      return { ...row, ratio: spread, lock: { ...row.lock, computing } };
    });
    return describeKind('cpu', all, { kind: 'interval', ms: 5 }, 2);
  };
  assert.match(said(1.02, 1.01), /give 1\.0x.*The lock lets one thread run at a time/);
  assert.match(
    said(0.71, 0.7),
    /give 1\.4x.*lock gains nothing here: the computing itself took 0\.70 of its time in turns/,
  );
  assert.match(
    said(0.71, 1),
    /The lock lets one thread run at a time/,
    'what ran beside the lock is not explained by rests',
  );
  assert.match(said(1.5, 1.02), /the threads fight for the lock: threads make this slower/);
  assert.match(said(1.5, 1.4), /out of the caches \(the computing itself took 1\.40 of its time in turns\)/);
  assert.doesNotMatch(describeKind('cpu', rows, { kind: 'none' }, 2), /The lock|under a GIL/);
});

test('markdown and svg', () => {
  assert.equal(formatMarkdown(report).match(/^\| (?:non_threaded|threaded|free|processes) /gm)?.length, 8);
  assert.match(standaloneSvg(report), /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
});

test('policies read back as they are written; others are refused', () => {
  for (const text of ['ticks:100', 'interval:5ms', 'interval:0.1ms', 'none'])
    assert.equal(formatPolicy(parsePolicy(text)), text);
  for (const text of ['', 'tick', 'ticks:0', 'interval:-1ms', 'interval:xms'])
    assert.throws(() => parsePolicy(text), /no lock policy/);
});

test('order statistics', () => {
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.deepEqual(ratioOf([1, 2, 3]), { median: 2, low: 1, high: 3, samples: 3 });
  const many = ratioOf(Array.from({ length: 100 }, (_, i) => i + 1));
  assert.ok(many.low >= 40 && many.low <= 42 && many.high >= 59 && many.high <= 61, JSON.stringify(many));
  assert.equal(jain([1, 1]), 1);
  assert.equal(jain([1, 0]), 0.5);
});
