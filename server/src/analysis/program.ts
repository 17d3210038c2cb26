/**
 * The linked program: facts of all files and how import specifiers lead from one to another.
 * Linking looks at paths only (through an injected existence test); it never reads or parses.
 */
import type {
  Binding,
  BindingId,
  ClassFacts,
  ClassId,
  FileFacts,
  FunctionFacts,
  FunctionId,
  Span,
} from '../facts/core.ts';
import type { Place } from '../findings/finding.ts';

/** A function of the program. */
export interface FnRef {
  readonly file: string;
  readonly fn: FunctionId;
}

export interface Program {
  readonly files: ReadonlyMap<string, FileFacts>;
  /** Project file that a specifier means when imported from `from`; undefined for packages and builtins. */
  resolve(from: string, specifier: string): string | undefined;
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

/** `./x.js` in TypeScript sources means `./x.ts`. */
const SOURCE_OF: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\.js$/, ['.ts', '.tsx']],
  [/\.mjs$/, ['.mts']],
  [/\.cjs$/, ['.cts']],
  [/\.jsx$/, ['.tsx']],
];

export interface LinkOptions {
  /** Path aliases of tsconfig `paths`: pattern with at most one `*` -> absolute targets. */
  readonly paths?: ReadonlyMap<string, readonly string[]>;
  /** Package name of a workspace package -> absolute folder. */
  readonly packages?: ReadonlyMap<string, string>;
}

/** `before` is a program of the same files, some of them with other texts: specifiers lead where they led. */
export function makeProgram(
  files: ReadonlyMap<string, FileFacts>,
  options: LinkOptions = {},
  before?: Program,
): Program {
  const cache = (before === undefined ? undefined : ledTo.get(before)) ?? new Map<string, string | undefined>();
  const program: Program = {
    files,
    resolve(from, specifier) {
      const key = `${directoryOf(from)}\0${specifier}`;
      if (cache.has(key)) return cache.get(key);
      const found = resolveSpecifier(files, from, specifier, options);
      cache.set(key, found);
      return found;
    },
  };
  ledTo.set(program, cache);
  return program;
}

const ledTo = new WeakMap<Program, Map<string, string | undefined>>();

function resolveSpecifier(
  files: ReadonlyMap<string, FileFacts>,
  from: string,
  specifier: string,
  options: LinkOptions,
): string | undefined {
  const bareSpecifier = specifier.replace(/(?<=.)[?#].*$/, '');
  if (bareSpecifier.startsWith('.')) return probe(files, normalise(`${directoryOf(from)}/${bareSpecifier}`));
  if (bareSpecifier.startsWith('file://')) return probe(files, bareSpecifier.slice('file://'.length));
  if (bareSpecifier.startsWith('/')) return probe(files, normalise(bareSpecifier));
  for (const [pattern, targets] of options.paths ?? []) {
    const star = pattern.indexOf('*');
    const matched =
      star < 0
        ? pattern === bareSpecifier
          ? ''
          : undefined
        : bareSpecifier.startsWith(pattern.slice(0, star)) && bareSpecifier.endsWith(pattern.slice(star + 1))
          ? bareSpecifier.slice(star, bareSpecifier.length - (pattern.length - star - 1))
          : undefined;
    if (matched === undefined) continue;
    for (const target of targets) {
      const found = probe(files, normalise(target.replace('*', matched)));
      if (found !== undefined) return found;
    }
  }
  for (const [name, folder] of options.packages ?? []) {
    if (bareSpecifier !== name && !bareSpecifier.startsWith(`${name}/`)) continue;
    const rest = bareSpecifier.slice(name.length);
    const found = probe(files, `${folder}${rest}`) ?? probe(files, `${folder}/src${rest === '' ? '/index' : rest}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function probe(files: ReadonlyMap<string, FileFacts>, path: string): string | undefined {
  if (files.has(path)) return path;
  for (const [ending, sources] of SOURCE_OF) {
    if (!ending.test(path)) continue;
    for (const source of sources) {
      const candidate = path.replace(ending, source);
      if (files.has(candidate)) return candidate;
    }
  }
  for (const extension of EXTENSIONS) if (files.has(path + extension)) return path + extension;
  for (const extension of EXTENSIONS) if (files.has(`${path}/index${extension}`)) return `${path}/index${extension}`;
  return undefined;
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

export function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Removes `.` and `..` segments. */
export function normalise(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + out.join('/');
}

// ------------------------------------------------------------------------------------------------ look-ups

export function factsOf(program: Program, file: string): FileFacts {
  const facts = program.files.get(file);
  if (facts === undefined) throw new Error(`not in the program: ${file}`);
  return facts;
}

export function fnOf(program: Program, ref: FnRef): FunctionFacts {
  const fn = factsOf(program, ref.file).functions[ref.fn];
  if (fn === undefined) throw new Error(`no function ${ref.fn} in ${ref.file}`);
  return fn;
}

export function classOf(program: Program, ref: { readonly file: string; readonly cls: ClassId }): ClassFacts {
  const cls = factsOf(program, ref.file).classes[ref.cls];
  if (cls === undefined) throw new Error(`no class ${ref.cls} in ${ref.file}`);
  return cls;
}

export function bindingOf(program: Program, file: string, id: BindingId): Binding {
  const binding = factsOf(program, file).bindings[id];
  if (binding === undefined) throw new Error(`no binding ${id} in ${file}`);
  return binding;
}

export function fnKey(ref: FnRef): string {
  return `${ref.file}#${ref.fn}`;
}

/** The file of a function by its key. */
export function fileOf(key: string): string {
  return key.slice(0, key.lastIndexOf('#'));
}

export function sameFn(a: FnRef, b: FnRef): boolean {
  return a.fn === b.fn && a.file === b.file;
}

export function place(file: string, at: Span): Place {
  return { file, start: at[0], end: at[1] };
}

/** 1-based line of an offset. */
export function lineOf(facts: FileFacts, offset: number): number {
  return positionOf(facts, offset).line + 1;
}

/** 0-based line and character of an offset. */
export function positionOf(facts: FileFacts, offset: number): { line: number; character: number } {
  const { lineStarts } = facts;
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: offset - (lineStarts[low] ?? 0) };
}

/** `Class.method`, `function`, `<module>`; for messages and identities. */
export function qualifiedName(program: Program, ref: FnRef): string {
  const fn = fnOf(program, ref);
  if (fn.kind === 'module') return baseNameOf(ref.file);
  const own = fn.name === '' ? 'callback' : fn.name;
  if (fn.cls !== undefined) return `${classOf(program, { file: ref.file, cls: fn.cls }).name}.${own}`;
  if (fn.name === '' && fn.parent !== undefined && fn.parent !== 0) {
    return `${qualifiedName(program, { file: ref.file, fn: fn.parent })} callback`;
  }
  return own;
}

/** The class whose instance `this` is inside a function (through arrow functions), if it is a member's. */
export function thisClassOf(program: Program, ref: FnRef): { cls: ClassId; static: boolean } | undefined {
  let fn = fnOf(program, ref);
  while (fn.lexicalThis && fn.parent !== undefined) fn = fnOf(program, { file: ref.file, fn: fn.parent });
  return fn.cls === undefined ? undefined : { cls: fn.cls, static: fn.static };
}

/** The function or method that a closure stands in, through all closures around it. */
export function outermost(program: Program, ref: FnRef): FnRef {
  let fn = fnOf(program, ref);
  while (fn.parent !== undefined && fn.parent !== 0 && fn.cls === undefined)
    fn = fnOf(program, { file: ref.file, fn: fn.parent });
  return { file: ref.file, fn: fn.id };
}
