/** Questions about the parse tree that several edit builders ask. */
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';

const FUNCTIONS = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunction',
  'MethodDeclaration',
  'Constructor',
  'GetAccessor',
  'SetAccessor',
  'ClassStaticBlockDeclaration',
] as const;

export const isFunction = (node: Syntax): boolean => node.is(...FUNCTIONS);

export function ancestors(node: Syntax): readonly Syntax[] {
  const all: Syntax[] = [];
  for (let at = node.parent; at !== undefined; at = at.parent) all.push(at);
  return all;
}

/** The nearest node of one of the kinds, the node itself included, not leaving the function it is in. */
export function nearest(node: Syntax, ...kinds: readonly string[]): Syntax | undefined {
  for (let at: Syntax | undefined = node; at !== undefined; at = at.parent) {
    if (at.is(...kinds)) return at;
    if (isFunction(at)) return undefined;
  }
  return undefined;
}

/** The function whose activation runs the code at the node; undefined at the top level of the file. */
export function enclosingFunction(node: Syntax): Syntax | undefined {
  return ancestors(node).find(isFunction);
}

export function enclosingClass(node: Syntax): Syntax | undefined {
  return ancestors(node).find((at) => at.is('ClassDeclaration', 'ClassExpression'));
}

/** The class whose instance (or constructor, in static members) `this` is at the node; arrow functions hand `this` on. */
export function classOfThis(node: Syntax): { readonly cls: Syntax; readonly isStatic: boolean } | undefined {
  for (const at of ancestors(node)) {
    if (at.is('FunctionDeclaration', 'FunctionExpression')) return undefined;
    const cls = at.parent;
    if (cls?.is('ClassDeclaration', 'ClassExpression') && !at.is('HeritageClause', 'Decorator')) {
      return { cls, isStatic: hasModifier(at, 'StaticKeyword') || at.is('ClassStaticBlockDeclaration') };
    }
    if (at.is('MethodDeclaration', 'GetAccessor', 'SetAccessor')) return undefined;
  }
  return undefined;
}

export function hasModifier(node: Syntax, kind: string): boolean {
  return node.list('modifiers').some((modifier) => modifier.is(kind));
}

export const isAsync = (fn: Syntax): boolean => hasModifier(fn, 'AsyncKeyword');

export const isGenerator = (fn: Syntax): boolean => fn.field('asteriskToken') !== undefined;

/** An `await` may be put here: inside an async function, or at the top level of a module. */
export function mayAwait(node: Syntax, file: SyntaxFile): boolean {
  const fn = enclosingFunction(node);
  if (fn !== undefined) return isAsync(fn);
  return isModule(file) && !/\.c[jt]s$/.test(file.path);
}

export function isModule(file: SyntaxFile): boolean {
  return file.root
    .list('statements')
    .some(
      (statement) =>
        statement.is('ImportDeclaration', 'ExportDeclaration', 'ExportAssignment') ||
        hasModifier(statement, 'ExportKeyword'),
    );
}

const STATEMENT_LISTS = ['Block', 'SourceFile', 'CaseClause', 'DefaultClause', 'ModuleBlock'] as const;

/** The innermost statement around the node that stands in a list of statements. */
export function listedStatement(node: Syntax): Syntax | undefined {
  for (let at: Syntax | undefined = node; at !== undefined; at = at.parent) {
    if (at.parent?.is(...STATEMENT_LISTS) && at.parent.list('statements').includes(at)) return at;
    if (isFunction(at)) return undefined;
  }
  return undefined;
}

/** Every node below (and with) the node; nested functions and classes are left out unless asked for. */
export function* descend(node: Syntax, intoFunctions = false): Generator<Syntax> {
  yield node;
  for (const child of node.children) {
    if (!intoFunctions && (isFunction(child) || child.is('ClassDeclaration', 'ClassExpression'))) continue;
    yield* descend(child, intoFunctions);
  }
}

