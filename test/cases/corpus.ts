/**
 * Loads the programs that tests run the analysis on. Three forms share one shape, `Program`:
 * labelled cases (a folder with `case.json`, lines marked `//~ rule`), fixtures (one file with carets
 * under the code) and the code blocks of the rule docs. `README.md` beside this file has the grammar.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRuleId, type RuleId } from '../../server/src/findings/catalogue.ts';

export interface ProgramFile {
  /** Absolute, in a made-up root, so that no test depends on where the repository lies. */
  readonly path: string;
  readonly text: string;
}

export interface Program {
  readonly name: string;
  readonly root: string;
  readonly files: readonly ProgramFile[];
}

/** A line at which a correct report may be anchored. */
export interface Mark {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly rules: readonly RuleId[];
}

export interface LabelledCase extends Program {
  readonly id: string;
  readonly title: string;
  readonly verdict: 'race' | 'deadlock' | 'blocking' | 'ok';
  readonly why: string;
  readonly marks: readonly Mark[];
}

/** Holds a lock across a worker's whole life on purpose: there this rule may speak. */
const TOLERATED: ReadonlyMap<string, readonly RuleId[]> = new Map([
  ['C06', ['blocking-under-lock']],
  ['C07', ['blocking-under-lock']],
]);

export function toleratedIn(id: string): readonly RuleId[] {
  return TOLERATED.get(id) ?? [];
}

export function asRule(name: string, where: string): RuleId {
  if (!isRuleId(name)) throw new Error(`${where}: unknown rule "${name}"`);
  return name;
}

const MARK = /[ \t]*\/\/~([^\r\n]*)/;

/** Takes the `//~ rule | rule` markers out of a text; offsets of the code before them stay. */
export function stripMarks(path: string, text: string): { readonly text: string; readonly marks: readonly Mark[] } {
  const marks: Mark[] = [];
  const lines = text.split('\n').map((line, index) => {
    const match = MARK.exec(line);
    if (match === null) return line;
    const rules = (match[1] ?? '').split('|').map((name) => asRule(name.trim(), `${path}:${index + 1}`));
    marks.push({ file: path, line: index + 1, rules });
    return line.slice(0, match.index);
  });
  return { text: lines.join('\n'), marks };
}

const PACKAGE_JSON = JSON.stringify({
  name: 'case',
  type: 'module',
  dependencies: { 'async-mutex': '0.5.0' },
});

function withPackageJson(root: string, files: readonly ProgramFile[]): readonly ProgramFile[] {
  const path = `${root}/package.json`;
  return files.some((file) => file.path === path) ? files : [...files, { path, text: PACKAGE_JSON }];
}

export function loadLabelledCase(folder: string, id: string): LabelledCase {
  const meta = JSON.parse(readFileSync(join(folder, id, 'case.json'), 'utf8')) as Omit<LabelledCase, keyof Program>;
  const root = `/cases/${id}`;
  const marks: Mark[] = [];
  const files = readdirSync(join(folder, id))
    .filter((name) => name !== 'case.json')
    .sort()
    .map((name) => {
      const stripped = stripMarks(`${root}/${name}`, readFileSync(join(folder, id, name), 'utf8'));
      marks.push(...stripped.marks);
      return { path: `${root}/${name}`, text: stripped.text };
    });
  const { title, verdict, why } = meta;
  return { id, title, verdict, why, name: `${id} ${title}`, root, files: withPackageJson(root, files), marks };
}

export function loadLabelled(folder: string): readonly LabelledCase[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'case.json')))
    .map((entry) => loadLabelledCase(folder, entry.name))
    .sort((a, b) => a.id.localeCompare(b.id));
}

const FILE_HEADER = /^\/\/ file: (\S+)[ \t]*$/;

/** Splits a text at `// file: name.ts` lines; without any it is one file, `main.ts`. */
export function splitFiles(root: string, name: string, text: string): Program {
  const files: { path: string; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const header = FILE_HEADER.exec(line.replace(/\r$/, ''));
    if (header?.[1] !== undefined) {
      files.push({ path: `${root}/${header[1]}`, lines: [] });
      continue;
    }
    let current = files.at(-1);
    if (current === undefined) {
      // Comments before the first header belong to nobody.
      if (line.trim() === '' || (/^\s*(\/\/|\/?\*)/.test(line) && /^\/\/ file: \S+[ \t]*$/m.test(text))) continue;
      current = { path: `${root}/main.ts`, lines: [] };
      files.push(current);
    }
    current.lines.push(line);
  }
  const sources = files.map(({ path, lines }) => ({ path, text: lines.join('\n') }));
  return { name, root, files: withPackageJson(root, sources) };
}

/** What a fixture says about one place. */
export interface Expectation {
  /** `found`: must be reported; `missed`: a known miss, must not be; `false-alarm`: reported though wrong. */
  readonly kind: 'found' | 'missed' | 'false-alarm';
  readonly file: string;
  /** 1-based line of the code. */
  readonly line: number;
  /** 0-based columns, end exclusive; undefined when any range that starts on the line will do. */
  readonly columns: readonly [start: number, end: number] | undefined;
  readonly rule: RuleId;
  /** Part of the message; '' matches all. */
  readonly message: string;
}

export interface Fixture extends Program {
  readonly expectations: readonly Expectation[];
}

const EXPECTATION = /^(\s*\/\/\s*)(\^+|\||\?|!)\s*([a-z][a-z-]*)\s*(?::\s*(.*?))?\s*$/;

export function readExpectations(file: ProgramFile): readonly Expectation[] {
  const found: Expectation[] = [];
  // The code line that following expectation lines speak of: several may stand under one line.
  let codeLine = 0;
  file.text.split('\n').forEach((line, index) => {
    const match = EXPECTATION.exec(line);
    const [, indent = '', sign = '', rule = '', message = ''] = match ?? [];
    if (match === null || codeLine === 0) {
      codeLine = index + 1;
      return;
    }
    found.push({
      kind: sign === '?' ? 'missed' : sign === '!' ? 'false-alarm' : 'found',
      file: file.path,
      line: codeLine,
      columns: sign.startsWith('^') ? [indent.length, indent.length + sign.length] : undefined,
      rule: asRule(rule, `${file.path}:${index + 1}`),
      message,
    });
  });
  return found;
}

export function loadFixture(path: string, name: string): Fixture {
  const program = splitFiles(`/fixtures/${name.replace(/\.ts$/, '')}`, name, readFileSync(path, 'utf8'));
  return { ...program, expectations: program.files.flatMap(readExpectations) };
}

export function loadFixtures(folder: string): readonly Fixture[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.tsx?$/.test(name))
    .sort()
    .map((name) => loadFixture(join(folder, name), name));
}
