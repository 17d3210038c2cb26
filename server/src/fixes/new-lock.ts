/**
 * Where a lock comes from when the code has none yet. The repaired file must compile and run at once: a project
 * that depends on async-mutex gets that one, every other one a small file of its own, or the choice to add
 * async-mutex (which then has to be installed, so it is never the preferred repair).
 */
import type { TextEdit } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { dependsOn, fileOf, insert, isTypeScript, type FixContext, type Job } from './context.ts';
import { importBare, importNamed, relativeSpecifier } from './imports.ts';
import { ASYNC_LOCKS, ASYNC_LOCKS_TEXT, isOurs, SHARED_LOCKS, SHARED_LOCKS_TEXT } from './lock-files.ts';
import { freshName, indentAt, indentUnit } from './shapes.ts';

/** A module that has what is needed, and what must be done so that it is there. */
export interface LockSource {
  /** For titles: `async-mutex`. */
  readonly label: string;
  readonly module: string;
  readonly edits: readonly TextEdit[];
  readonly newFiles: readonly { readonly file: string; readonly text: string }[];
  /** Works without installing anything. */
  readonly ready: boolean;
}

const ASYNC_MUTEX = 'async-mutex';
const ASYNC_MUTEX_RANGE = '^0.5.0';

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** Our file where it already is (beside the source or in a folder above), else where it would go. */
function ownFile(
  file: SyntaxFile,
  name: string,
  context: FixContext,
): { readonly path: string; readonly exists: boolean } | undefined {
  for (let folder = folderOf(file.path); folder.includes('/'); folder = folderOf(folder)) {
    const path = `${folder}/${name}.ts`;
    const text = context.exists(path) ? context.readText(path) : undefined;
    if (text !== undefined) return isOurs(text) ? { path, exists: true } : undefined;
    if (context.exists(`${folder}/package.json`)) break;
  }
  // One copy for all of `src`, so that two files of a project share it.
  const folder = /^(.*\/src)\//.exec(file.path)?.[1] ?? folderOf(file.path);
  return { path: `${folder}/${name}.ts`, exists: false };
}

function ownSource(job: Job, name: string, text: string): LockSource | undefined {
  // Our files are TypeScript: JavaScript projects would have to compile them.
  if (!isTypeScript(job.file.path)) return undefined;
  const own = ownFile(job.file, name, job.context);
  if (own === undefined) return undefined;
  return {
    label: own.path.slice(own.path.lastIndexOf('/') + 1),
    module: relativeSpecifier(job.file, own.path, job.context),
    edits: [],
    newFiles: own.exists ? [] : [{ file: own.path, text }],
    ready: true,
  };
}

function packageJsonPath(path: string, context: FixContext): string | undefined {
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
    if (context.exists(`${folder}/package.json`)) return `${folder}/package.json`;
  }
  return undefined;
}

function addDependency(job: Job): LockSource | undefined {
  const path = packageJsonPath(job.file.path, job.context);
  const text = path === undefined ? undefined : job.context.readText(path);
  if (path === undefined || text === undefined) return undefined;
  const list = /"dependencies"\s*:\s*\{/.exec(text);
  const first = /\{/.exec(text);
  let edit: TextEdit;
  if (list !== null) {
    const at = list.index + list[0].length;
    const empty = /^\s*\}/.test(text.slice(at));
    edit = {
      file: path,
      start: at,
      end: at,
      newText: `\n    "${ASYNC_MUTEX}": "${ASYNC_MUTEX_RANGE}"${empty ? '\n  ' : ','}`,
    };
  } else if (first !== null) {
    const at = first.index + 1;
    const empty = /^\s*\}/.test(text.slice(at));
    const entry = `\n  "dependencies": {\n    "${ASYNC_MUTEX}": "${ASYNC_MUTEX_RANGE}"\n  }`;
    edit = { file: path, start: at, end: at, newText: `${entry}${empty ? '\n' : ','}` };
  } else return undefined;
  return { label: `${ASYNC_MUTEX} (to be installed)`, module: ASYNC_MUTEX, edits: [edit], newFiles: [], ready: false };
}

/** Sources of a `Mutex` with `runExclusive`, best first. */
export function asyncLockSources(job: Job): readonly LockSource[] {
  if (dependsOn(job.context.packageJsonOf(job.file.path), ASYNC_MUTEX)) {
    return [{ label: ASYNC_MUTEX, module: ASYNC_MUTEX, edits: [], newFiles: [], ready: true }];
  }
  return [ownSource(job, ASYNC_LOCKS, ASYNC_LOCKS_TEXT), addDependency(job)].filter((source) => source !== undefined);
}

/** Our own file only: async-mutex has no decorator. */
export function asyncDecoratorSource(job: Job): LockSource | undefined {
  return ownSource(job, ASYNC_LOCKS, ASYNC_LOCKS_TEXT);
}

/**
 * The lock file for threads. Whoever starts the workers must load it first; the files of the finding in which
 * `new Worker(` stands get a bare import. Without one in sight the repair is left to a person.
 */
