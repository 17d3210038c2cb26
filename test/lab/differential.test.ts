/**
 * Checkpoints must not change what a program does. Generated programs (loops of every kind in each other, break and
 * continue with and without labels, closures over loop variables, try/finally, writes to loop variables and limits)
 * run with and without checkpoints and must leave the same trace, with strips so short that their ends are hit, and
 * with a flag that says "look" most of the time. Then the published code of real packages.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import fc from 'fast-check';
import ts from 'typescript';
import { STEP_RUNTIME } from '../../server/src/lab/bank/runtime.ts';
import { cutIntoSteps } from '../../server/src/lab/bank/steps.ts';
import { NAMES } from '../../server/src/lab/instrument/names.ts';
import { instrument } from '../../server/src/lab/instrument/transform.ts';
import { parseModule } from '../../server/src/lab/target.ts';

const names = ['a', 'b', 'c'] as const;
const name = fc.constantFrom(...names);
const small = fc.integer({ min: -3, max: 9 });

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 2 },
    small.map(String),
    name,
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '%', '<', '==='), tie('expression'))
      .map(([l, o, r]) => `(${l} ${o} ${r})`),
    fc.tuple(name, fc.constantFrom('++', '--')).map(([n, o]) => `${n}${o}`),
    tie('expression').map((e) => `id(${e})`),
    fc.tuple(name, tie('expression')).map(([n, e]) => `(${n} = ${e})`),
  ),
}));

interface Shape {
  readonly text: string;
}

let fresh = 0;
const unique = (stem: string): string => `${stem}${fresh++}`;

const { statement } = fc.letrec<{ statement: Shape; block: Shape }>((tie) => ({
  block: fc
    .array(tie('statement'), { maxLength: 3 })
    .map((list) => ({ text: `{ ${list.map((s) => s.text).join('\n')} }` })),
  statement: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    expression.map((e) => ({ text: `log(${e});` })),
    fc.tuple(name, expression).map(([n, e]) => ({ text: `${n} = ${e}` + '\n' })),
    fc.constantFrom(
      { text: 'if (tick()) break;' },
      { text: 'if (tick()) continue;' },
      { text: 'break' },
      { text: 'continue;' },
    ),
    fc.constantFrom(
      { text: 'if (tick()) break out;' },
      { text: 'if (tick()) continue out;' },
      { text: 'if (tick()) return 7;' },
    ),
    fc
      .tuple(expression, tie('statement'), tie('statement'))
      .map(([e, s, t]) => ({ text: `if (${e}) { ${s.text} } else { ${t.text} }` })),
    fc.tuple(expression, tie('block')).map(([e, b]) => ({ text: `while (more() && ${e}) ${b.text}` })),
    fc.tuple(expression, tie('block')).map(([e, b]) => ({ text: `do ${b.text} while (more() && ${e})` })),
    fc.tuple(expression, tie('statement')).map(([e, b]) => ({ text: `do { ${b.text} } while (${e} && more());` })),
    fc
      .tuple(
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom('i < N', 'i <= lim', 'i < N && more()', 'i != N'),
        tie('block'),
      )
      .map(([n, c, b]) => {
        const i = unique('i');
        return {
          text: `for (let ${i} = 0; ${c.replaceAll('i ', `${i} `).replace('N', String(n))} ; ${i}++) { if (!more()) break; log(${i}); ${b.text} }`,
        };
      }),
    fc.tuple(fc.integer({ min: 1, max: 3 }), tie('block')).map(([step, b]) => {
      const i = unique('i');
      return { text: `for (let ${i} = 50; ${i} > 3; ${i} -= ${step}) { if (!more()) break; log(${i}); ${b.text} }` };
    }),
    tie('block').map((b) => {
      const i = unique('i');
      return {
        text: `for (let ${i} = 0, j = 9; ${i} < j; ${i}++, j--) { later.push(() => ${i} * j); if (!more()) break; ${b.text} }`,
      };
    }),
    tie('block').map((b) => {
      const i = unique('i');
      return {
        text: `for (let ${i} = 0; ${i} < 40; ${i}++) { ${i} += tick() ? 2 : 0; if (!more()) break; ${b.text} }`,
      };
    }),
    tie('block').map((b) => ({ text: `for (const x of [1, 2, 3]) { log(x); ${b.text} }` })),
    tie('block').map((b) => ({ text: `for (const k in { p: 1, q: 2 }) { log(k.length); ${b.text} }` })),
    tie('block').map((b) => ({ text: `for (;;) { if (!more()) break; ${b.text} if (tick()) break; }` })),
    tie('block').map((b) => ({ text: `switch (a % 3) { case 0: log(0); break; case 1: ${b.text} default: log(2); }` })),
    tie('block').map((b) => ({
      text: `try { ${b.text} if (tick()) throw 1; } catch { log(-1); } finally { log(-2); }`,
    })),
    tie('block').map((b) => ({
      text: `log((() => { let s = 0; for (let q = 0; q < 35; q++) s += q; for (;more();) { ${b.text} break } return s; })());`,
    })),
  ),
}));

/** Statements that mean nothing where they are would not parse; such a program is not a test. */
function program(statements: readonly Shape[]): string {
  return `out: for (let o = 0; o < 3; o++) { ${statements.map((s) => s.text).join('\n')} }\nfor (const f of later) log(f());`;
}

