/**
 * Plain accesses of integer views made atomic. `Atomics.add(v, i, x)` gives the old value where `v[i] += x`
 * gives the new one, so a used value is put right with `+ x`; where that cannot be written without evaluating
 * something twice, nothing is offered. There is no atomic multiply: `*=` and its kin get no repair.
 */
import type { FixPlan } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { replace, type Draft, type Job } from './context.ts';
import { isPure, isUnused, plain, sameExpression } from './shapes.ts';

type PlanOf<Kind extends FixPlan['kind']> = Extract<FixPlan, { readonly kind: Kind }>;

const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['+', 'add'],
  ['-', 'sub'],
  ['|', 'or'],
  ['&', 'and'],
  ['^', 'xor'],
]);

interface Update {
  /** The whole update expression. */
  readonly node: Syntax;
  readonly target: Syntax;
  readonly operator: string;
  readonly operand: string;
  /** The operand may be written (and evaluated) a second time. */
  readonly repeatable: boolean;
  /** The expression gives the value from before (`x++`). */
  readonly givesOld: boolean;
}

/** `view[index]` without optional chaining, casts taken off. */
function element(
  node: Syntax | undefined,
): { readonly view: string; readonly index: string; readonly node: Syntax } | undefined {
  if (node === undefined) return undefined;
  const inner = plain(node);
  const view = inner.field('expression');
  const index = inner.field('argumentExpression');
  if (!inner.is('ElementAccessExpression') || view === undefined || index === undefined) return undefined;
  if (/\?\./.test(inner.text)) return undefined;
  return {
    view: plain(view).is('ParenthesizedExpression') ? view.text : view.text.replace(/!$/, ''),
    index: index.text,
    node: inner,
  };
}

/** `++` on a view of 64-bit integers needs `1n`; the view's type is only known from what the file says. */
function one(file: SyntaxFile): string {
  return /\bBig(?:Int|Uint)64Array\b/.test(file.text) ? '' : '1';
}

function asUpdate(node: Syntax, file: SyntaxFile): Update | undefined {
  if (node.is('PrefixUnaryExpression', 'PostfixUnaryExpression')) {
    const target = node.field('operand');
    const operand = one(file);
    if (target === undefined || operand === '' || !/^(\+\+|--)$/.test(node.operator)) return undefined;
    const operator = node.operator.charAt(0);
    return { node, target, operator, operand, repeatable: true, givesOld: node.is('PostfixUnaryExpression') };
  }
  if (!node.is('BinaryExpression')) return undefined;
  const target = node.field('left');
  const right = node.field('right');
  const token = node.field('operatorToken')?.text ?? '';
  if (target === undefined || right === undefined) return undefined;
  const compound = /^([-+|&^])=$/.exec(token)?.[1];
  if (compound !== undefined) {
    return { node, target, operator: compound, operand: right.text, repeatable: isPure(right), givesOld: false };
  }
  if (token !== '=') return undefined;
  // view[i] = view[i] + x, also with `?? 0` for the index check that strict projects need.
  const sum = plain(right);
  const operator = sum.field('operatorToken')?.text ?? '';
  const left = sum.field('left');
  const other = sum.field('right');
  if (!sum.is('BinaryExpression') || left === undefined || other === undefined || !OPERATIONS.has(operator))
    return undefined;
  const operandOf = (operand: Syntax): Update => ({
    node,
    target,
    operator,
    operand: operand.text,
    repeatable: isPure(operand),
    givesOld: false,
  });
  if (isRead(left, target)) return operandOf(other);
  if (operator !== '-' && isRead(other, target)) return operandOf(left);
  return undefined;
}

function isRead(node: Syntax, target: Syntax): boolean {
  const inner = plain(node);
  if (inner.is('BinaryExpression') && inner.field('operatorToken')?.text === '??') {
    const left = inner.field('left');
    return left !== undefined && sameExpression(left, target);
  }
  return sameExpression(inner, target);
}

