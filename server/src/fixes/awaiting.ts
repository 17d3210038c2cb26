/** Repairs that move or add an `await`: insert-await, await-first, recheck-after-await. */
import type { FixPlan } from '../findings/finding.ts';
import type { Syntax } from '../front/syntax-at.ts';
import { insert, replace, type Draft, type Job } from './context.ts';
import {
  ancestors,
  descend,
  enclosingFunction,
  freshName,
  indentAt,
  indentUnit,
  isPure,
  listedStatement,
  mayAwait,
  plain,
  shift,
} from './shapes.ts';

type PlanOf<Kind extends FixPlan['kind']> = Extract<FixPlan, { readonly kind: Kind }>;

/** The expression at the range: of nodes with the same range the outermost that is no statement. */
function expressionAt(file: Job['file'], at: { readonly start: number; readonly end: number }): Syntax {
  let node = file.covering(at.start, at.end);
  if (node.is('ExpressionStatement')) return node.field('expression') ?? node;
  while (node.parent?.start === node.start && node.parent.end === node.end && !/Statement$/.test(node.parent.kind)) {
    node = node.parent;
  }
  return node;
}

export function insertAwait({ plan, file }: Job<PlanOf<'insert-await'>>): Draft | undefined {
  const node = expressionAt(file, plan.at);
  const parent = node.parent;
  if (!mayAwait(node, file) || parent === undefined || parent.is('AwaitExpression')) return undefined;
  const title = 'Await it';
  // `void f()` says that nobody waits; now somebody does.
  if (parent.is('VoidExpression')) {
    return { title, edits: [replace(file, { start: parent.start, end: node.start }, 'await ')], safe: true };
  }
  const tight = node.is(
    ...['CallExpression', 'Identifier', 'PropertyAccessExpression', 'ElementAccessExpression', 'NewExpression'],
    'ParenthesizedExpression',
  );
  const operand = tight ? node.text : `(${node.text})`;
  const isObject =
    parent.is('PropertyAccessExpression', 'ElementAccessExpression', 'CallExpression', 'NonNullExpression') &&
    parent.field('expression') === node;
  if (!isObject && tight) {
    // A line that begins with `(` or `await` after one without semicolon is not ours to judge: `await` cannot join it.
    return { title, edits: [insert(file, node.start, 'await ')], safe: true };
  }
  return { title, edits: [replace(file, node, isObject ? `(await ${operand})` : `await ${operand}`)], safe: true };
}

/** `x += await f()` reads x before the await and writes it after; evaluated first, the wait is out of the way. */
export function awaitFirst({ plan, file }: Job<PlanOf<'await-first'>>): Draft | undefined {
  const node = expressionAt(file, plan.at);
  const assignment = node.is('AwaitExpression')
    ? ancestors(node).find((at) => at.is('BinaryExpression') && /=$/.test(at.field('operatorToken')?.text ?? ''))
    : plain(node);
  if (assignment === undefined || !assignment.is('BinaryExpression')) return undefined;
  const target = assignment.field('left');
  const value = assignment.field('right');
  const operator = assignment.field('operatorToken')?.text ?? '';
  // `a ||= await f()` only calls f when it must.
  if (target === undefined || value === undefined || !/^(?:[-+*/%|&^]|\*\*|<<|>>>?)?=$/.test(operator))
    return undefined;
  if (!isPure(target) || !isPure(asOperand(target))) return undefined;

  const awaits = [...descend(value)].filter((at) => at.is('AwaitExpression'));
  const only = awaits[0];
  if (only === undefined || awaits.length > 1 || !evaluatedAlways(only, value)) return undefined;
  // What is evaluated before the await and stays behind now comes after it: it must not matter when.
  if (!restIsPure(value, only)) return undefined;

  const statement = listedStatement(assignment);
  const holder = assignment.parent;
  const direct =
    (holder?.is('ExpressionStatement') || holder?.is('ReturnStatement')) &&
    (holder === statement || statement === undefined);
  if (!direct || holder === undefined) return undefined;
  const name = freshName(file.text, 'awaited');
  const indent = indentAt(file.text, holder.start);
  const rest = `${file.text.slice(holder.start, only.start)}${name}${file.text.slice(only.end, holder.end)}`;
  const lines = `const ${name} = ${only.text};\n${indent}${rest}`;
  const title = `Await first, then read and write ${target.text}`;
  if (statement === holder) return { title, edits: [replace(file, holder, lines)], safe: true };
  return undefined;
}

const asOperand = (target: Syntax): Syntax => target;

