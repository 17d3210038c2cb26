/**
 * Repairs as fixtures: `NAME.ts` is a program, what is found in it and the repair that is chosen, `NAME.fixed.ts`
 * beside it the program after the repair. `README.md` tells how they are written.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FixPlan, Place } from '../../server/src/findings/finding.ts';
import type { Program, ProgramFile } from '../cases/corpus.ts';
import { splitFiles } from '../cases/corpus.ts';

export interface FixProgram extends Program {
  readonly path: string;
  /** Path of `NAME.fixed.ts`, whether it is there or not. */
  readonly fixedPath: string;
  /** Title of the repair. */
  readonly fix: string;
  /** Rule that reports it; undefined when `plan` stands in for a finding. */
  readonly finds: string | undefined;
  /** A plan written out by hand, for kinds that no rule offers at such a place. */
  readonly plan: FixPlan | undefined;
  /** A file of the program that ends with 0 when all went right; run before and after the repair. */
  readonly run: string | undefined;
  /** What is not offered here, and must not be. */
  readonly refuses: readonly string[];
}

const DIRECTIVE = /^\/\/ (fix|finds|plan|run|refuses): (.*)$/;

function directives(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const match = DIRECTIVE.exec(line);
    if (match === null) break;
    const [, name = '', value = ''] = match;
    found.set(name, [...(found.get(name) ?? []), value.trim()]);
  }
  return found;
}

/** `worker.ts \`cells[0]\`` -> where that text first stands. */
function placeOf(program: Program, words: string): Place {
  const match = /^(\S+) `(.*)`$/.exec(words);
  const file = program.files.find((candidate) => candidate.path === `${program.root}/${match?.[1]}`);
  const snippet = match?.[2]?.replaceAll('\\n', '\n') ?? '\0';
  const start = file?.text.indexOf(snippet) ?? -1;
  if (file === undefined || match === null || start === -1) throw new Error(`${program.name}: no place ${words}`);
  return { file: file.path, start, end: start + snippet.length };
}

/** `atomics-access | at main.ts \`cells[0]\``: the kind, then fields: places by their text, anything else as JSON. */
function readPlan(program: Program, text: string): FixPlan {
  const [kind = '', ...parts] = text.split(/ \| (?=\w+ [\w{])/);
  const fields = parts.map((part) => {
    const [, name = '', value = ''] = /^(\w+) (.*)$/.exec(part) ?? [];
    return [name, value.startsWith('{') ? (JSON.parse(value) as unknown) : placeOf(program, value)] as const;
  });
  return { kind, ...Object.fromEntries(fields) } as unknown as FixPlan;
}

function withoutDirectives(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => !DIRECTIVE.test(line));
  return lines.slice(start).join('\n').replace(/^\n/, '');
}

export function loadFixProgram(path: string, name: string): FixProgram {
  const text = readFileSync(path, 'utf8');
  const program = splitFiles(`/fixes/${name}`, name, withoutDirectives(text));
  const said = directives(text);
  const one = (key: string): string | undefined => said.get(key)?.[0];
  const plan = one('plan');
  const fix = one('fix') ?? '';
  return {
    ...program,
    path,
    fixedPath: path.replace(/\.ts$/, '.fixed.ts'),
    fix,
    finds: one('finds'),
    plan: plan === undefined ? undefined : readPlan(program, plan),
    run: one('run'),
    refuses: said.get('refuses') ?? [],
  };
}

export function loadFixPrograms(folder: string): readonly FixProgram[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: kind }) =>
      readdirSync(join(folder, kind))
        .filter((name) => /\.ts$/.test(name) && !/\.fixed\.ts$/.test(name))
        .sort()
        .map((name) => loadFixProgram(join(folder, kind, name), `${kind}/${name.replace(/\.ts$/, '')}`)),
    );
}

/** The same writing back: what the repair left of the program, file by file. */
export function writeFiles(root: string, files: readonly ProgramFile[]): string {
  return files
    .map(({ path, text }) => `// file: ${path.slice(root.length + 1)}\n${text.endsWith('\n') ? text : `${text}\n`}`)
    .join('');
}
