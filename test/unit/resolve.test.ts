/** What calls resolve to, without a checker: one line of program per way in which code names a callee. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeProgram } from '../../server/src/analysis/program.ts';
import { Resolver, type Callee } from '../../server/src/analysis/resolve.ts';
import { forEachExprIn } from '../../server/src/analysis/walk.ts';
import { lowerFile } from '../../server/src/front/lower.ts';

function show(program: ReturnType<typeof makeProgram>, callee: Callee | undefined): string {
  if (callee === undefined) return 'unknown';
  switch (callee.k) {
    case 'function':
      return `${callee.file.slice(1)}:${program.files.get(callee.file)?.functions[callee.fn]?.name ?? '?'}`;
    case 'external':
      return `${callee.module}/${callee.path.join('.')}`;
    case 'global':
      return callee.path.join('.');
    case 'method':
      return callee.on.k === 'externalInstance'
        ? `${callee.on.module}:${callee.on.name}#${callee.name}`
        : `${callee.on.k}#${callee.name}`;
  }
}

/** Resolves the calls that stand right after the comment `?`. */
function resolved(files: Readonly<Record<string, string>>): string[] {
  const program = makeProgram(new Map(Object.entries(files).map(([path, text]) => [path, lowerFile(path, text)])));
  const resolver = new Resolver(program);
  // Inner calls that start at the same place are visited first and replaced by the outer one.
  const out = new Map<string, string>();
  for (const [path, facts] of program.files) {
    const text = files[path] ?? '';
    for (const fn of facts.functions) {
      forEachExprIn(fn, (e) => {
        if ((e.k === 'call' || e.k === 'new') && text.slice(0, e.at[0]).endsWith('/*?*/')) {
          out.set(`${path}:${e.at[0]}`, show(program, resolver.calleesOf({ file: path, fn: fn.id }, e)[0]));
        }
      });
    }
  }
  return [...out.values()];
}

const CASES: readonly {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly expected: readonly string[];
}[] = [
  {
    name: 'imports, renamed and re-exported',
    files: {
      '/a.ts': `export function f() {} export default class D { m() {} }`,
      '/b.ts': `export { f as g } from './a.ts'; export * from './c.ts'`,
      '/c.ts': `export const h = () => {};`,
      '/m.ts': `import { g, h } from './b'; import D from './a.js'; import * as ns from './c.ts'; /*?*/g(); /*?*/h(); /*?*/new D().m(); /*?*/ns.h();`,
    },
    expected: ['a.ts:f', 'c.ts:h', 'a.ts:m', 'c.ts:h'],
  },
  {
    name: 'builtins, their prefixes and promise variants are one',
    files: {
      '/m.ts': `import fs, { promises } from 'node:fs'; import { readFile } from 'fs/promises'; import * as all from 'fs';
        /*?*/fs.readFileSync('x'); /*?*/promises.readFile('x'); /*?*/readFile('x'); /*?*/all.promises.readFile('x'); /*?*/fs.promises.readFile('x');`,
    },
    expected: [
      'fs/readFileSync',
      'fs/promises/readFile',
      'fs/promises/readFile',
      'fs/promises/readFile',
      'fs/promises/readFile',
    ],
  },
  {
    name: 'CommonJS as people and as compilers write it',
    files: {
      '/lib.js': `exports.run = function run() {}; module.exports.stop = () => {};`,
      '/whole.js': `module.exports = class Whole { go() {} };`,
      '/out.js': `"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); exports.start = start; function start() {}`,
      '/m.js': `const lib = require('./lib'); const { stop } = require('./lib'); const Whole = require('./whole'); const out_1 = require('./out'); const m = __importDefault(require('async-mutex'));
        /*?*/lib.run(); /*?*/stop(); /*?*/new Whole().go(); /*?*/(0, out_1.start)(); /*?*/new m.default.Mutex();`,
    },
    expected: ['lib.js:run', 'lib.js:stop', 'whole.js:go', 'out.js:start', 'async-mutex/Mutex'],
  },
  {
    name: 'receivers: fields, parameter properties, constructor assignments, annotations, returns',
    files: {
      '/m.ts': `import { Mutex } from 'async-mutex'; import type { Redis } from 'ioredis';
        class Dep { work() {} static make(): Dep { return new Dep(); } }
        class Svc {
          private readonly mutex = new Mutex(); private dep; #map = new Map<string, Dep>();
          constructor(private readonly redis: Redis, other: Dep) { this.dep = other; }
          run() { /*?*/this.mutex.acquire(); /*?*/this.dep.work(); /*?*/this.redis.get('k'); /*?*/this.#map.get('k')!.work(); /*?*/Dep.make().work(); /*?*/this.helper(); }
          private helper() {}
        }
        async function open(): Promise<Dep> { return new Dep(); }
        async function main(svc: Svc, list: Dep[]) { /*?*/svc.run(); /*?*/(await open()).work(); for (const d of list) /*?*/d.work(); list.forEach((d) => { /*?*/d.work(); }); const { dep } = { dep: new Dep() }; /*?*/dep.work(); }`,
    },
    expected: [
      'async-mutex:Mutex#acquire',
      'm.ts:work',
      'ioredis:Redis#get',
      'm.ts:work',
      'm.ts:work',
      'm.ts:helper',
      'm.ts:run',
      'm.ts:work',
      'm.ts:work',
      'm.ts:work',
      'm.ts:work',
    ],
  },
  {
    name: 'inheritance, overriding and prototypes',
    files: {
      '/m.js': `class A { m() {} } class B extends A { n() { /*?*/super.m(); /*?*/this.m(); } } /*?*/new B().m();
        function Old() {} Old.prototype.go = function () { /*?*/this.stop(); }; Old.prototype.stop = function () {}; const o = new Old(); /*?*/o.go();`,
    },
    expected: ['m.js:m', 'm.js:go', 'm.js:m', 'm.js:m', 'm.js:stop'],
  },
  {
    name: 'what nobody can know stays unknown',
    files: {
      '/m.ts': `function f(x, cb) { /*?*/x.y(); /*?*/cb(); /*?*/x[0](); } let v; v = f; v = null; /*?*/v[k]();`,
    },
    expected: ['unknown', 'unknown#y', 'unknown', 'unknown'],
  },
];

for (const { name, files, expected } of CASES) {
  test(name, () => {
    assert.deepEqual(resolved(files).sort(), [...expected].sort());
  });
}

test('cyclic imports and self-referring initialisers end', () => {
  assert.deepEqual(
    resolved({
      '/a.ts': `import { b } from './b.ts'; export const a = b; /*?*/a();`,
      '/b.ts': `import { a } from './a.ts'; export const b = a; const x = x.y; class C extends C {} /*?*/new C().m();`,
    }).length,
    2,
  );
});