/** A fraction is cut off at different moments by the two forms. */
const isFraction = (operand: string): boolean => /^[-+(]*\d*\.\d/.test(operand) || /\bMath\.random\b|\//.test(operand);

export function atomicsUpdate({ plan, file }: Job<PlanOf<'atomics-update'>>): Draft | undefined {
  const node = climb(file.covering(plan.at.start, plan.at.end), (at) => asUpdate(at, file) !== undefined);
  return node === undefined ? undefined : updateDraft(asUpdate(node, file), file);
}

/** The node or the nearest one above it that fits, as long as it stays within one statement. */
function climb(from: Syntax, fits: (node: Syntax) => boolean): Syntax | undefined {
  const start = from.is('ExpressionStatement') ? (from.field('expression') ?? from) : from;
  for (let at: Syntax | undefined = plain(start); at !== undefined; at = at.parent) {
    if (fits(at)) return at;
    if (/Statement$|^Block$|^SourceFile$/.test(at.kind)) return undefined;
  }
  return undefined;
}

function updateDraft(update: Update | undefined, file: SyntaxFile): Draft | undefined {
  if (update === undefined || isFraction(update.operand)) return undefined;
  const operation = OPERATIONS.get(update.operator);
  const cell = element(update.target);
  if (operation === undefined || cell === undefined) return undefined;
  const call = `Atomics.${operation}(${cell.view}, ${cell.index}, ${update.operand})`;
  const title = `Use Atomics.${operation} for this update`;
  if (isUnused(update.node) || update.givesOld) {
    return { title, edits: [replace(file, update.node, call)], safe: true };
  }
  if (!update.repeatable || !isPlainIndex(cell.index)) return undefined;
  const value = `${call} ${update.operator} ${/^[\w.$]+$/.test(update.operand) ? update.operand : `(${update.operand})`}`;
  return { title, edits: [replace(file, update.node, stands(update.node) ? value : `(${value})`)], safe: true };
}

/** The index is evaluated once in both forms; this only keeps odd ones (`i++`) out of sight of the correction. */
const isPlainIndex = (index: string): boolean => !/\+\+|--|=/.test(index);

/** An expression of any precedence may stand here without parentheses. */
function stands(node: Syntax): boolean {
  const parent = node.parent;
  if (parent === undefined) return false;
  if (parent.is('ParenthesizedExpression', 'ReturnStatement', 'VariableDeclaration', 'PropertyAssignment')) return true;
  if (parent.is('CallExpression', 'NewExpression')) return parent.list('arguments').includes(node);
  if (parent.is('ElementAccessExpression')) return parent.field('argumentExpression') === node;
  if (parent.is('BinaryExpression'))
    return parent.field('operatorToken')?.text === '=' && parent.field('right') === node;
  return parent.is('ArrayLiteralExpression', 'ArrowFunction', 'TemplateSpan', 'IfStatement', 'WhileStatement');
}

export function atomicsAccess({ plan, file }: Job<PlanOf<'atomics-access'>>): Draft | undefined {
  const at = file.covering(plan.at.start, plan.at.end);
  const found = climb(at, (node) => element(node) !== undefined || isStore(node) || asUpdate(node, file) !== undefined);
  if (found === undefined) return undefined;
  // The place may be the element alone: what stands around it decides what the access is.
  const whole = outermost(found);
  const parent = whole.parent;
  const isTarget = isWritten(whole);
  const access = isTarget && parent !== undefined ? parent : found;
  const update = asUpdate(access, file);
  if (update !== undefined) return updateDraft(update, file);
  if (isStore(access)) {
    const target = element(access.field('left'));
    const value = access.field('right');
    if (target === undefined || value === undefined) return undefined;
    // The value of `Atomics.store` is the stored integer, that of `=` the operand as it was.
    if (!isUnused(access) && !plain(value).is('NumericLiteral', 'BigIntLiteral')) return undefined;
    const call = `Atomics.store(${target.view}, ${target.index}, ${value.text})`;
    return { title: 'Use Atomics.store for this write', edits: [replace(file, access, call)], safe: true };
  }
  const cell = element(access);
  if (cell === undefined || isTarget || isPatternTarget(whole)) return undefined;
  const call = `Atomics.load(${cell.view}, ${cell.index})`;
  // `view[i]!` was there for the index check; Atomics.load has none.
  const replaced = whole.is('NonNullExpression') ? whole : cell.node;
  return { title: 'Use Atomics.load for this read', edits: [replace(file, replaced, call)], safe: true };
}

/** The left side of an assignment or the operand of `++`: of a comparison the left side is read. */
function isWritten(node: Syntax): boolean {
  const { parent } = node;
  if (parent?.is('BinaryExpression') === true) {
    const token = parent.field('operatorToken')?.text ?? '';
    return parent.field('left') === node && token.endsWith('=') && !/^(?:[=!]==?|[<>]=)$/.test(token);
  }
  const unary = parent?.is('PrefixUnaryExpression', 'PostfixUnaryExpression') === true;
  return unary && parent.field('operand') === node && /^(\+\+|--)$/.test(parent.operator);
}

function isStore(node: Syntax): boolean {
  return (
    node.is('BinaryExpression') &&
    node.field('operatorToken')?.text === '=' &&
    element(node.field('left')) !== undefined
  );
}

/** The casts and parentheses around an expression, too. */
function outermost(node: Syntax): Syntax {
  let at = node;
  while (at.parent?.is('ParenthesizedExpression', 'NonNullExpression', 'AsExpression', 'SatisfiesExpression'))
    at = at.parent;
  return at;
}

/** `[view[0]] = ...`, `for (view[0] of ...)`, `delete view[0]`: no place for a call. */
function isPatternTarget(node: Syntax): boolean {
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const parent = at.parent;
    if (parent.is('ForOfStatement', 'ForInStatement') && parent.field('initializer') === at) return true;
    if (parent.is('DeleteExpression')) return true;
    if (parent.is('BinaryExpression'))
      return parent.field('operatorToken')?.text === '=' && parent.field('left') === at;
    if (!parent.is('ArrayLiteralExpression', 'ObjectLiteralExpression', 'PropertyAssignment', 'SpreadElement'))
      return false;
  }
  return false;
}
