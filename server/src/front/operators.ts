/** Operators with two operands, assignments and updates -> expressions of the core tree. */
import ts from 'typescript';
import type { Expr, Span } from '../facts/core.ts';
import type { LoweringContext } from './context.ts';
import { lowerExpr, lowerPattern } from './expressions.ts';

const ASSIGNMENT_OPERATORS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.EqualsToken, '='],
  [ts.SyntaxKind.PlusEqualsToken, '+='],
  [ts.SyntaxKind.MinusEqualsToken, '-='],
  [ts.SyntaxKind.AsteriskEqualsToken, '*='],
  [ts.SyntaxKind.AsteriskAsteriskEqualsToken, '**='],
  [ts.SyntaxKind.SlashEqualsToken, '/='],
  [ts.SyntaxKind.PercentEqualsToken, '%='],
  [ts.SyntaxKind.LessThanLessThanEqualsToken, '<<='],
  [ts.SyntaxKind.GreaterThanGreaterThanEqualsToken, '>>='],
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanEqualsToken, '>>>='],
  [ts.SyntaxKind.AmpersandEqualsToken, '&='],
  [ts.SyntaxKind.BarEqualsToken, '|='],
  [ts.SyntaxKind.CaretEqualsToken, '^='],
  [ts.SyntaxKind.AmpersandAmpersandEqualsToken, '&&='],
  [ts.SyntaxKind.BarBarEqualsToken, '||='],
  [ts.SyntaxKind.QuestionQuestionEqualsToken, '??='],
]);

export function binary(ctx: LoweringContext, node: ts.BinaryExpression, at: Span): Expr {
  const operator = node.operatorToken.kind;
  const assignment = ASSIGNMENT_OPERATORS.get(operator);
  if (assignment !== undefined) {
    const target = lowerPattern(ctx, node.left, true);
    const hint = ts.isIdentifier(node.left)
      ? node.left.text
      : ts.isPropertyAccessExpression(node.left)
        ? node.left.name.text
        : '';
    return { k: 'assign', at, op: assignment, target, value: lowerExpr(ctx, node.right, hint) };
  }
  const operands = operandsOf(node);
  if (operator === ts.SyntaxKind.CommaToken) {
    const list = operands.map((e) => lowerExpr(ctx, e));
    // Compilers write `(0, mod.fn)(x)` to call without a receiver: it is `mod.fn(x)` for us.
    const from = list.findIndex((e, i) => e.k !== 'const' || i === list.length - 1);
    const [only, ...more] = list.slice(from);
    return only !== undefined && more.length === 0 ? only : { k: 'seq', at, list: list.slice(from) };
  }
  return combine(
    operator,
    operands.map((e) =>
      ts.isPrivateIdentifier(e) ? { k: 'const', at: ctx.span(e), value: e.text } : lowerExpr(ctx, e),
    ),
    at,
  );
}

/** The operands of `a + b + c`: a chain of one operator leans to the left, and generated ones are thousands long. */
function operandsOf(node: ts.BinaryExpression): readonly ts.Expression[] {
  const operands: ts.Expression[] = [];
  let left: ts.Expression = node;
  while (ts.isBinaryExpression(left) && left.operatorToken.kind === node.operatorToken.kind) {
    operands.push(left.right);
    left = left.left;
  }
  operands.push(left);
  return operands.reverse();
}

/** Longer chains become balanced trees, so that nobody who walks the tree needs a stack as deep as they are long. */
const LONG_CHAIN = 64;
const ASSOCIATIVE: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.AsteriskToken,
  ts.SyntaxKind.AmpersandToken,
  ts.SyntaxKind.BarToken,
  ts.SyntaxKind.CaretToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

function combine(operator: ts.SyntaxKind, operands: readonly Expr[], at: Span): Expr {
  const [first] = operands;
  if (first === undefined) return { k: 'opaque', at, parts: [], what: 'operands' };
  if (operands.length === 1) return first;
  const cut = operands.length > LONG_CHAIN && ASSOCIATIVE.has(operator) ? operands.length >> 1 : operands.length - 1;
  const left = combine(operator, operands.slice(0, cut), [at[0], operands[cut - 1]?.at[1] ?? at[1]]);
  const right = combine(operator, operands.slice(cut), [operands[cut]?.at[0] ?? at[0], at[1]]);
  if (operator === ts.SyntaxKind.AmpersandAmpersandToken) return { k: 'logical', at, op: '&&', left, right };
  if (operator === ts.SyntaxKind.BarBarToken) return { k: 'logical', at, op: '||', left, right };
  if (operator === ts.SyntaxKind.QuestionQuestionToken) return { k: 'logical', at, op: '??', left, right };
  return { k: 'binary', at, op: ts.tokenToString(operator) ?? '?', left, right };
}

export function update(ctx: LoweringContext, operand: ts.Expression, op: '++' | '--', prefix: boolean, at: Span): Expr {
  const target = lowerExpr(ctx, operand);
  if (target.k === 'var') ctx.binding(target.b).reassigned = true;
  return { k: 'update', at, op, prefix, target };
}
