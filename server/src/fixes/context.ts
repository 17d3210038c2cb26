/** What an edit builder gets and gives. */
import type { Finding, FixPlan, TextEdit } from '../findings/finding.ts';
import { syntaxOf, type SyntaxFile } from '../front/syntax-at.ts';

/** The parts of a package.json that decide which repairs fit. */
export interface PackageJson {
  readonly type?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Injected by the engine; paths are absolute with forward slashes. */
export interface FixContext {
  readText(path: string): string | undefined;
  /** The nearest package.json at or above the file; undefined when there is none or it is no JSON. */
  packageJsonOf(path: string): PackageJson | undefined;
  exists(path: string): boolean;
}

/** A repair before it gets its rule, its line ends and its rank. */
export interface Draft {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly newFiles?: readonly { readonly file: string; readonly text: string }[];
  /**
   * Safe to apply without a person looking: same meaning apart from the defect, nothing to install.
   * The first such draft of a finding becomes its preferred fix.
   */
  readonly safe: boolean;
}

export interface Job<Plan extends FixPlan = FixPlan> {
  readonly plan: Plan;
  readonly finding: Finding;
  readonly context: FixContext;
  /** The file that the plan speaks of. */
  readonly file: SyntaxFile;
}

/** The tree of another file of the project; undefined when it is not there or has syntax errors. */
export function fileOf(context: FixContext, path: string): SyntaxFile | undefined {
  const text = context.readText(path);
  if (text === undefined) return undefined;
  const file = syntaxOf(path, text);
  return file.broken ? undefined : file;
}

export function replace(
  file: SyntaxFile,
  at: { readonly start: number; readonly end: number },
  newText: string,
): TextEdit {
  return { file: file.path, start: at.start, end: at.end, newText };
}

export function insert(file: SyntaxFile, at: number, newText: string): TextEdit {
  return { file: file.path, start: at, end: at, newText };
}

export function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path);
}

export function dependsOn(manifest: PackageJson | undefined, name: string): boolean {
  return [manifest?.dependencies, manifest?.devDependencies, manifest?.peerDependencies].some(
    (list) => list !== undefined && name in list,
  );
}
