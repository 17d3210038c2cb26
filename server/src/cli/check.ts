/**
 * `interleave check`: reads a project, has it analysed, repairs what it is told to, prints a report.
 * Exit codes are part of the contract: 0 clean, 1 findings, 2 error.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { Engine } from '../engine.ts';
import { CATALOGUE, isRuleId, type RuleId } from '../findings/catalogue.ts';
import type { Finding, Note } from '../findings/finding.ts';
import { fingerprints } from '../findings/fingerprint.ts';
import { discoverProject, type Project } from '../project/discover.ts';
import { diskFs } from './disk-fs.ts';
import { readFileText, slashes, writeFileWhole } from './files.ts';
import { fixAll, type FixOutcome } from './fix-all.ts';
import { makeReport, relativeName, type Reporter } from './report.ts';
import { github } from './reporters/github.ts';
import { json } from './reporters/json.ts';
import { pretty } from './reporters/pretty.ts';
import { sarif } from './reporters/sarif.ts';
import { rulePage } from './rule-pages.ts';
import { UsageError, type Terminal } from './terminal.ts';

const FORMATS = ['pretty', 'json', 'sarif', 'github'] as const;
type Format = (typeof FORMATS)[number];

interface CheckOptions {
  readonly format: Format;
  readonly rule: readonly string[];
  readonly fix?: boolean;
}

function reporterFor(format: Format, terminal: Terminal): Reporter {
  switch (format) {
    case 'pretty':
      return pretty(terminal);
    case 'json':
      return json;
    case 'sarif':
      return sarif;
    case 'github':
      return github;
  }
}

function rulesOf(names: readonly string[]): ReadonlySet<RuleId> | undefined {
  if (names.length === 0) return undefined;
  const unknown = names.filter((name) => !isRuleId(name));
  if (unknown.length > 0) {
    throw new UsageError(
      `unknown rule ${unknown.join(', ')}; the rules are:\n  ${CATALOGUE.map((rule) => rule.id).join('\n  ')}`,
    );
  }
  return new Set(names.filter(isRuleId));
}

/** A comment that is out of date is no defect of the program, and no reason to fail a build. */
function countsAsFinding(finding: Finding): boolean {
  return finding.rule !== 'unused-suppression';
}

/** What was asked for by name must be there and readable; what was only met on the way is a note. */
function refuseBrokenInputs(inputs: readonly string[], project: Project, nameOf: (file: string) => string): void {
  const broken = project.notes.filter(
    (note) =>
      (note.kind === 'unreadable' || note.kind === 'config') && note.file !== undefined && inputs.includes(note.file),
  );
  if (broken.length > 0) {
    throw new UsageError(broken.map((note) => `${nameOf(note.file ?? '')}: ${note.message}`).join('\n'));
  }
  if (project.files.length === 0) {
    const also = project.notes.map(
      (note) => `\n${note.file === undefined ? '' : `${nameOf(note.file)}: `}${note.message}`,
    );
    throw new UsageError(`no TypeScript or JavaScript sources in ${inputs.map(nameOf).join(', ')}${also.join('')}`);
  }
}

function tellFixes(outcome: FixOutcome, nameOf: (file: string) => string, terminal: Terminal): void {
  for (const { finding, title } of outcome.fixed) {
    terminal.err(`fixed ${finding.rule} in ${nameOf(finding.at.file)}: ${title}`);
  }
  if (outcome.changed.length > 0) terminal.err(`changed ${outcome.changed.map(nameOf).join(', ')}`);
  else terminal.err('nothing to repair automatically');
}

export function check(paths: readonly string[], options: CheckOptions, terminal: Terminal): number {
  const started = performance.now();
  const cwd = slashes(terminal.cwd);
  const nameOf = (file: string): string => relativeName(cwd, file);
  const rules = rulesOf(options.rule);
  const inputs = paths.map((path) => slashes(resolve(terminal.cwd, path)));
  const missing = inputs.filter((path) => !existsSync(path));
  if (missing.length > 0)
    throw new UsageError(missing.map((path) => `no such file or folder: ${nameOf(path)}`).join('\n'));

  const project = discoverProject(inputs, diskFs);
  refuseBrokenInputs(inputs, project, nameOf);
  const texts = new Map<string, string>();
  const readText = (file: string): string | undefined => texts.get(file) ?? readFileText(file)?.text;
  const engine = new Engine({
    readFile: readText,
    fileExists: (path) => texts.has(path) || diskFs.kind(path) === 'file',
  });
  for (const file of [...project.files, ...project.context]) {
    texts.set(file.path, file.text);
    engine.update(file.path, file.text);
  }
  const asked = new Set(project.files.map((file) => file.path));
  const analyse = (): ReturnType<Engine['analyse']> => {
    const result = engine.analyse(rules === undefined ? {} : { rules });
    // Context files are read so that the others are understood; they were not asked about.
    return { ...result, findings: result.findings.filter((finding) => asked.has(finding.at.file)) };
  };

  let result;
  let failures: readonly string[] = [];
  const skipped = new Set<string>();
  if (options.fix === true) {
    const outcome = fixAll({
      analyse,
      fixesFor: (finding) => engine.fixesFor(finding),
      textOf: (file) => {
        if (readFileText(file)?.faithful !== false) return readText(file);
        skipped.add(file);
        return undefined;
      },
      write: (file, text) => {
        writeFileWhole(file, text, readFileText(file)?.bom ?? false);
        texts.set(file, text);
        asked.add(file);
        if (/\.[cm]?[jt]sx?$/.test(file)) engine.update(file, text);
      },
    });
    ({ result, failures } = outcome);
    tellFixes(outcome, nameOf, terminal);
    for (const file of skipped) terminal.err(`left alone, because it is not UTF-8: ${nameOf(file)}`);
  } else {
    result = analyse();
  }

  const notes: readonly Note[] = [...project.notes, ...result.notes];
  const report = makeReport({
    findings: result.findings,
    fingerprints: fingerprints(result.findings, nameOf),
    notes,
    cwd,
    version: terminal.version,
    fileCount: project.files.length,
    milliseconds: performance.now() - started,
    readText,
    fixesFor: (finding) => engine.fixesFor(finding),
    pageOf: rulePage,
  });
  const text = reporterFor(options.format, terminal)(report);
  if (text !== '') terminal.out(text);
  if (failures.length > 0) throw new UsageError(failures.map((failure) => `cannot write ${failure}`).join('\n'));
  return result.findings.some(countsAsFinding) ? 1 : 0;
}

export function registerCheck(program: Command, terminal: Terminal, finish: (code: number) => void): void {
  program
    .command('check')
    .description('find races, deadlocks and blocking work (exit code 0: none, 1: some, 2: error)')
    .argument('<path...>', 'folders, tsconfig files or source files')
    .addOption(new Option('-f, --format <format>', 'how to print').choices(FORMATS).default('pretty'))
    .option(
      '-r, --rule <id>',
      'only this rule (may be repeated)',
      (id: string, all: readonly string[]) => [...all, ...id.split(',').map((part) => part.trim())],
      [] as readonly string[],
    )
    .option('--fix', 'apply the preferred repairs and write the files')
    .action((paths: readonly string[], options: CheckOptions) => {
      finish(check(paths, options, terminal));
    });
}