export function sharedLockSource(job: Job): LockSource | undefined {
  const source = ownSource(job, SHARED_LOCKS, SHARED_LOCKS_TEXT);
  if (source === undefined) return undefined;
  const path = source.newFiles[0]?.file ?? ownFile(job.file, SHARED_LOCKS, job.context)?.path;
  if (path === undefined) return undefined;
  const { finding, file, context } = job;
  const places = [
    finding.at,
    ...finding.schedule.steps.map((step) => step.at),
    ...finding.related.map((related) => related.at),
  ];
  const starters = [...new Set(places.map((place) => place.file))].filter((name) =>
    /\bnew Worker\(/.test(context.readText(name) ?? ''),
  );
  const edits = starters
    .filter((name) => name !== file.path)
    .flatMap((name) => {
      const starter = fileOf(context, name);
      return starter === undefined ? [] : importBare(starter, relativeSpecifier(starter, path, context));
    });
  return { ...source, edits, ready: starters.length > 0 };
}

/** A new member of a class, put before its first member. */
export function addField(file: SyntaxFile, cls: Syntax, field: string): TextEdit {
  const first = cls.list('members')[0];
  if (first === undefined) {
    const at = file.text.indexOf('{', cls.start) + 1;
    return insert(file, at, `\n${indentAt(file.text, cls.start)}${indentUnit(file.text)}${field}\n`);
  }
  const fields = cls.list('members').filter((member) => member.is('PropertyDeclaration'));
  const last = fields.at(-1);
  if (last !== undefined) return insert(file, last.end, `\n${indentAt(file.text, last.start)}${field}`);
  // Before the first member's comment: the line after the brace.
  const brace = file.text.lastIndexOf('{', commentStart(file, cls, first));
  return insert(file, brace + 1, `\n${indentAt(file.text, first.start)}${field}\n`);
}

/** Where the white space and comments before a member begin. */
function commentStart(file: SyntaxFile, cls: Syntax, first: Syntax): number {
  const heritageEnd = Math.max(
    cls.start,
    ...cls.list('heritageClauses').map((clause) => clause.end),
    cls.field('name')?.end ?? 0,
    ...cls.list('typeParameters').map((parameter) => parameter.end),
  );
  return Math.min(first.start, file.text.indexOf('{', heritageEnd) + 1);
}

/** `#name` where the class hides its fields that way (and in JavaScript), else `private name`. */
export function privateField(
  file: SyntaxFile,
  cls: Syntax,
  wish: string,
): { readonly access: string; readonly declaration: (rest: string, modifiers?: string) => string } {
  const hash =
    !isTypeScript(file.path) ||
    cls.list('members').some((member) => member.field('name')?.text.startsWith('#') === true);
  const name = freshName(cls.text, wish);
  if (hash) return { access: `#${name}`, declaration: (rest, modifiers = '') => `${modifiers}#${name}${rest}` };
  return { access: name, declaration: (rest, modifiers = '') => `private ${modifiers}${name}${rest}` };
}

export interface NewLock {
  /** Expression that names the lock where it is used. */
  readonly text: string;
  readonly edits: readonly TextEdit[];
}

/** Declares a lock from a source: in the class when `owner` is given, else at the top of the module. */
export function declareLock(
  file: SyntaxFile,
  source: LockSource,
  className: string,
  args: string,
  owner: { readonly cls: Syntax; readonly isStatic: boolean } | undefined,
): NewLock | undefined {
  const taken = new RegExp(`(?<![\\w$.])${className}(?![\\w$])`).test(file.text);
  const wanted = importNamed(file, source.module, className);
  // The name is somebody else's: import ours under another one.
  const imported =
    taken && wanted.edits.length > 0
      ? importNamed(file, source.module, className, freshName(file.text, `Interleave${className}`))
      : wanted;
  const make = `new ${imported.local}(${args})`;
  if (owner !== undefined) {
    const { access, declaration } = privateField(file, owner.cls, 'mutex');
    const modifiers = owner.isStatic ? 'static readonly ' : 'readonly ';
    const field = isTypeScript(file.path)
      ? `${declaration(` = ${make};`, modifiers)}`
      : declaration(` = ${make};`, owner.isStatic ? 'static ' : '');
    return { text: `this.${access}`, edits: [...imported.edits, addField(file, owner.cls, field)] };
  }
  const name = freshName(file.text, 'mutex');
  const line = `const ${name} = ${make};`;
  const statements = file.root.list('statements');
  const lastImport = statements.filter((statement) => statement.is('ImportDeclaration')).at(-1);
  const importEdit = imported.edits.at(-1);
  // A new import is inserted at the same place: one edit, so that their order is certain.
  if (importEdit !== undefined && (lastImport === undefined || importEdit.start === lastImport.end)) {
    const joined = /^\n/.test(importEdit.newText)
      ? `${importEdit.newText}\n\n${line}`
      : `${importEdit.newText.trimEnd()}\n\n${line}\n\n`;
    return { text: name, edits: [...imported.edits.slice(0, -1), { ...importEdit, newText: joined }] };
  }
  if (lastImport === undefined) return undefined;
  return { text: name, edits: [...imported.edits, insert(file, lastImport.end, `\n\n${line}`)] };
}
