/**
 * `interleave check` as its callers meet it: exit codes, formats that keep to their schemas, repairs on disk, and
 * bad input of every kind, after which the rest still goes on and the user's files are what they were.
 */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Ajv } from 'ajv';
import type { Log } from 'sarif';
import { run } from '../../server/src/cli/program.ts';

const RACE = `export class Pool {
  private client: object | undefined;
  async get(connect: () => Promise<object>): Promise<object> {
    if (!this.client) {
      this.client = await connect();
    }
    return this.client;
  }
}
`;
const CLEAN = 'export const answer = 42;\n';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'interleave-cli-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function check(...args: readonly string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(['check', ...args], {
    cwd: folder,
    color: false,
    width: 120,
    version: '0.0.0',
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

interface JsonReport {
  readonly findings: readonly {
    readonly rule: string;
    readonly file: string;
    readonly line: number;
    readonly fingerprint: string;
  }[];
  readonly notes: readonly { readonly kind: string; readonly message: string; readonly file?: string }[];
}

async function report(...args: readonly string[]): Promise<JsonReport & { readonly code: number }> {
  const { code, out, err } = await check('--format', 'json', ...args);
  assert.equal(err, '');
  return { code, ...(JSON.parse(out) as JsonReport) };
}

describe('exit codes', () => {
  test('0 when there is nothing to say', async () => {
    put({ 'main.ts': CLEAN });
    assert.equal((await check('.')).code, 0);
  });

  test('1 with findings, also such as are only told as information', async () => {
    put({ 'pool.ts': RACE });
    assert.equal((await check('.')).code, 1);
    put({
      'pool.ts': CLEAN,
      'cache.ts': `import { statSync } from 'node:fs';
import { createServer } from 'node:http';
createServer((request, response) => {
  response.end(String(statSync('x').size));
}).listen(1);
`,
    });
    const info = await report('.');
    assert.deepEqual(
      info.findings.map(({ rule }) => rule),
      ['blocking-call'],
    );
    assert.equal(info.code, 1);
  });

  test('0 when only a comment is out of date', async () => {
    put({ 'main.ts': `// interleave-disable-next-line blocking-call -- not any more\n${CLEAN}` });
    const { code, findings } = await report('.');
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['unused-suppression'],
    );
    assert.equal(code, 0);
  });

  test('2 for what the caller got wrong, with a sentence and no stack', async () => {
    put({ 'main.ts': CLEAN, 'notes.txt': 'hello', 'empty/readme.md': '' });
    for (const [args, words] of [
      [['missing'], /no such file or folder: missing/],
      [['--rule', 'no-such-rule', '.'], /unknown rule no-such-rule/],
      [['--format', 'xml', '.'], /xml/],
      [['--no-such-option', '.'], /no-such-option/],
      [['notes.txt'], /neither a TypeScript or JavaScript source nor a tsconfig/],
      [['empty'], /no TypeScript or JavaScript sources in empty/],
      [[], /path/],
    ] as const) {
      const { code, err } = await check(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(err, words);
      assert.doesNotMatch(err, /^\s+at /m);
    }
  });
});

