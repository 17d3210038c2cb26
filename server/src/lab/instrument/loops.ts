/** Questions about one loop: may it be strip-mined, is it a counted loop, how often does it run at most. */
import ts from 'typescript';

type Loop = ts.ForStatement | ts.WhileStatement | ts.DoStatement;

/**
 * Whether splitting the loop in two keeps its meaning. It does not when something inside holds on to the variables of
 * one iteration (closures, classes), when a `continue` names the loop (it would skip the update), or when an activation
 * can be suspended inside (nothing would be gained: the loop looks at the lock when it is resumed).
 */
export function isStripMinable(loop: Loop): boolean {
  const labels = labelsOf(loop);
  let possible = true;
  const visit = (node: ts.Node): void => {
    if (!possible) return;
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isAwaitExpression(node) || ts.isYieldExpression(node)) {
      possible = false;
    } else if (ts.isForOfStatement(node) && node.awaitModifier) {
      possible = false;
    } else if (ts.isContinueStatement(node) && node.label && labels.has(node.label.text)) {
      possible = false;
    } else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'eval') {
      possible = false;
    } else if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Using) {
      possible = false;
    } else if (
      ts.isVariableDeclarationList(node) &&
      (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing
    ) {
      possible = false;
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(loop, visit);
  return possible;
}

function labelsOf(loop: ts.Node): ReadonlySet<string> {
  const labels = new Set<string>();
  for (let at = loop.parent; at !== undefined && ts.isLabeledStatement(at); at = at.parent) labels.add(at.label.text);
  return labels;
}

export interface CountedLoop {
  readonly variable: string;
  readonly operator: string;
  readonly sign: '+' | '-';
  readonly limit: string;
}

/**
 * `for (let i = <number>; i < limit; i++)` where the limit is a number literal or a name that nothing assigns in the
 * file: reading it once more per strip is then no difference.
 */
export function countedLoop(loop: ts.ForStatement, source: ts.SourceFile): CountedLoop | null {
  const { initializer, condition, incrementor } = loop;
  if (!initializer || !condition || !incrementor || !ts.isVariableDeclarationList(initializer)) return null;
  if (!ts.isBinaryExpression(condition) || !ts.isIdentifier(condition.left)) return null;
  const variable = condition.left.text;
  const declared = initializer.declarations.find(
    (declaration) => ts.isIdentifier(declaration.name) && declaration.name.text === variable,
  );
  if (!declared?.initializer || !isNumberLiteral(declared.initializer)) return null;
  const operator = condition.operatorToken.kind;
  const up = operator === ts.SyntaxKind.LessThanToken || operator === ts.SyntaxKind.LessThanEqualsToken;
  const down = operator === ts.SyntaxKind.GreaterThanToken || operator === ts.SyntaxKind.GreaterThanEqualsToken;
  if (!up && !down) return null;
  const step = stepOf(incrementor, variable);
  if (step === null || !Number.isInteger(step) || step > 0 !== up) return null;
  const limit = condition.right;
  if (!isNumberLiteral(limit) && !(ts.isIdentifier(limit) && limit.text !== variable && isNeverAssigned(limit)))
    return null;
  if (isAssignedIn(loop.statement, variable)) return null;
  return {
    variable,
    operator: condition.operatorToken.getText(source),
    sign: up ? '+' : '-',
    limit: limit.getText(source),
  };
}

/** Trips of a loop over literals, null when unknown. */
export function tripsAtMost(loop: ts.ForStatement): number | null {
  const { initializer, condition, incrementor } = loop;
  if (!initializer || !condition || !incrementor || !ts.isVariableDeclarationList(initializer)) return null;
  const [declaration] = initializer.declarations;
  if (!declaration?.initializer || !ts.isIdentifier(declaration.name) || !ts.isBinaryExpression(condition)) return null;
  const variable = declaration.name.text;
  if (!ts.isIdentifier(condition.left) || condition.left.text !== variable) return null;
  if (!isNumberLiteral(declaration.initializer) || !isNumberLiteral(condition.right)) return null;
  const step = stepOf(incrementor, variable);
  if (step === null || step === 0 || isAssignedIn(loop.statement, variable)) return null;
  return Math.abs(numberOf(condition.right) - numberOf(declaration.initializer)) / Math.abs(step) + 1;
}

function isNumberLiteral(node: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken)
    return isNumberLiteral(node.operand);
  return ts.isNumericLiteral(node);
}

function numberOf(node: ts.Expression): number {
  if (ts.isPrefixUnaryExpression(node)) return -numberOf(node.operand);
  return ts.isNumericLiteral(node) ? Number(node.text) : Number.NaN;
}

function stepOf(incrementor: ts.Expression, variable: string): number | null {
  if (ts.isPostfixUnaryExpression(incrementor) || ts.isPrefixUnaryExpression(incrementor)) {
    if (!ts.isIdentifier(incrementor.operand) || incrementor.operand.text !== variable) return null;
    if (incrementor.operator === ts.SyntaxKind.PlusPlusToken) return 1;
    return incrementor.operator === ts.SyntaxKind.MinusMinusToken ? -1 : null;
  }
  if (!ts.isBinaryExpression(incrementor) || !ts.isIdentifier(incrementor.left) || incrementor.left.text !== variable) {
    return null;
  }
  if (!isNumberLiteral(incrementor.right)) return null;
  const amount = numberOf(incrementor.right);
  if (incrementor.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken) return amount;
  return incrementor.operatorToken.kind === ts.SyntaxKind.MinusEqualsToken ? -amount : null;
}

function isAssignedIn(root: ts.Node, name: string): boolean {
  let assigned = false;
  const visit = (node: ts.Node): void => {
    if (assigned) return;
    if (ts.isIdentifier(node) && node.text === name && isWriteTarget(node)) assigned = true;
    ts.forEachChild(node, visit);
  };
  visit(root);
  return assigned;
}

function isWriteTarget(node: ts.Identifier): boolean {
  let at: ts.Node = node;
  while (
    ts.isParenthesizedExpression(at.parent) ||
    ts.isNonNullExpression(at.parent) ||
    ts.isArrayLiteralExpression(at.parent) ||
    ts.isSpreadElement(at.parent) ||
    ts.isShorthandPropertyAssignment(at.parent) ||
    ts.isSpreadAssignment(at.parent) ||
    (ts.isPropertyAssignment(at.parent) && at.parent.initializer === at) ||
    ts.isObjectLiteralExpression(at.parent)
  ) {
    at = at.parent;
  }
  const parent = at.parent;
  if (ts.isBinaryExpression(parent) && parent.left === at) {
    const kind = parent.operatorToken.kind;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  }
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken;
  }
  return (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) && parent.initializer === at;
}

/** No assignment to a variable of this name anywhere in the file (by name: shadowing only makes it more careful). */
function isNeverAssigned(use: ts.Identifier): boolean {
  const source = use.getSourceFile();
  if (isAssignedIn(source, use.text)) return false;
  let declaredOnce = 0;
  const visit = (node: ts.Node): void => {
    if (
      (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name)
    ) {
      if (node.name.text === use.text) declaredOnce++;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return declaredOnce > 0;
}
