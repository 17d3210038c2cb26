/**
 * What to call the function with. In order: what the user gave, a `@bench [...]` tag in its comment, nothing at all
 * when every parameter is optional, and the constants of the first call in the file that has only constants.
 */
import ts from 'typescript';
import type { FunctionNode } from './target.ts';
import { LabProblem, type ArgumentSource } from './types.ts';

export interface FoundArguments {
  readonly source: ArgumentSource;
  /** An array expression that is valid at the end of the module. */
  readonly code: string;
}

/** @throws {LabProblem} `needs-arguments` with the names of the parameters that have no value, or `bad-arguments` */
export function findArguments(
  source: ts.SourceFile,
  node: FunctionNode,
  name: readonly string[],
  label: string,
  given: readonly unknown[] | undefined,
): FoundArguments {
  const parameters = node.parameters.filter((parameter) => parameter.name.getText(source) !== 'this');
  const required = parameters.filter(
    (parameter) => !parameter.initializer && !parameter.questionToken && !parameter.dotDotDotToken,
  );
  const names = required.map((parameter) => parameter.name.getText(source));
  if (given !== undefined) {
    const text = JSON.stringify(given);
    if (given.length < required.length) {
      throw new LabProblem(
        'bad-arguments',
        `${label} needs ${required.length} argument${required.length === 1 ? '' : 's'} (${names.join(', ')}); ` +
          `${text} has ${given.length}.`,
        names,
      );
    }
    return { source: { from: 'request', text }, code: text };
  }
  const tag = tagText(node, 'bench');
  if (tag !== null) {
    const code = tag.startsWith('[') ? tag : `[${tag}]`;
    return { source: { from: 'tag', text: code }, code };
  }
  if (parameters.length === 0) return { source: { from: 'none', text: '[]' }, code: '[]' };
  if (required.length === 0) return { source: { from: 'defaults', text: '[]' }, code: '[]' };
  const site = constantCall(source, node, name, required.length);
  if (site !== null) return { source: { from: 'call-site', text: site }, code: site };
  throw new LabProblem(
    'needs-arguments',
    `${label} needs ${names.length === 1 ? 'a value' : 'values'} for ${names.join(', ')}, and no call in the file has ` +
      `constants for ${names.length === 1 ? 'it' : 'them'}. Give them as arguments (--args '[...]') or in a tag: ` +
      `/** @bench [...] */.`,
    names,
  );
}

/** What the comment of a function says after `@name`; null without such a tag. */
export function tagText(node: FunctionNode, name: string): string | null {
  for (const tag of ts.getJSDocTags(node)) {
    if (tag.tagName.text === name) return ts.getTextOfJSDocComment(tag.comment)?.trim() ?? '';
  }
  return null;
}

/** The arguments of the first call (or `new`) from outside the function whose arguments are all constants. */
function constantCall(
  source: ts.SourceFile,
  node: FunctionNode,
  name: readonly string[],
  required: number,
): string | null {
  const constants = topLevelConstants(source);
  const last = name.at(-1) ?? '';
  const isConstructor = ts.isConstructorDeclaration(node);
  const type = name.at(-2) ?? '';
  let found: string | null = null;
  const visit = (at: ts.Node): void => {
    if (found !== null || at === node) return;
    const fits = isConstructor
      ? ts.isNewExpression(at) && ts.isIdentifier(at.expression) && at.expression.text === type
      : ts.isCallExpression(at) &&
        ((ts.isIdentifier(at.expression) && at.expression.text === last) ||
          (name.length > 1 && ts.isPropertyAccessExpression(at.expression) && at.expression.name.text === last));
    if (fits && (ts.isCallExpression(at) || ts.isNewExpression(at))) {
      const list = at.arguments ?? [];
      if (list.length >= required && list.every((argument) => isConstant(argument, constants))) {
        found = `[${list.map((argument) => argument.getText(source)).join(', ')}]`;
        return;
      }
    }
    ts.forEachChild(at, visit);
  };
  visit(source);
  return found;
}

function topLevelConstants(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>(['undefined', 'NaN', 'Infinity']);
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement) || !(statement.declarationList.flags & ts.NodeFlags.Const)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (ts.isIdentifier(declaration.name) && declaration.initializer && isConstant(declaration.initializer, names)) {
        names.add(declaration.name.text);
      }
    }
  }
  return names;
}

const CONSTRUCTIBLE =
  /^(?:Date|Map|Set|Array|URL|(?:Big)?(?:Uint|Int|Float)\d+(?:Clamped)?Array|ArrayBuffer|SharedArrayBuffer|RegExp)$/;

function isConstant(node: ts.Expression, constants: ReadonlySet<string>): boolean {
  const all = (list: readonly ts.Expression[] | undefined): boolean =>
    (list ?? []).every((element) => isConstant(element, constants));
  if (ts.isLiteralExpression(node)) return true;
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
    case ts.SyntaxKind.FalseKeyword:
    case ts.SyntaxKind.NullKeyword:
      return true;
  }
  if (ts.isIdentifier(node)) return constants.has(node.text);
  if (ts.isPrefixUnaryExpression(node)) {
    const steps = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return !steps && isConstant(node.operand, constants);
  }
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    return isConstant(node.expression, constants);
  }
  if (ts.isBinaryExpression(node)) {
    const assigns =
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
    return !assigns && isConstant(node.left, constants) && isConstant(node.right, constants);
  }
  if (ts.isArrayLiteralExpression(node)) return all(node.elements);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every(
      (property) =>
        (ts.isPropertyAssignment(property) &&
          !ts.isComputedPropertyName(property.name) &&
          isConstant(property.initializer, constants)) ||
        (ts.isShorthandPropertyAssignment(property) && constants.has(property.name.text)),
    );
  }
  if (ts.isNewExpression(node)) {
    return ts.isIdentifier(node.expression) && CONSTRUCTIBLE.test(node.expression.text) && all(node.arguments);
  }
  return false;
}
