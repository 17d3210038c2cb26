/** Import lines as the file already writes them: its quotes, its semicolons, its module system, its endings. */
import type { TextEdit } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { insert, isTypeScript, type FixContext } from './context.ts';
import { isModule } from './shapes.ts';

export interface Imported {
  /** The name to use in the file. */
  readonly local: string;
  readonly edits: readonly TextEdit[];
}

export function importsOf(file: SyntaxFile): readonly Syntax[] {
  return file.root.list('statements').filter((statement) => statement.is('ImportDeclaration'));
}

const unquote = (text: string): string => text.slice(1, -1);

export const moduleOf = (declaration: Syntax): string => unquote(declaration.field('moduleSpecifier')?.text ?? '""');

function usesRequire(file: SyntaxFile): boolean {
  if (isTypeScript(file.path) || /\.mjs$/.test(file.path)) return false;
  return (
    !isModule(file) &&
    (/\brequire\(/.test(file.text) || /\.cjs$/.test(file.path) || /\bmodule\.exports\b/.test(file.text))
  );
}

function quoteOf(file: SyntaxFile): string {
  return /(?:from|require\(|import)\s*"/.test(file.text) && !/(?:from|require\(|import)\s*'/.test(file.text)
    ? '"'
    : "'";
}

function endOf(file: SyntaxFile): string {
  const imports = importsOf(file);
  const lines = imports.length > 0 ? imports : file.root.list('statements').filter((at) => at.is('VariableStatement'));
  return lines.length > 0 && lines.every((line) => !line.text.endsWith(';')) ? '' : ';';
}

/** Where a new first line of code belongs: after hash-bang, licence and directives, before the first statement's comment. */
function topOf(file: SyntaxFile): number {
  const { text } = file;
  let at = /^#!.*(?:\r?\n)?/.exec(text)?.[0].length ?? 0;
  const directives = file.root
    .list('statements')
    .filter((statement, index, all) =>
      all
        .slice(0, index + 1)
        .every((each) => each.is('ExpressionStatement') && each.field('expression')?.is('StringLiteral')),
    );
  const last = directives.at(-1);
  if (last !== undefined) return last.end;
  const header = /^\s*(?:\/\*[\s\S]*?\*\/|(?:\/\/.*\r?\n)+)/.exec(text.slice(at));
  if (
    header !== null &&
    (/licen[cs]e|copyright|^\s*\/\*!|eslint-|@ts-|@file/i.test(header[0]) ||
      /^\s*\n\s*\n/.test(text.slice(at + header[0].length)))
  ) {
    at += header[0].length;
  }
  return at;
}

function addLine(file: SyntaxFile, line: string): readonly TextEdit[] {
  const last = importsOf(file).at(-1) ?? (usesRequire(file) ? lastRequire(file) : undefined);
  if (last !== undefined) return [insert(file, last.end, `\n${line}`)];
  const at = topOf(file);
  const startsLine = at === 0 || file.text[at - 1] === '\n';
  return [insert(file, at, startsLine ? `${line}\n\n` : `\n${line}\n`)];
}

function lastRequire(file: SyntaxFile): Syntax | undefined {
  return file.root
    .list('statements')
    .filter((statement) => statement.is('VariableStatement') && /=\s*require\(/.test(statement.text))
    .at(-1);
}

/** Makes `name` of `module` usable in the file; `as` is the local name when the plain one is taken. */
export function importNamed(file: SyntaxFile, module: string, name: string, as = name): Imported {
  const quote = quoteOf(file);
  for (const declaration of importsOf(file)) {
    const clause = declaration.field('importClause');
    const named = clause?.field('namedBindings');
    if (moduleOf(declaration) !== module || clause === undefined || /^import\s+type\b/.test(declaration.text)) continue;
    if (named?.is('NamedImports') !== true) continue;
    const elements = named.list('elements');
    const known = elements.find(
      (element) =>
        (element.field('propertyName') ?? element.field('name'))?.text === name && !/^type\s/.test(element.text),
    );
    if (known !== undefined) return { local: known.field('name')?.text ?? name, edits: [] };
    const specifier = as === name ? name : `${name} as ${as}`;
    const last = elements.at(-1);
    if (last === undefined) continue;
    return { local: as, edits: [insert(file, last.end, `, ${specifier}`)] };
  }
  if (usesRequire(file)) {
    const pattern = as === name ? name : `${name}: ${as}`;
    return {
      local: as,
      edits: addLine(file, `const { ${pattern} } = require(${quote}${module}${quote})${endOf(file)}`),
    };
  }
  const specifier = as === name ? name : `${name} as ${as}`;
  return { local: as, edits: addLine(file, `import { ${specifier} } from ${quote}${module}${quote}${endOf(file)}`) };
}

/** Evaluates the module without using a name of it. */
export function importBare(file: SyntaxFile, module: string): readonly TextEdit[] {
  if (importsOf(file).some((declaration) => moduleOf(declaration) === module)) return [];
  const quote = quoteOf(file);
  return addLine(
    file,
    usesRequire(file)
      ? `require(${quote}${module}${quote})${endOf(file)}`
      : `import ${quote}${module}${quote}${endOf(file)}`,
  );
}

/** The nearest tsconfig.json at or above the file, as text: two or three options decide how imports are written. */
export function tsconfigOf(path: string, context: FixContext): string {
  for (let folder = path; folder.includes('/');) {
    folder = folder.slice(0, folder.lastIndexOf('/'));
    const config = `${folder}/tsconfig.json`;
    if (context.exists(config)) return context.readText(config) ?? '';
    if (context.exists(`${folder}/package.json`) && context.exists(`${folder}/node_modules`)) break;
  }
  return '';
}

/** The specifier by which `from` imports the TypeScript file `to` (both absolute). */
export function relativeSpecifier(from: SyntaxFile, to: string, context: FixContext): string {
  const fromParts = from.path.split('/').slice(0, -1);
  const toParts = to.split('/');
  let shared = 0;
  while (shared < fromParts.length && shared < toParts.length - 1 && fromParts[shared] === toParts[shared]) shared++;
  const up = fromParts.slice(shared).map(() => '..');
  const path = [...(up.length === 0 ? ['.'] : up), ...toParts.slice(shared)].join('/');
  const bare = path.replace(/\.[cm]?tsx?$/, '');
  const relative = [...importsOf(from)].map(moduleOf).filter((module) => module.startsWith('.'));
  if (relative.some((module) => /\.[cm]?tsx?$/.test(module))) return path;
  if (relative.some((module) => /\.[cm]?jsx?$/.test(module))) return `${bare}.js`;
  if (relative.some((module) => !/\.json$/.test(module))) return bare;
  const config = tsconfigOf(from.path, context);
  // `new Worker(new URL('./x.ts', ...))` without a build: Node itself strips the types and wants real names.
  const runsAsIs =
    /new URL\(\s*['"][^'"]*\.[cm]?ts['"]/.test(from.text) ||
    /"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(config);
  if (runsAsIs || config === '') return path;
  if (/"module(?:Resolution)?"\s*:\s*"node(?:16|18|20|next)"/i.test(config)) return `${bare}.js`;
  return bare;
}