interface Outcome {
  readonly trace: readonly unknown[];
  readonly looks: number;
}

function run(code: string, strips: number, seed: number): Outcome {
  const js = ts.transpileModule(`function f() { ${code}\n}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2023 },
  }).outputText;
  const trace: unknown[] = [];
  let fuel = 400;
  let ticks = seed;
  let looks = 0;
  const flag = new Int32Array([1]);
  const strip = new Int32Array(Math.max(1, strips)).fill(1 + (seed % 3));
  const look = (length: number): number => {
    looks++;
    flag[0] = looks % 5 === 0 ? 0 : 1;
    return length === 0 ? 0 : 1 + (looks % 4);
  };
  const scope: Record<string, unknown> = {
    log: (value: unknown) => (trace.length < 5000 ? trace.push(value) : 0),
    more: () => fuel-- > 0,
    tick: () => (ticks = (ticks * 1103515245 + 12345) & 0x7fffffff) % 4 === 0,
    id: (value: unknown) => value,
    later: [] as (() => unknown)[],
    [NAMES.flag]: flag,
    [NAMES.look]: look,
    [NAMES.strip]: strip,
    ...STEP_RUNTIME,
  };
  const body = `let a = 1, b = 2, c = 3, lim = 12;\n${js}\nconst result = f(); return [result, a, b, c];`;
  try {
    trace.push(new Function(...Object.keys(scope), body)(...Object.values(scope)));
  } catch (error) {
    trace.push(`threw ${String(error)}`);
  }
  return { trace, looks };
}

/** A program of the generator with the outcome of its plain run; undefined when it is no valid program. */
function valid(statements: readonly Shape[], seed: number): { source: string; plain: Outcome } | undefined {
  const source = program(statements);
  const wrapped = `function f() { ${source}\n}`;
  const diagnostics =
    ts.transpileModule(wrapped, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2023 } })
      .diagnostics ?? [];
  if (diagnostics.length > 0) return undefined;
  try {
    const plain = run(source, 0, seed);
    return String(plain.trace[0]).startsWith('threw SyntaxError') ? undefined : { source, plain };
  } catch {
    return undefined;
  }
}

const programs = fc.array(statement, { minLength: 1, maxLength: 4 });

function bodyOf(code: string): string {
  return code.slice(code.indexOf('{') + 1, code.lastIndexOf('}'));
}

test('generated programs leave the same trace with and without checkpoints', () => {
  let tried = 0;
  let looked = 0;
  fc.assert(
    fc.property(programs, fc.nat(1000), (statements, seed) => {
      const found = valid(statements, seed);
      if (found === undefined) return;
      tried++;
      const changed = instrument(parseModule('/p.ts', `function f() { ${found.source}\n}`), { firstStrip: 0 });
      const inner = bodyOf(changed.code);
      const checked = run(inner, changed.strips, seed);
      looked += checked.looks;
      assert.deepEqual(checked.trace, found.plain.trace, `${found.source}\n-----\n${inner}`);
    }),
    { numRuns: 600 },
  );
  assert.ok(tried > 150, `${tried} programs were comparable`);
  assert.ok(looked > 1000, 'the checkpoints were reached');
});

test('generated programs leave the same trace when they are cut into steps', () => {
  let tried = 0;
  let points = 0;
  fc.assert(
    fc.property(programs, fc.nat(1000), (statements, seed) => {
      const found = valid(statements, seed);
      if (found === undefined) return;
      tried++;
      const changed = cutIntoSteps(parseModule('/p.ts', `function f() { ${found.source}\n}`), 0);
      points += changed.points.length;
      const checked = run(bodyOf(changed.code), 0, seed);
      assert.deepEqual(checked.trace, found.plain.trace, `${found.source}\n-----\n${changed.code}`);
    }),
    { numRuns: 600 },
  );
  assert.ok(tried > 150 && points > 1000, `${tried} programs were comparable, ${points} steps`);
});

/** Loads a CommonJS package from its source text, with or without checkpoints. */
function loadModule(
  path: string,
  form: 'plain' | 'checkpoints' | 'steps',
): { readonly exports: Record<string, unknown>; readonly looks: () => number } {
  const text = readFileSync(path, 'utf8');
  const checkpoints = form === 'checkpoints';
  const changed = instrument(parseModule(path, text), { firstStrip: 0, checkpoints });
  const source = form === 'steps' ? cutIntoSteps(parseModule(path, text), 0).code : changed.code;
  const flag = new Int32Array([1]);
  let looks = 0;
  const look = (length: number): number => {
    looks++;
    return length === 0 ? 0 : 1 + (looks % 3);
  };
  const module = { exports: {} as Record<string, unknown> };
  const code = new Function(
    'module',
    'exports',
    'require',
    NAMES.flag,
    NAMES.look,
    NAMES.strip,
    NAMES.suspend,
    NAMES.resume,
    ...Object.keys(STEP_RUNTIME),
    source,
  );
  const same = (value: unknown): unknown => value;
  code(
    module,
    module.exports,
    createRequire(path),
    flag,
    look,
    new Int32Array(Math.max(1, changed.strips)).fill(2),
    same,
    same,
    ...Object.values(STEP_RUNTIME),
  );
  return { exports: module.exports, looks: () => looks };
}

const require = createRequire(import.meta.url);

for (const [packageName, exercise] of [
  [
    'argparse',
    (m: Record<string, unknown>) => {
      const parser = new (
        m['ArgumentParser'] as new (o: object) => {
          add_argument: (...a: unknown[]) => void;
          parse_args: (a: string[]) => object;
          format_help: () => string;
        }
      )({ prog: 'p' });
      parser.add_argument('-x', { type: 'int' });
      parser.add_argument('rest', { nargs: '*' });
      return [parser.format_help(), JSON.stringify(parser.parse_args(['-x', '4', 'q', 'r']))];
    },
  ],
  [
    'fast-levenshtein',
    (m: Record<string, unknown>) => {
      const get = m['get'] as (a: string, b: string) => number;
      return [
        get('kitten', 'sitting'),
        get('interleaving', 'interpreter'),
        get('', 'abc'),
        get('a'.repeat(60), 'b'.repeat(40)),
      ];
    },
  ],
  [
    'ini',
    (m: Record<string, unknown>) => {
      const decode = m['parse'] as (text: string) => object;
      const encode = m['stringify'] as (value: object) => string;
      const value = decode('a = 1\n[x.y]\nb[] = 2\nb[] = 3\n; c\n[z]\nq = "w e"\n');
      return [JSON.stringify(value), encode(value)];
    },
  ],
] as const) {
  test(`the published code of ${packageName} does the same with checkpoints, and in steps`, (context) => {
    let path: string;
    try {
      path = require.resolve(packageName);
    } catch {
      context.skip('not installed');
      return;
    }
    const plain = loadModule(path, 'plain');
    const checked = loadModule(path, 'checkpoints');
    assert.deepEqual(Object.keys(checked.exports), Object.keys(plain.exports));
    assert.deepEqual(exercise(checked.exports), exercise(plain.exports));
    assert.ok(checked.looks() > 10, 'its checkpoints were reached');
    assert.deepEqual(exercise(loadModule(path, 'steps').exports), exercise(plain.exports));
  });
}
