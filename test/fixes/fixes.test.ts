/**
 * Every repair: it makes of the program what stands beside it, the finding is gone, what comes out compiles under
 * strict TypeScript with both kinds of decorators, and where it can be run it goes wrong before and right after.
 * `UPDATE_FIXES=1` writes the programs beside; read the difference before committing it.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Finding, Fix, FixPlan } from '../../server/src/findings/finding.ts';
import { applyFixes } from '../../server/src/fixes/apply.ts';
import { buildFixes } from '../../server/src/fixes/index.ts';
import { ASYNC_LOCKS_TEXT, SHARED_LOCKS_TEXT } from '../../server/src/fixes/lock-files.ts';
import type { ProgramFile } from '../cases/corpus.ts';
import { runProgram, show } from '../cases/run.ts';
import { loadFixPrograms, writeFiles, type FixProgram } from './load.ts';

const folder = fileURLToPath(new URL('programs', import.meta.url));
/** Below the project, so that the programs find its packages. */
const output = fileURLToPath(new URL('../../test-output/fixes/', import.meta.url));
const hooks = new URL('../../scripts/typescript.mjs', import.meta.url).href;
const update = process.env.UPDATE_FIXES === '1';
const DECORATORS = ['standard', 'experimental'] as const;

/** The lock files are tested as they are; the programs beside only name them. */
const NAMED: readonly (readonly [text: string, name: string])[] = [
  [ASYNC_LOCKS_TEXT, '// (the lock file for activations)\n'],
  [SHARED_LOCKS_TEXT, '// (the lock file for threads)\n'],
];

function chosen(program: FixProgram): { readonly finding: Finding; readonly fixes: readonly Fix[] } {
  if (program.plan === undefined) {
    const { findings, engine } = runProgram(program);
    const matching = findings.filter(
      ({ rule, message }) => program.finds === rule || program.finds === `${rule}: ${message}`,
    );
    assert.equal(
      matching.length,
      1,
      `one ${program.finds} among: ${findings.map((each) => show(program, each)).join('\n')}`,
    );
    const [finding] = matching;
    assert.ok(finding !== undefined);
    return { finding, fixes: engine.fixesFor(finding) };
  }
  const at = Object.values(program.plan).find(
    (value): value is Finding['at'] => typeof value === 'object' && 'file' in value,
  );
  assert.ok(at !== undefined);
  const finding: Finding = {
    rule: program.finds === undefined ? 'unlocked-shared-mutation' : (program.finds as Finding['rule']),
    severity: 'warning',
    at,
    message: 'A finding written by hand.',
    signal: 'by hand',
    schedule: { participants: [], steps: [] },
    related: program.files.map(({ path }) => ({ at: { file: path, start: 0, end: 0 }, text: 'part of it' })),
    fixes: [program.plan],
    identity: ['by hand'],
  };
  const texts = new Map(program.files.map(({ path, text }) => [path, text]));
  const fixes = buildFixes(finding, {
    readText: (path) => texts.get(path),
    exists: (path) => texts.has(path),
    packageJsonOf: () => JSON.parse(texts.get(`${program.root}/package.json`) ?? '{}') as Record<string, never>,
  });
  return { finding, fixes };
}

/** Files of the program after the repair, the new ones last. */
function repaired(program: FixProgram): readonly ProgramFile[] {
  const { fixes } = chosen(program);
  for (const title of program.refuses) assert.ok(!fixes.some((fix) => fix.title === title), `offers "${title}"`);
  if (program.fix === 'none') {
    assert.deepEqual(
      fixes.map((fix) => fix.title),
      [],
    );
    return program.files;
  }
  const fix = fixes.find((each) => each.title === program.fix);
  assert.ok(fix !== undefined, `no "${program.fix}" among: ${fixes.map((each) => each.title).join('; ') || 'nothing'}`);
  const texts = new Map(program.files.map(({ path, text }) => [path, text]));
  const applied = applyFixes([fix], (path) => texts.get(path));
  assert.deepEqual(applied.deferred, []);
  return [
    ...program.files.map(({ path, text }) => ({ path, text: applied.texts.get(path) ?? text })),
    ...[...applied.newFiles].map(([path, text]) => ({ path, text })),
  ];
}

