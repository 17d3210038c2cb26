/**
 * Sleeping and waking: the condition of a wait is looked at again after waking (`while` instead of `if`), and who
 * changes a cell wakes those who sleep on it, all of them.
 */
import type { FixPlan } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { insert, replace, type Draft, type Job } from './context.ts';
import { descend, indentAt, isPure, isUnused, listedStatement, nearest, plain } from './shapes.ts';

type PlanOf<Kind extends FixPlan['kind']> = Extract<FixPlan, { readonly kind: Kind }>;

/** The `if` becomes a `while` when the wait is a step of its own in it and its condition looks at the state itself. */
export function loopAroundWait({ plan, file }: Job<PlanOf<'loop-around-wait'>>): Draft | undefined {
  const wait = file.covering(plan.at.start, plan.at.end);
  const branch = nearest(wait, 'IfStatement');
  const then = branch?.field('thenStatement');
  const condition = branch?.field('expression');
  if (branch === undefined || then === undefined || condition === undefined) return undefined;
  if (branch.field('elseStatement') !== undefined || !looks(condition)) return undefined;
  // What is nested deeper may not be reached in every turn; what leaves belongs to another loop.
  const sleeping = then.is('Block') ? listedStatement(wait) : then;
  if (then.is('Block') && sleeping?.parent !== then) return undefined;
  if (sleeping?.is('ExpressionStatement', 'VariableStatement') !== true) return undefined;
  if ([...descend(then)].some((node) => node.is('BreakStatement', 'ContinueStatement'))) return undefined;
  return {
    title: 'Look again after waking: while instead of if',
    edits: [replace(file, { start: branch.start, end: branch.start + 'if'.length }, 'while')],
    safe: true,
  };
}

/** Something in the condition is read anew each time. */
function looks(condition: Syntax): boolean {
  return [...descend(condition)].some((node) => node.is('CallExpression', 'ElementAccessExpression'));
}

interface Cell {
  readonly view: string;
  readonly index: string;
}

/** The cell that an atomic write, or a plain store, changes. */
function written(node: Syntax): Cell | undefined {
  if (node.is('CallExpression')) {
    const callee = node.field('expression');
    const [view, index] = node.list('arguments');
    const isWrite = /^Atomics\.(?:store|add|sub|and|or|xor|exchange)$/.test(callee?.text ?? '');
    if (!isWrite || view === undefined || index === undefined) return undefined;
    return isPure(view) && isPure(index) ? { view: view.text, index: index.text } : undefined;
  }
  const target = node.is('BinaryExpression') ? plain(node.field('left') ?? node) : undefined;
  const view = target?.field('expression');
  const index = target?.field('argumentExpression');
  if (target?.is('ElementAccessExpression') !== true || view === undefined || index === undefined) return undefined;
  return isPure(view) && isPure(index) ? { view: view.text, index: index.text } : undefined;
}

/** `Atomics.notify` right after the statement that changes the cell. */
export function notifyAfterStore({ plan, file }: Job<PlanOf<'notify-after-store'>>): Draft | undefined {
  const at = file.covering(plan.at.start, plan.at.end);
  const node = at.is('ExpressionStatement') ? (at.field('expression') ?? at) : at;
  const cell = written(node);
  const statement = listedStatement(node);
  if (cell === undefined || statement?.is('ExpressionStatement') !== true || !isUnused(node)) return undefined;
  const notify = `Atomics.notify(${cell.view}, ${cell.index});`;
  return {
    title: 'Wake those who sleep on it after the change',
    edits: [insert(file, statement.end, `${endOf(file, statement)}\n${indentAt(file.text, statement.start)}${notify}`)],
    safe: true,
  };
}

const endOf = (file: SyntaxFile, statement: Syntax): string => (file.text[statement.end - 1] === ';' ? '' : ';');

/** `Atomics.notify(view, index, 1)` wakes everybody without its count. */
export function notifyAll({ plan, file }: Job<PlanOf<'notify-all'>>): Draft | undefined {
  const at = file.covering(plan.at.start, plan.at.end);
  const call = at.is('ExpressionStatement') ? (at.field('expression') ?? at) : at;
  const [, index, count] = call.list('arguments');
  if (!call.is('CallExpression') || call.field('expression')?.text !== 'Atomics.notify') return undefined;
  if (index === undefined || count === undefined) return undefined;
  return {
    title: 'Wake everybody who sleeps on it',
    edits: [replace(file, { start: index.end, end: count.end }, '')],
    safe: true,
  };
}
