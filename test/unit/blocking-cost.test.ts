/** The cost estimate counts what is certain and nothing else. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Costs } from '../../server/src/analysis/blocking/cost.ts';
import { Numbers } from '../../server/src/analysis/blocking/numbers.ts';
import { callGraphOf } from '../../server/src/analysis/callgraph.ts';
import { makeProgram } from '../../server/src/analysis/program.ts';
import { Resolver } from '../../server/src/analysis/resolve.ts';
import { lowerFile } from '../../server/src/front/lower.ts';

/** Steps of the function named `f`. */
function stepsOf(text: string): number {
  const facts = lowerFile('/p/a.ts', text);
  const program = makeProgram(new Map([['/p/a.ts', facts]]));
  const resolver = new Resolver(program);
  const fn = facts.functions.find((candidate) => candidate.name === 'f');
  assert.ok(fn);
  return new Costs(program, resolver, callGraphOf(program, resolver), new Numbers(program, resolver)).of(
    { file: '/p/a.ts', fn: fn.id },
    new Map(),
  ).steps;
}

const between = (low: number, steps: number, high: number): void =>
  assert.ok(low <= steps && steps <= high, `${low} <= ${steps} <= ${high}`);

describe('cost of functions', () => {
  it('multiplies nested counted loops', () => {
    between(
      1e6,
      stepsOf(
        'const N = 1000; function f() { let s = 0; for (let i = 0; i < N; i++) for (let j = N; j > 0; j--) s += i; }',
      ),
      1e7,
    );
  });

  it('knows doubling and square-root loops', () => {
    between(1, stepsOf('function f() { for (let i = 1; i < 1000000; i *= 2) ; }'), 100);
    between(1000, stepsOf('function f() { for (let i = 2; i * i <= 1000000; i++) ; }'), 5000);
  });

  it('takes loops of unknown length for one round and loops that await for harmless', () => {
    between(0, stepsOf('function f(xs: number[]) { for (const x of xs) for (let i = 0; i < xs.length; i++) x; }'), 20);
    between(0, stepsOf('async function f(g: () => Promise<void>) { for (let i = 0; i < 1e9; i++) await g(); }'), 20);
  });

  it('gets no turn from awaiting what is there already', () => {
    between(1e9, stepsOf('async function f() { for (let i = 0; i < 1e9; i++) await 0; }'), 1e10);
    between(1e9, stepsOf('async function f() { for (let i = 0; i < 1e9; i++) await Promise.resolve(); }'), 1e10);
  });

  it('grows with branching recursion, not with linear or remembered recursion', () => {
    between(
      1e7,
      stepsOf('function g(n: number): number { return n < 2 ? n : g(n - 1) + g(n - 2); } function f() { g(40); }'),
      1e9,
    );
    between(
      0,
      stepsOf('function g(n: number): number { return n < 2 ? n : n * g(n - 1); } function f() { g(40); }'),
      100,
    );
    between(
      0,
      stepsOf(
        'function g(n: number): number { if (n < 2) return n; if (n % 2) return g(n - 1); return g(n - 2); } function f() { g(40); }',
      ),
      100,
    );
  });

  it('passes constants through calls', () => {
    between(1e7, stepsOf('function g(n: number) { for (let i = 0; i < n; i++) ; } function f() { g(2e7); }'), 1e8);
    between(
      0,
      stepsOf('function g(n: number) { for (let i = 0; i < Math.min(n, 10); i++) ; } function f() { g(2e7); }'),
      100,
    );
  });
});