function shown(program: FixProgram, files: readonly ProgramFile[]): string {
  const given = new Map(program.files.map(({ path, text }) => [path, text]));
  const interesting = files.filter(({ path, text }) => given.get(path) !== text);
  return writeFiles(
    program.root,
    interesting.map(({ path, text }) => ({ path, text: NAMED.find(([whole]) => whole === text)?.[1] ?? text })),
  );
}

function write(
  at: string,
  program: FixProgram,
  files: readonly ProgramFile[],
  decorators: (typeof DECORATORS)[number],
): string {
  const root = join(output, at, program.name);
  const config = `{ "compilerOptions": { "experimentalDecorators": ${decorators === 'experimental'} } }`;
  const own = files.map(({ path, text }) => ({ path: path.slice(program.root.length + 1), text }));
  for (const { path, text } of [...own, { path: 'tsconfig.json', text: config }]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** A program that depends on threads meeting tries for as many milliseconds as it is given, or until it went wrong. */
function runs(
  root: string,
  script: string,
  chances: number,
): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', hooks, join(root, script), String(chances)],
    {
      encoding: 'utf8',
      timeout: 120_000,
    },
  );
  return { status, said: stdout + stderr };
}

const programs = loadFixPrograms(folder);

/** Written as a record so that a new kind without programs does not compile. */
const KINDS: Readonly<Record<FixPlan['kind'], true>> = {
  'atomics-update': true,
  'atomics-access': true,
  'wrap-in-lock': true,
  'synchronized-method': true,
  'store-the-promise': true,
  'await-first': true,
  'insert-await': true,
  'release-in-finally': true,
  'use-async-api': true,
  'recheck-after-await': true,
  'loop-around-wait': true,
  'notify-after-store': true,
  'notify-all': true,
  'newest-only': true,
  'functional-update': true,
};

test('every kind of repair has programs', () => {
  for (const kind of Object.keys(KINDS))
    assert.ok(
      programs.some(({ name, fix }) => name.startsWith(`${kind}/`) && fix !== 'none'),
      kind,
    );
});
rmSync(output, { recursive: true, force: true });

for (const program of programs) {
  describe(program.name, () => {
    let after: readonly ProgramFile[] = [];
    before(() => {
      after = repaired(program);
    });

    test('becomes what stands beside it', () => {
      const text = shown(program, after);
      if (update && program.fix !== 'none') writeFileSync(program.fixedPath, text);
      assert.equal(existsSync(program.fixedPath) ? readFileSync(program.fixedPath, 'utf8') : '', text);
    });

    if (program.fix !== 'none') {
      test('has nothing to report any more', () => {
        const { findings, notes } = runProgram({ ...program, files: after });
        const left = program.finds === undefined ? [] : findings;
        assert.deepEqual(
          left.map((each) => show({ ...program, files: after }, each)),
          [],
        );
        assert.deepEqual(notes, []);
      });
    }

    const { run } = program;
    if (run !== undefined) {
      test('goes wrong before and right after', () => {
        const wrong = runs(write('before', program, program.files, 'standard'), run, 40_000);
        assert.equal(wrong.status, 1, `before the repair: ${wrong.said}`);
        const decorated = after.some(({ text }) => /^\s*@synchronized/m.test(text));
        for (const decorators of decorated ? DECORATORS : (['standard'] as const)) {
          const right = runs(write(`run-${decorators}`, program, after, decorators), run, 2000);
          assert.equal(right.status, 0, `after the repair, ${decorators} decorators: ${right.said}`);
        }
      });
    }
  });
}

for (const decorators of DECORATORS) {
  test(`all repaired programs compile, ${decorators} decorators`, () => {
    const roots = programs.flatMap((program) => {
      const files = repaired(program).filter(({ path }) => /\.tsx?$/.test(path));
      const root = write(decorators, program, repaired(program), decorators);
      return files.map(({ path }) => join(root, path.slice(program.root.length + 1)));
    });
    const compiled = ts.createProgram(roots, {
      strict: true,
      noUncheckedIndexedAccess: false,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      allowImportingTsExtensions: true,
      noEmit: true,
      skipLibCheck: true,
      allowJs: true,
      types: ['node'],
      experimentalDecorators: decorators === 'experimental',
    });
    const diagnostics = ts.getPreEmitDiagnostics(compiled);
    assert.equal(
      ts.formatDiagnostics(diagnostics, {
        getCurrentDirectory: () => output,
        getCanonicalFileName: (name) => name,
        getNewLine: () => '\n',
      }),
      '',
    );
  });
}
