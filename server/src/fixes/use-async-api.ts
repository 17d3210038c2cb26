/**
 * A synchronous API replaced by its promise form, awaited: `readFileSync(path)` -> `await readFile(path)`. Only
 * where the two take the same arguments and give the same result. Others run while it waits, which is the point,
 * but may be new to the code around it: so it is offered, never the preferred repair.
 */
import type { FixPlan, TextEdit } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { replace, type Draft, type Job } from './context.ts';
import { importNamed, importsOf, moduleOf } from './imports.ts';
import { descend, enclosingFunction, freshName, isAsync } from './shapes.ts';

type AsyncPlan = Extract<FixPlan, { readonly kind: 'use-async-api' }>;

/** The promise form has the same parameters and result (`fs/promises` of `fs`). */
const FILE_SYSTEM = new Set(
  'access appendFile chmod chown copyFile cp lchown link lstat lutimes mkdir mkdtemp readFile readdir readlink realpath rename rm rmdir stat statfs symlink truncate unlink utimes writeFile'.split(
    ' ',
  ),
);

/** Callback forms that `promisify` turns into the same thing. */
const PROMISIFIED: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'zlib',
    new Set('brotliCompress brotliDecompress deflate deflateRaw gunzip gzip inflate inflateRaw unzip'.split(' ')),
  ],
  ['crypto', new Set(['pbkdf2', 'hkdf'])],
]);

interface Origin {
  /** As the file writes it: `node:fs` or `fs`. */
  readonly specifier: string;
  readonly module: string;
  /** `readFile` of `readFileSync`. */
  readonly name: string;
  /** The object in front (`fs.readFileSync`); undefined for a name imported by itself. */
  readonly object: string | undefined;
}

export function useAsyncApi({ plan, file }: Job<AsyncPlan>): Draft | undefined {
  const call = file.covering(plan.at.start, plan.at.end);
  const callee = call.is('CallExpression') ? call.field('expression') : undefined;
  const fn = enclosingFunction(call);
  // A default value of a parameter runs before the body and cannot wait.
  const inBody = fn?.field('body') !== undefined && call.start >= (fn.field('body')?.start ?? 0);
  if (callee === undefined || fn === undefined || !isAsync(fn) || !inBody) return undefined;
  const origin = originOf(file, callee);
  // `undefined` instead of an error for a missing file: the promise form has no such option.
  if (origin === undefined || /\bthrowIfNoEntry\b/.test(call.text)) return undefined;
  const isFile = origin.module === 'fs' && FILE_SYSTEM.has(origin.name);
  if (!isFile && PROMISIFIED.get(origin.module)?.has(origin.name) !== true) return undefined;
  const { edits, name, from } = isFile ? ofPromises(file, origin) : promisified(file, origin);
  const awaited = `await ${name}`;
  if (!isOperand(call)) return draft(from, [...edits, replace(file, callee, awaited)]);
  const whole = `(${awaited}${file.text.slice(callee.end, call.end)})`;
  return draft(from, [...edits, replace(file, call, whole)]);
}

function draft(from: string, edits: readonly TextEdit[]): Draft {
  return { title: `Use ${from} and await it`, edits, safe: false };
}

/** Something is done with the result that binds tighter than `await`. */
function isOperand(call: Syntax): boolean {
  const { parent } = call;
  return (
    parent?.is('PropertyAccessExpression', 'ElementAccessExpression', 'CallExpression', 'NonNullExpression') === true &&
    parent.field('expression') === call
  );
}

interface Form {
  readonly edits: readonly TextEdit[];
  /** What is called. */
  readonly name: string;
  /** As a person would call it. */
  readonly from: string;
}

function ofPromises(file: SyntaxFile, { specifier, name, object }: Origin): Form {
  const module = `${specifier}/promises`;
  if (object !== undefined)
    return { edits: [], name: `${object}.promises.${name}`, from: `${object}.promises.${name}` };
  const from = `${name} of ${module}`;
  const local = isFree(file, name) ? name : freshName(file.text, `${name}Async`);
  const only = soleImport(file, `${name}Sync`, specifier);
  if (only !== undefined) {
    // Nothing else was imported from there, and nobody else uses it.
    const quote = only.field('moduleSpecifier')?.text.charAt(0) ?? "'";
    const end = only.text.endsWith(';') ? ';' : '';
    const names = local === name ? name : `${name} as ${local}`;
    return {
      edits: [replace(file, only, `import { ${names} } from ${quote}${module}${quote}${end}`)],
      name: local,
      from,
    };
  }
  const imported = importNamed(file, module, name, local);
  return { edits: imported.edits, name: imported.local, from };
}