/** No branch lies between the two, so that the await happens whenever the assignment does. */
function evaluatedAlways(inner: Syntax, outer: Syntax): boolean {
  for (let at = inner; at !== outer;) {
    const parent = at.parent;
    if (parent === undefined) return false;
    if (parent.is('ConditionalExpression') && parent.field('condition') !== at) return false;
    if (parent.is('BinaryExpression') && /^(?:&&|\|\||\?\?)$/.test(parent.field('operatorToken')?.text ?? '')) {
      if (parent.field('left') !== at) return false;
    }
    at = parent;
  }
  return true;
}

function restIsPure(node: Syntax, hole: Syntax): boolean {
  if (node === hole) return true;
  const inner = plain(node);
  if (inner !== node) return restIsPure(inner, hole);
  if (inner.start <= hole.start && hole.end <= inner.end) {
    // Calls around the await come after it anyway; what is evaluated before it is their callee and arguments.
    if (inner.is('CallExpression', 'NewExpression', 'PropertyAccessExpression', 'ElementAccessExpression')) {
      return inner.children.every((child) => restIsPure(child, hole));
    }
    if (
      inner.is(
        'BinaryExpression',
        'ConditionalExpression',
        'PrefixUnaryExpression',
        'TemplateExpression',
        'TemplateSpan',
      )
    ) {
      return inner.children.every((child) => restIsPure(child, hole));
    }
    return false;
  }
  if (inner.is('TemplateSpan')) return inner.children.every((child) => restIsPure(child, hole));
  return isPure(inner) || /^Template(Head|Middle|Tail)$/.test(inner.kind) || isTypeOnly(inner);
}

const isTypeOnly = (node: Syntax): boolean => /TypeNode$|TypeReference$|Keyword$|TypeQuery$/.test(node.kind);

/**
 * Asks the condition again once the await is over. Behind an early exit the same exit is repeated; inside a
 * guarded block the rest of the block gets the guard. Not preferred: only a person knows whether to give up,
 * to try again, or to undo.
 */
export function recheckAfterAwait({ plan, file }: Job<PlanOf<'recheck-after-await'>>): Draft | undefined {
  const condition = expressionAt(file, plan.condition);
  const guard = ancestors(condition).find((at) => at.is('IfStatement'));
  const awaited = file.covering(plan.awaitAt.start, plan.awaitAt.end);
  const statement = listedStatement(awaited);
  if (guard === undefined || statement === undefined || guard.field('elseStatement') !== undefined) return undefined;
  const test = guard.field('expression');
  const then = guard.field('thenStatement');
  if (test === undefined || then === undefined || enclosingFunction(guard) !== enclosingFunction(statement))
    return undefined;
  if ([...descend(test)].some((at) => at.is('AwaitExpression'))) return undefined;
  const indent = indentAt(file.text, statement.start);

  const inside = then.start <= statement.start && statement.end <= then.end;
  if (inside) {
    if (!then.is('Block') || statement.parent !== then) return undefined;
    const all = then.list('statements');
    const rest = all.slice(all.indexOf(statement) + 1);
    const first = rest[0];
    const last = rest.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const unit = indentUnit(file.text);
    const body = shift(file, first.start, last.end, unit);
    const text = `if (${test.text}) {\n${indent}${unit}${body}\n${indent}}`;
    return {
      title: `Check ${short(test.text)} again after the await`,
      edits: [replace(file, { start: first.start, end: last.end }, text)],
      safe: false,
    };
  }

  const exit = then.is('Block') ? then.list('statements').at(-1) : then;
  if (exit === undefined || !exit.is('ReturnStatement', 'ThrowStatement', 'ContinueStatement', 'BreakStatement'))
    return undefined;
  // After the first check the compiler knows the value for the path that goes on, and would call the second
  // comparison with a literal a mistake.
  if (comparesWithLiteral(test)) return undefined;
  if (exit.is('ContinueStatement', 'BreakStatement') && listedStatement(statement)?.parent !== guard.parent)
    return undefined;
  const edits = [insert(file, statement.end, `\n${indent}${guard.text}`)];
  return { title: `Check ${short(test.text)} again after the await`, edits, safe: false };
}

function comparesWithLiteral(test: Syntax): boolean {
  return [...descend(test)].some((at) => {
    if (!at.is('BinaryExpression') || !/^={2,3}$/.test(at.field('operatorToken')?.text ?? '')) return false;
    const sides = [at.field('left'), at.field('right')];
    return sides.some((side) => side?.is('StringLiteral', 'NumericLiteral', 'TrueKeyword', 'FalseKeyword'));
  });
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 37)}...` : text);
