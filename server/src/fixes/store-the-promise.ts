/**
 * guard-await-set: the promise of the attempt is kept, so that everybody who comes while the first one waits gets
 * the same work. Offered where the guarded code does nothing but the work and the storing of its result, in a field
 * or variable
 *
 *     if (!this.x) { this.x = await make(); }
 *
 * (also as `if (this.x) return this.x; this.x = await make(); return this.x;`, see `shared-once.ts`) or under a key of a map (`shared-attempt.ts`). Callers cannot tell the difference, except that the work is done
 * once. A failed attempt is forgotten, so that the next caller tries again as before.
 */
import type { FixPlan } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { replace, type Draft, type Job } from './context.ts';
import { keeperOf, sharing } from './promise-keeper.ts';
import { enclosingFunction, indentAt, indentUnit, isAsync, isFieldOrName, nearest, statementsOf } from './shapes.ts';
import { shareAttempts } from './shared-attempt.ts';
import { shareOnce } from './shared-once.ts';

type PromisePlan = Extract<FixPlan, { readonly kind: 'store-the-promise' }>;

interface Guarded {
  readonly statement: Syntax;
  /** `this.x` or `x` as written. */
  readonly target: Syntax;
  /** What is awaited. */
  readonly work: Syntax;
}

export function storeThePromise(job: Job<PromisePlan>): Draft | undefined {
  const { plan, file } = job;
  const guarded = guardedAssignment(file, plan);
  if (guarded === undefined) return shareOnce(job) ?? shareAttempts(job);
  const { statement, target, work } = guarded;
  const fn = enclosingFunction(statement);
  if (fn === undefined || !isAsync(fn)) return undefined;
  const place = keeperOf(file, target);
  if (place === undefined) return undefined;
  const { promise, name } = place;
  const indent = indentAt(file.text, statement.start);
  const unit = indentUnit(file.text);
  const text = [
    `if (${statement.field('expression')?.text ?? ''}) {`,
    ...sharing(place, target.text, work.text, unit).map((line) => `${indent}${unit}${line}`),
    `${indent}${unit}${target.text} = await ${promise};`,
    `${indent}}`,
  ].join('\n');
  return {
    title: `Share one attempt: keep its promise in ${name}`,
    edits: [place.declaration, replace(file, statement, text)],
    safe: true,
  };
}

function guardedAssignment(file: SyntaxFile, plan: PromisePlan): Guarded | undefined {
  const statement = nearest(file.covering(plan.assignment.start, plan.assignment.end), 'IfStatement');
  if (statement === undefined || statement.field('elseStatement') !== undefined) return undefined;
  const [only, ...others] = statementsOf(statement.field('thenStatement'));
  const assignment = only?.is('ExpressionStatement') === true ? only.field('expression') : undefined;
  if (others.length > 0 || assignment?.is('BinaryExpression') !== true) return undefined;
  const target = assignment.field('left');
  const value = assignment.field('right');
  const work = value?.is('AwaitExpression') === true ? value.field('expression') : undefined;
  if (!isFieldOrName(target) || work === undefined) return undefined;
  if (assignment.field('operatorToken')?.is('EqualsToken') !== true) return undefined;
  return testsAbsence(statement.field('expression'), target.text) ? { statement, target, work } : undefined;
}

/** `!this.x`, `this.x === undefined`, `this.x == null`: nothing else says "not there yet". */
function testsAbsence(test: Syntax | undefined, target: string): boolean {
  const text = test?.text.replace(/\s+/g, '') ?? '';
  return (
    text === `!${target}` ||
    [`${target}===undefined`, `${target}==null`, `${target}===null`, `${target}==undefined`].includes(text)
  );
}