function promisified(file: SyntaxFile, { specifier, name, object }: Origin): Form {
  const util = importNamed(file, specifier.startsWith('node:') ? 'node:util' : 'util', 'promisify');
  const from = `promisify(${name})`;
  if (object !== undefined) return { edits: util.edits, name: `${util.local}(${object}.${name})`, from };
  const local = isFree(file, name) ? name : freshName(file.text, `${name}Async`);
  const imported = importNamed(file, specifier, name, local);
  return { edits: [...imported.edits, ...util.edits], name: `${util.local}(${imported.local})`, from };
}

const isFree = (file: SyntaxFile, name: string): boolean =>
  ![...descend(file.root, true)].some((node) => node.is('Identifier') && node.text === name);

/** The import declaration that brings this one name, when one call is all that uses it. */
function soleImport(file: SyntaxFile, name: string, specifier: string): Syntax | undefined {
  const uses = [...descend(file.root, true)].filter((node) => node.is('Identifier') && node.text === name);
  if (uses.length !== 2) return undefined;
  return importsOf(file).find((declaration) => {
    const clause = declaration.field('importClause');
    const named = clause?.field('namedBindings');
    return (
      moduleOf(declaration) === specifier &&
      clause?.field('name') === undefined &&
      named?.is('NamedImports') === true &&
      named.list('elements').length === 1
    );
  });
}

function originOf(file: SyntaxFile, callee: Syntax): Origin | undefined {
  const property = callee.is('PropertyAccessExpression') ? callee.field('name')?.text : undefined;
  const object = callee.is('PropertyAccessExpression') ? callee.field('expression') : undefined;
  if (!callee.is('Identifier') && object?.is('Identifier') !== true) return undefined;
  const local = object?.text ?? callee.text;
  const found = importedAs(file, local) ?? requiredAs(file, local);
  const full = property ?? found?.imported;
  if (found === undefined || full === undefined || !full.endsWith('Sync')) return undefined;
  if (property !== undefined && found.imported !== undefined) return undefined;
  return {
    specifier: found.specifier,
    module: found.specifier.replace(/^node:/, ''),
    name: full.slice(0, -'Sync'.length),
    object: object?.text,
  };
}

interface Bound {
  readonly specifier: string;
  /** The exported name; undefined for the module itself. */
  readonly imported: string | undefined;
}

function importedAs(file: SyntaxFile, local: string): Bound | undefined {
  for (const declaration of importsOf(file)) {
    const specifier = moduleOf(declaration);
    const clause = declaration.field('importClause');
    const bindings = clause?.field('namedBindings');
    if (clause?.field('name')?.text === local) return { specifier, imported: undefined };
    if (bindings?.is('NamespaceImport') === true && bindings.field('name')?.text === local)
      return { specifier, imported: undefined };
    const element = bindings?.list('elements').find((each) => each.field('name')?.text === local);
    if (element !== undefined)
      return { specifier, imported: (element.field('propertyName') ?? element.field('name'))?.text };
  }
  return undefined;
}

/** `const fs = require('fs')`, `const { readFileSync } = require('fs')`. */
function requiredAs(file: SyntaxFile, local: string): Bound | undefined {
  for (const statement of file.root.list('statements')) {
    for (const declaration of statement.field('declarationList')?.list('declarations') ?? []) {
      const specifier = /^require\(\s*['"]([^'"]+)['"]\s*\)$/.exec(declaration.field('initializer')?.text ?? '')?.[1];
      const name = declaration.field('name');
      if (specifier === undefined || name === undefined) continue;
      if (name.is('Identifier') && name.text === local) return { specifier, imported: undefined };
      const element = name.list('elements').find((each) => each.field('name')?.text === local);
      if (element !== undefined)
        return { specifier, imported: (element.field('propertyName') ?? element.field('name'))?.text };
    }
  }
  return undefined;
}
