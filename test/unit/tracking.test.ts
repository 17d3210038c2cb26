/** Results that are kept: good while what they read stays the same, and answers that do not depend on who asked first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Resolver } from '../../server/src/analysis/resolve.ts';
import { makeProgram } from '../../server/src/analysis/program.ts';
import { Kept, Tracker } from '../../server/src/analysis/tracking.ts';
import { lowerFile } from '../../server/src/front/lower.ts';

test('a kept result is computed again only when something that it read has changed, however indirectly', () => {
  const tracker = new Tracker();
  const inner = new Kept<string, string>(tracker);
  const outer = new Kept<string, string>(tracker);
  const runs: string[] = [];
  const ask = (): string =>
    outer.get('outer', () => {
      runs.push('outer');
      tracker.read('b');
      return inner.get('inner', () => {
        runs.push('inner');
        tracker.read('a');
        return 'result';
      });
    });
  ask();
  ask();
  assert.deepEqual(runs, ['outer', 'inner']);
  tracker.changed(['c']);
  ask();
  assert.deepEqual(runs, ['outer', 'inner']);
  tracker.changed(['b']);
  ask();
  assert.deepEqual(runs, ['outer', 'inner', 'outer']);
  // The inner result was taken from memory; what it read counts for the outer one all the same.
  tracker.changed(['a']);
  ask();
  assert.deepEqual(runs.slice(3), ['outer', 'inner']);
});

test('a computation that fails leaves nothing behind, and the next one starts clean', () => {
  const tracker = new Tracker();
  const kept = new Kept<string, number>(tracker);
  const fail = (): number => {
    tracker.read('x');
    throw new Error('no');
  };
  assert.throws(() => kept.get('k', fail));
  assert.equal(
    kept.get('k', () => 1),
    1,
  );
  tracker.changed(['x']);
  assert.equal(
    kept.get('k', () => 2),
    1,
  );
});

const CIRCLE = `
class Leaf { grow(): void {} }
export function first(n: number) { return second(n); }
export function second(n: number) { return n > 0 ? first(n - 1) : new Leaf(); }
`;

test('functions that return each other are answered alike, whoever is asked first', () => {
  const facts = lowerFile('/p/a.ts', CIRCLE);
  const named = (name: string): number => facts.functions.findIndex((fn) => fn.name === name);
  for (const order of [
    ['first', 'second'],
    ['second', 'first'],
  ]) {
    const resolver = new Resolver(makeProgram(new Map([['/p/a.ts', facts]])));
    for (const name of order)
      assert.deepEqual(resolver.returnEntity({ file: '/p/a.ts', fn: named(name) }), {
        k: 'instance',
        file: '/p/a.ts',
        cls: 0,
      });
  }
});

test('a new subclass changes what is known of its base only', () => {
  const texts = new Map([
    ['/p/base.ts', 'export class Base { work(): void {} }\nexport class Other { work(): void {} }'],
    ['/p/sub.ts', "import { Base } from './base.ts';\nexport class Sub extends Base {}"],
  ]);
  const program = (): ReturnType<typeof makeProgram> =>
    makeProgram(new Map([...texts].map(([path, text]) => [path, lowerFile(path, text)])));
  const resolver = new Resolver(program());
  const kept = new Kept<string, number>(resolver.tracker);
  const runs: string[] = [];
  const implementations = (name: 'Base' | 'Other'): number =>
    kept.get(name, () => {
      runs.push(name);
      return resolver.methodsOf({ file: '/p/base.ts', cls: name === 'Base' ? 0 : 1 }, 'work').length;
    });
  assert.deepEqual([implementations('Base'), implementations('Other')], [1, 1]);
  texts.set('/p/sub.ts', `${texts.get('/p/sub.ts')?.replace('{}', '{ override work(): void {} }') ?? ''}`);
  const next = program();
  resolver.relink(next, ['/p/sub.ts']);
  assert.deepEqual([implementations('Base'), implementations('Other')], [2, 1]);
  assert.deepEqual(runs, ['Base', 'Other', 'Base']);
});
