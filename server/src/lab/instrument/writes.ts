/**
 * Puts something between reading and writing: `o.n += x` becomes `o.n = keep(o.n + (x), PAUSE)`, where PAUSE is a place
 * at which another thread may come in. Both transforms of the lab use it: steps stop there, threads look at the lock.
 */
import type MagicString from 'magic-string';
import ts from 'typescript';
import { WRITE_NAMES } from './names.ts';
import { bindings, contains } from './syntax.ts';

export interface WriteOptions {
  readonly out: MagicString;
  readonly source: ts.SourceFile;
  /** The text of the pause before this write. */
  readonly pause: (node: ts.Node) => string;
  /** How a private name is written in the result. */
  readonly privateName: (name: ts.PrivateIdentifier) => string;
}

/** Handles one node: an assignment, `++` or `--` to something that others may see. Children were handled before. */
export function createWriteRewriter(options: WriteOptions): (node: ts.Node) => void {
  const { out, source, pause, privateName } = options;
  const shared = moduleVariables(source);
  const before = (position: number, code: string): void => void out.prependRight(position, code);
  const after = (position: number, code: string): void => void out.appendLeft(position, code);

  /** Properties and elements of anything, and variables of the module that no inner scope hides. */
  const isShared = (node: ts.Expression): boolean => {
    const inner = skipTypes(node);
    if (ts.isIdentifier(inner)) return shared.has(inner.text) && !isDeclaredAround(inner);
    return (
      (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) &&
      inner.expression.kind !== ts.SyntaxKind.SuperKeyword
    );
  };

  const assignment = (node: ts.BinaryExpression): void => {
    const kind = node.operatorToken.kind;
    if (kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment) return;
    if (!isShared(node.left)) return;
    const from = node.operatorToken.getStart(source);
    const to = node.operatorToken.end;
    if (kind === ts.SyntaxKind.EqualsToken) {
      before(node.right.getStart(source), `${WRITE_NAMES.keep}(`);
      after(node.right.end, `, ${pause(node)})`);
      return;
    }
    const left = repeatable(node.left, privateName);
    if (left === null) return;
    const operator = node.operatorToken.getText(source).slice(0, -1);
    const stop = pause(node);
    if (operator === '&&' || operator === '||' || operator === '??') {
      out.update(from, to, `${operator} (${left} = ${WRITE_NAMES.keep}((`);
      after(node.right.end, `), ${stop}))`);
      return;
    }
    out.update(from, to, `= ${WRITE_NAMES.keep}(${left} ${operator} (`);
    after(node.right.end, `), ${stop})`);
  };

  const count = (node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): void => {
    const plus = node.operator === ts.SyntaxKind.PlusPlusToken;
    if (!plus && node.operator !== ts.SyntaxKind.MinusMinusToken) return;
    const left = isShared(node.operand) ? repeatable(node.operand, privateName) : null;
    if (left === null) return;
    const write = ` = ${WRITE_NAMES.keep}(${WRITE_NAMES.add}(${left}, ${plus ? 1 : -1}), ${pause(node)})`;
    const isStatement = ts.isExpressionStatement(node.parent);
    if (ts.isPrefixUnaryExpression(node)) {
      out.update(node.getStart(source), node.getStart(source) + 2, isStatement ? '' : '(');
      after(node.end, isStatement ? write : `${write})`);
      return;
    }
    if (!isStatement) before(node.getStart(source), `${WRITE_NAMES.old}(${left}, `);
    out.update(node.operand.end, node.end, isStatement ? write : `${write})`);
  };

  return (node) => {
    if (ts.isBinaryExpression(node)) assignment(node);
    else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) count(node);
  };
}

function skipTypes(node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isSatisfiesExpression(at)
  ) {
    at = at.expression;
  }
  return at;
}

/** The text of an expression that can be written twice because evaluating it does nothing; null for others. */
function repeatable(node: ts.Expression, privateName: WriteOptions['privateName']): string | null {
  const inner = skipTypes(node);
  if (ts.isIdentifier(inner)) return inner.text;
  if (inner.kind === ts.SyntaxKind.ThisKeyword) return 'this';
  if (ts.isNumericLiteral(inner) || ts.isStringLiteral(inner)) return inner.getText();
  if (ts.isPropertyAccessExpression(inner) && inner.questionDotToken === undefined) {
    const object = repeatable(inner.expression, privateName);
    const name = ts.isPrivateIdentifier(inner.name) ? privateName(inner.name) : inner.name.text;
    return object === null ? null : `${object}.${name}`;
  }
  if (ts.isElementAccessExpression(inner) && inner.questionDotToken === undefined) {
    const object = repeatable(inner.expression, privateName);
    const key = repeatable(inner.argumentExpression, privateName);
    return object === null || key === null ? null : `${object}[${key}]`;
  }
  if (ts.isBinaryExpression(inner)) {
    const kind = inner.operatorToken.kind;
    if (kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment) return null;
    const left = repeatable(inner.left, privateName);
    const right = repeatable(inner.right, privateName);
    return left === null || right === null ? null : `(${left} ${inner.operatorToken.getText()} ${right})`;
  }
  return null;
}

/** Variables of the module that something may assign. */
function moduleVariables(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name } of statement.declarationList.declarations) {
      for (const text of ts.isIdentifier(name) ? [name.text] : bindings(name)) names.add(text);
    }
  }
  return names;
}

/** Whether a function or block between the use and the module declares the name. */
function isDeclaredAround(use: ts.Identifier): boolean {
  for (let at: ts.Node = use.parent; !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isFunctionLike(at) && !ts.isBlock(at) && !ts.isIterationStatement(at, false)) continue;
    const declares = contains(
      at,
      (node) =>
        (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) &&
        ts.isIdentifier(node.name) &&
        node.name.text === use.text,
    );
    if (declares) return true;
  }
  return false;
}
