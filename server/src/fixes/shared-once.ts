/**
 * guard-await-set with an early return, on a field or variable:
 *
 *     if (this.x) return this.x;
 *     this.x = await make();                     (or `const x = await make(); this.x = x;`)
 *     return this.x;
 *
 * Nothing but the work may lie between the check and the end, else those who join would do it again.
 */
import type { FixPlan } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { replace, type Draft, type Job } from './context.ts';
import { keeperOf, sharing } from './promise-keeper.ts';
import {
  enclosingFunction,
  indentAt,
  indentUnit,
  isAsync,
  isFieldOrName,
  leaves,
  listedStatement,
  statementsOf,
} from './shapes.ts';
import { awaitedInto } from './shared-attempt.ts';

type PromisePlan = Extract<FixPlan, { readonly kind: 'store-the-promise' }>;

interface Once {
  /** `this.x` or `x` as written. */
  readonly target: Syntax;
  readonly work: Syntax;
  /** What takes the result: `this.x = `, `const x = `. */
  readonly into: string;
  readonly start: number;
  readonly end: number;
}

export function shareOnce({ plan, file }: Job<PromisePlan>): Draft | undefined {
  const once = onceAt(file, plan);
  if (once === undefined) return undefined;
  const { target, work } = once;
  const fn = enclosingFunction(target);
  if (fn === undefined || !isAsync(fn) || leaves([work]).yields) return undefined;
  const keeper = keeperOf(file, target);
  if (keeper === undefined) return undefined;
  const lines = sharing(keeper, target.text, work.text, indentUnit(file.text));
  const text = [...lines, `${once.into}await ${keeper.promise};`].join(`\n${indentAt(file.text, once.start)}`);
  return {
    title: `Share one attempt: keep its promise in ${keeper.name}`,
    edits: [keeper.declaration, replace(file, once, text)],
    safe: true,
  };
}

function onceAt(file: SyntaxFile, plan: PromisePlan): Once | undefined {
  const statement = listedStatement(file.covering(plan.assignment.start, plan.assignment.end));
  const set = statement?.is('ExpressionStatement') === true ? statement.field('expression') : undefined;
  const [target, value] = [set?.field('left'), set?.field('right')];
  if (statement === undefined || set?.is('BinaryExpression') !== true || !isFieldOrName(target)) return undefined;
  if (set.field('operatorToken')?.is('EqualsToken') !== true || value === undefined) return undefined;
  const list = statement.parent?.list('statements') ?? [];
  const at = list.indexOf(statement);
  const rest = list.slice(at + 1);
  if (rest.length > 1 || rest.some((each) => !each.is('ReturnStatement') || leaves([each]).awaits)) return undefined;
  const before = list[at - 1];
  const named = before === undefined || !value.is('Identifier') ? undefined : awaitedInto(before, value.text);
  const awaited = value.is('AwaitExpression') ? value.field('expression') : undefined;
  const work = awaited ?? named?.work;
  const first = awaited === undefined ? before : statement;
  if (work === undefined || first === undefined) return undefined;
  const guard = list.findIndex((each) => each.start <= plan.guard.start && plan.guard.end <= each.end);
  const between = list.slice(guard + 1, list.indexOf(first));
  if (guard < 0 || guard >= list.indexOf(first) || leaves(between).awaits) return undefined;
  if (!leavesWhenThere(list[guard], target.text)) return undefined;
  const into = awaited === undefined ? (named?.target ?? '') : `${target.text} = `;
  return { target, work, into, start: first.start, end: statement.end };
}

/** `if (this.x) return this.x;`: the only way on is that it is not there yet. */
function leavesWhenThere(guard: Syntax | undefined, target: string): boolean {
  if (guard?.is('IfStatement') !== true || guard.field('elseStatement') !== undefined) return false;
  const body = statementsOf(guard.field('thenStatement'));
  const test = guard.field('expression')?.text.replace(/\s+/g, '') ?? '';
  const tests = [target, `${target}!==undefined`, `${target}!=null`, `${target}!==null`, `${target}!=undefined`];
  return body.at(-1)?.is('ReturnStatement') === true && tests.includes(test);
}