/** Code that can only stand where it stands: it belongs to the function or loop around it. */
export function leaves(nodes: readonly Syntax[]): {
  readonly returns: boolean;
  readonly jumps: boolean;
  readonly yields: boolean;
  readonly awaits: boolean;
  readonly usesArguments: boolean;
} {
  let returns = false;
  let jumps = false;
  let yields = false;
  let awaits = false;
  let usesArguments = false;
  const visit = (node: Syntax, loops: number, switches: number): void => {
    let loopsHere = loops;
    let switchesHere = switches;
    if (node.is('ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoStatement')) loopsHere++;
    if (node.is('SwitchStatement')) switchesHere++;
    if (node.is('ReturnStatement')) returns = true;
    if (node.is('BreakStatement') && (node.field('label') !== undefined || loops + switches === 0)) jumps = true;
    if (node.is('ContinueStatement') && (node.field('label') !== undefined || loops === 0)) jumps = true;
    if (node.is('YieldExpression')) yields = true;
    if (node.is('AwaitExpression') || node.field('awaitModifier') !== undefined) awaits = true;
    if (node.is('VariableDeclarationList') && node.declares === 'await using') awaits = true;
    if (node.is('Identifier') && node.text === 'arguments') usesArguments = true;
    for (const child of node.children) {
      if (child.is('ArrowFunction')) {
        // Arrow functions hand `arguments` on; everything else is their own.
        for (const inner of descend(child))
          if (inner.is('Identifier') && inner.text === 'arguments') usesArguments = true;
      } else if (!isFunction(child) && !child.is('ClassDeclaration', 'ClassExpression')) {
        visit(child, loopsHere, switchesHere);
      }
    }
  };
  for (const node of nodes) visit(node, 0, 0);
  return { returns, jumps, yields, awaits, usesArguments };
}

/** Names that a binding pattern or a declaration introduces. */
export function boundNames(name: Syntax): readonly string[] {
  if (name.is('Identifier')) return [name.text];
  return name.list('elements').flatMap((element) => {
    const inner = element.field('name');
    return inner === undefined ? [] : boundNames(inner);
  });
}

/** Block-scoped and function names that the statements introduce in their own scope, with how. */
export function declaredIn(statements: readonly Syntax[]): readonly { readonly name: string; readonly how: string }[] {
  return statements.flatMap((statement) => {
    if (statement.is('VariableStatement')) {
      const list = statement.field('declarationList');
      if (list === undefined) return [];
      return list
        .list('declarations')
        .flatMap((declaration) => boundNames(declaration.field('name') ?? declaration))
        .map((name) => ({ name, how: list.declares }));
    }
    if (statement.is('FunctionDeclaration', 'ClassDeclaration')) {
      return [{ name: statement.field('name')?.text ?? '', how: 'declaration' }];
    }
    return [];
  });
}

/** Identifiers that are read or written as variables, not as property names. */
export function namesUsed(nodes: readonly Syntax[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    for (const inner of descend(node, true)) {
      if (!inner.is('Identifier')) continue;
      const parent = inner.parent;
      const isProperty =
        (parent?.is('PropertyAccessExpression') && parent.field('name') === inner) ||
        (parent?.is('PropertyAssignment', 'MethodDeclaration', 'PropertyDeclaration') &&
          parent.field('name') === inner);
      if (!isProperty) names.add(inner.text);
    }
  }
  return names;
}

/** Parentheses, `as T`, `<T>e`, `satisfies T` and `e!` say nothing about what is computed. */
export function plain(node: Syntax): Syntax {
  let at = node;
  while (
    at.is(
      'ParenthesizedExpression',
      'AsExpression',
      'SatisfiesExpression',
      'NonNullExpression',
      'TypeAssertionExpression',
    )
  ) {
    const inner = at.field('expression');
    if (inner === undefined) return at;
    at = inner;
  }
  return at;
}

/** Two expressions are the same text apart from white space and casts. */
export function sameExpression(a: Syntax, b: Syntax): boolean {
  const squeeze = (node: Syntax): string => plain(node).text.replace(/\s+/g, '');
  return squeeze(a) === squeeze(b);
}