describe('formats', () => {
  test('SARIF keeps to the schema of the standard and tells the schedule', async () => {
    put({ 'src/pool.ts': RACE, 'src/broken.ts': 'export function ( {{{' });
    const { code, out } = await check('--format', 'sarif', '.');
    assert.equal(code, 1);
    const log = JSON.parse(out) as Log;
    const schema = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json');
    const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
    const text = readFileSync(join(dirname(schema), 'lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8');
    // The schema is of draft 4; what it uses means the same in draft 7, only its own name is written otherwise.
    const { $schema: _draft, id: _id, ...rules } = JSON.parse(text) as Record<string, unknown>;
    const valid = ajv.compile(rules);
    assert.ok(valid(log), JSON.stringify(valid.errors, undefined, 1));
    const [sarif] = log.runs;
    const [result] = sarif?.results ?? [];
    assert.equal(result?.ruleId, 'race-across-await');
    assert.equal(sarif?.tool.driver.rules?.[result.ruleIndex ?? -1]?.id, 'race-across-await');
    const rule = sarif.tool.driver.rules?.[result.ruleIndex ?? -1];
    assert.match(rule?.help?.markdown ?? '', /^# race-across-await/);
    assert.ok(existsSync(new URL(rule?.helpUri ?? '')));
    const place = result.locations?.[0]?.physicalLocation;
    assert.equal(place?.artifactLocation?.uri, 'src/pool.ts');
    assert.equal(place.region?.startLine, 5);
    assert.ok((place.region?.endColumn ?? 0) > (place.region?.startColumn ?? 0));
    const flows = result.codeFlows?.[0]?.threadFlows ?? [];
    assert.equal(flows.length, 2, 'one thread flow per participant');
    const order = flows.flatMap((flow) => flow.locations.map(({ executionOrder }) => executionOrder));
    assert.deepEqual(
      [...order].sort((a = 0, b = 0) => a - b),
      order.map((_, index) => index + 1),
    );
    assert.ok((result.relatedLocations ?? []).length > 0);
    const notes = sarif.invocations?.[0]?.toolExecutionNotifications ?? [];
    assert.ok(notes.some(({ descriptor }) => descriptor?.id === 'parse-error'));
  });

  test('a fingerprint survives lines that move, and tells two findings apart', async () => {
    put({ 'pool.ts': RACE, 'other.ts': RACE.replace('Pool', 'Other') });
    const before = (await report('.')).findings.map(({ fingerprint }) => fingerprint);
    assert.equal(new Set(before).size, 2);
    put({ 'pool.ts': `\n\n// moved\n${RACE}` });
    assert.deepEqual(
      (await report('.')).findings.map(({ fingerprint }) => fingerprint),
      before,
    );
  });

  test('GitHub annotations stand on lines of their own', async () => {
    put({ 'pool.ts': RACE });
    const { out } = await check('--format', 'github', '.');
    assert.match(out, /^::warning file=pool\.ts,line=5,/m);
  });

  test('--rule leaves only the named ones', async () => {
    put({ 'pool.ts': RACE });
    assert.equal((await check('--rule', 'blocking-cpu', '.')).code, 0);
    assert.equal((await check('--rule', 'blocking-cpu,race-across-await', '.')).code, 1);
  });
});

describe('--fix', () => {
  test('repairs on disk, keeps line ends and the byte order mark, and says what it did', async () => {
    put({ 'pool.ts': `\uFEFF${RACE.replaceAll('\n', '\r\n')}`, 'clean.ts': CLEAN });
    const { code, err } = await check('--fix', '.');
    assert.equal(code, 0, 'nothing is left');
    assert.match(err, /fixed race-across-await in pool\.ts/);
    const text = read('pool.ts');
    assert.ok(text.startsWith('\uFEFF'));
    assert.equal(text.replaceAll('\r\n', '').includes('\n'), false, 'no bare line feed');
    assert.match(text, /clientPromise \?\?=/);
    assert.equal(read('clean.ts'), CLEAN);
  });

  test('leaves alone what is not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('// caf\xe9\n', 'latin1'), Buffer.from(RACE)]);
    writeFileSync(join(folder, 'pool.ts'), bytes);
    const { code, err } = await check('--fix', '.');
    assert.equal(code, 1);
    assert.match(err, /not UTF-8: pool\.ts/);
    assert.deepEqual(readFileSync(join(folder, 'pool.ts')), bytes);
  });
});

describe('bad input', () => {
  /** The other file of the project is found out about, whatever is wrong beside it. */
  async function goesOn(...args: readonly string[]): Promise<JsonReport> {
    const result = await report(...(args.length > 0 ? args : ['.']));
    assert.equal(result.code, 1);
    assert.ok(result.findings.some(({ rule, file }) => rule === 'race-across-await' && file === 'pool.ts'));
    assert.ok(!result.notes.some(({ kind }) => kind === 'internal'), JSON.stringify(result.notes));
    return result;
  }

  test('files that cannot be parsed', async () => {
    put({
      'pool.ts': RACE,
      'broken.ts': 'export function ( {{{ `${',
      'binary.ts': '\0\x01\x02\xff\0'.repeat(50),
      'empty.ts': '',
      'deep.ts': `export const deep = ${'('.repeat(400)}1${')'.repeat(400)};\n`,
      'half.ts': 'export async function f() { if (x) { await ',
    });
    const { notes } = await goesOn();
    const told = notes.filter(({ kind }) => kind === 'parse-error').map(({ file }) => file);
    for (const name of ['broken.ts', 'half.ts']) assert.ok(told.includes(name), name);
  });

  test('nesting beyond the stack of the parser or of an analysis', async () => {
    put({
      'pool.ts': RACE,
      'parentheses.ts': `export const deep = ${'('.repeat(20_000)}1${')'.repeat(20_000)};\n`,
      'sum.ts': `export const sum = ${Array.from({ length: 20_000 }, (_, n) => `n${n}`).join(' + ')};\n`,
      'chain.ts': `export const chain = x${'.a()'.repeat(8_000)};\n`,
    });
    await goesOn();
  });

  test('a missing tsconfig is no matter, a broken one is said', async () => {
    put({ 'pool.ts': RACE, 'tsconfig.json': '{ "compilerOptions": { "strict": tru' });
    const { notes } = await goesOn();
    assert.ok(notes.some(({ kind, file }) => kind === 'config' && file === 'tsconfig.json'));
    const named = await check('tsconfig.json');
    assert.equal(named.code, 2, 'asked for by name, it is an error');
    assert.match(named.err, /tsconfig\.json/);
  });

  test('a tsconfig that extends itself, what is missing, or nothing readable', async () => {
    put({ 'pool.ts': RACE });
    for (const config of [
      { extends: './tsconfig.json' },
      { extends: './nowhere.json' },
      { extends: 'no-such-package/tsconfig.json' },
      { references: [{ path: '.' }, { path: './gone' }] },
      { include: 'not a list', compilerOptions: { paths: 7 } },
      [],
    ]) {
      put({ 'tsconfig.json': JSON.stringify(config) });
      await goesOn();
    }
  });

  test('a package.json that is none', async () => {
    put({ 'pool.ts': RACE, 'package.json': '{ nonsense' });
    await goesOn();
  });

  test('imports that lead nowhere, and in circles', async () => {
    put({
      'pool.ts': `import { gone } from './gone.ts';\nimport away from 'no-such-package';\nimport { a } from './a.ts';\nvoid [gone, away, a];\n${RACE}`,
      'a.ts':
        "import { b } from './b.ts';\nexport * from './b.ts';\nexport const a = (): number => b();\nexport default a;\n",
      'b.ts':
        "import { a } from './a.ts';\nexport * from './a.ts';\nexport { default } from './a.ts';\nexport const b = (): number => a();\n",
      'self.ts': "export * from './self.ts';\nexport class A extends A {}\n",
    });
    await goesOn();
  });

  test('a file of five megabytes and more is left out and said, one just below is read', async () => {
    const line = `export const text = '${'x'.repeat(80)}';\n`;
    put({
      'pool.ts': RACE,
      'data.ts': line.repeat(53_000),
      'table.ts': `export const table = [\n${'  "a line of data",\n'.repeat(120_000)}];\n`,
    });
    const { notes } = await goesOn();
    assert.deepEqual(
      notes.map(({ kind, file }) => [kind, file]),
      [['too-large', 'data.ts']],
    );
  });

  test('links in circles and to nowhere', async () => {
    put({ 'pool.ts': RACE });
    symlinkSync(folder, join(folder, 'again'));
    symlinkSync(join(folder, 'nowhere.ts'), join(folder, 'dangling.ts'));
    await goesOn();
  });

  test('looking changes nothing on disk', async () => {
    put({ 'pool.ts': RACE, 'broken.ts': '{{{' });
    await check('.');
    assert.equal(read('pool.ts'), RACE);
    assert.equal(read('broken.ts'), '{{{');
    assert.equal(existsSync(join(folder, 'interleave-locks.ts')), false);
  });
});