/** Evaluating it twice, or earlier, cannot be seen: names, literals, `this.x`, arithmetic of those. */
export function isPure(node: Syntax): boolean {
  const inner = plain(node);
  if (inner.is('Identifier', 'ThisKeyword', 'NumericLiteral', 'StringLiteral', 'BigIntLiteral', 'TrueKeyword'))
    return true;
  if (inner.is('FalseKeyword', 'NullKeyword', 'PrivateIdentifier', 'NoSubstitutionTemplateLiteral')) return true;
  if (inner.is('PropertyAccessExpression', 'ElementAccessExpression', 'ConditionalExpression'))
    return inner.children.every(isPure);
  if (inner.is('PrefixUnaryExpression')) return !/^(\+\+|--)$/.test(inner.operator) && inner.children.every(isPure);
  if (inner.is('BinaryExpression')) {
    const operator = inner.field('operatorToken')?.text ?? '=';
    if (/^(?:[^=!<>]|\*\*|<<|>>>?|&&|\|\||\?\?)=$/.test(operator) || operator === '=') return false;
    return [inner.field('left'), inner.field('right')].every((side) => side !== undefined && isPure(side));
  }
  return inner.children.length === 0 && /Token$/.test(inner.kind);
}

/** The value of the expression is thrown away. */
export function isUnused(node: Syntax): boolean {
  const parent = node.parent;
  if (parent === undefined) return false;
  if (parent.is('ExpressionStatement')) return true;
  if (parent.is('ParenthesizedExpression', 'VoidExpression')) return parent.is('VoidExpression') || isUnused(parent);
  if (parent.is('ForStatement')) return parent.field('incrementor') === node || parent.field('initializer') === node;
  if (parent.is('BinaryExpression') && parent.field('operatorToken')?.text === ',') {
    return parent.field('left') === node || isUnused(parent);
  }
  return false;
}

/** White space before the first character of the line of an offset. */
export function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
}

/** One step of indentation as the file does it: a tab, or its smallest usual number of blanks. */
export function indentUnit(text: string): string {
  const indents = [...text.matchAll(/^([ \t]+)\S/gm)].map((match) => match[1] ?? '').slice(0, 200);
  if (indents.filter((indent) => indent.startsWith('\t')).length > indents.length / 2) return '\t';
  // Lines of block comments start with an odd blank.
  const widths = indents.map((indent) => indent.length).filter((width) => width > 1 && width % 2 === 0);
  const smallest = Math.min(...widths);
  return ' '.repeat(Number.isFinite(smallest) ? Math.min(smallest, 8) : 2);
}

/** Moves lines by one step; lines inside template literals keep their place, because their blanks are data. */
export function shift(file: SyntaxFile, start: number, end: number, by: string): string {
  const literals: [number, number][] = [];
  for (const node of descend(file.covering(start, end), true)) {
    if (node.is('NoSubstitutionTemplateLiteral', 'TemplateHead', 'TemplateMiddle', 'TemplateTail')) {
      literals.push([node.start, node.end]);
    }
  }
  let shifted = '';
  for (let at = start; at < end;) {
    const lineEnd = file.text.indexOf('\n', at);
    const next = lineEnd === -1 || lineEnd >= end ? end : lineEnd + 1;
    const line = file.text.slice(at, next);
    const firstLine = at === start;
    const inLiteral = literals.some(([from, to]) => from < at && at < to);
    shifted += firstLine || inLiteral || line.trim() === '' ? line : by + line;
    at = next;
  }
  return shifted;
}

/** A name that occurs nowhere in the file, made from a wish. */
export function freshName(text: string, wish: string): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wish : `${wish}${count}`;
    if (!new RegExp(`(?<![\\w$#])${name.replace(/[$#]/g, '\\$&')}(?![\\w$])`).test(text)) return name;
  }
}

/** The statements of a branch: of its block, or the one that stands there. */
export function statementsOf(branch: Syntax | undefined): readonly Syntax[] {
  if (branch?.is('Block') === true) return branch.list('statements');
  return branch === undefined ? [] : [branch];
}

/** `this.x` or `x`. */
export function isFieldOrName(e: Syntax | undefined): e is Syntax {
  if (e?.is('PropertyAccessExpression') === true) return e.field('expression')?.is('ThisKeyword') === true;
  return e?.is('Identifier') === true;
}
