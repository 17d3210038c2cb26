/**
 * guard-await-set on a field: the promise is kept instead of only its result, so that everybody who comes
 * while the first one waits gets the same work. Offered only for the plain shape
 *
 *     if (!this.x) { this.x = await make(); }      ->      this.xPromise ??= make()...; this.x = await this.xPromise
 *
 * where the guarded block does nothing else: then callers cannot tell the difference, except that the work
 * is done once. A failed attempt is forgotten, so that the next caller tries again as before.
 */
import type { FixPlan } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { isTypeScript, replace, type Draft, type Job } from './context.ts';
import { addField } from './new-lock.ts';
import { classOfThis, enclosingFunction, freshName, indentAt, indentUnit, isAsync, nearest } from './shapes.ts';

type PromisePlan = Extract<FixPlan, { readonly kind: 'store-the-promise' }>;

interface Guarded {
  readonly statement: Syntax;
  /** `this.x` as written. */
  readonly target: Syntax;
  /** What is awaited. */
  readonly work: Syntax;
}

export function storeThePromise({ plan, file }: Job<PromisePlan>): Draft | undefined {
  const guarded = guardedAssignment(file, plan);
  if (guarded === undefined) return undefined;
  const { statement, target, work } = guarded;
  const owner = classOfThis(target);
  const fn = enclosingFunction(statement);
  const name = target.field('name')?.text;
  if (owner === undefined || owner.isStatic || fn === undefined || !isAsync(fn) || name === undefined) return undefined;
  const bare = name.replace(/^#/, '');
  const promise = `${name.startsWith('#') ? '#' : ''}${freshName(file.text, `${bare}Promise`)}`;
  const indent = indentAt(file.text, statement.start);
  const unit = indentUnit(file.text);
  const type = isTypeScript(file.path) ? resultType(owner.cls, name) : '';
  if (type === undefined) return undefined;
  // The field is set inside, before the promise is forgotten, so that nobody can come between; the last
  // assignment tells the compiler that the field is there now.
  const text = [
    `if (${statement.field('expression')?.text ?? ''}) {`,
    `${indent}${unit}this.${promise} ??= (async () => {`,
    `${indent}${unit}${unit}try {`,
    `${indent}${unit}${unit}${unit}return (this.${name} = await ${work.text});`,
    `${indent}${unit}${unit}} finally {`,
    `${indent}${unit}${unit}${unit}this.${promise} = undefined;`,
    `${indent}${unit}${unit}}`,
    `${indent}${unit}})();`,
    `${indent}${unit}this.${name} = await this.${promise};`,
    `${indent}}`,
  ].join('\n');
  const access = promise.startsWith('#') ? '' : 'private ';
  const declaration = type === '' ? `${promise};` : `${access}${promise}: Promise<${type}> | undefined;`;
  return {
    title: `Share one attempt: keep its promise in ${promise}`,
    edits: [addField(file, owner.cls, declaration), replace(file, statement, text)],
    safe: true,
  };
}

function guardedAssignment(file: SyntaxFile, plan: PromisePlan): Guarded | undefined {
  const statement = nearest(file.covering(plan.assignment.start, plan.assignment.end), 'IfStatement');
  if (statement === undefined || statement.field('elseStatement') !== undefined) return undefined;
  const then = statement.field('thenStatement');
  const body = then?.is('Block') === true ? then.list('statements') : then === undefined ? [] : [then];
  const [only, ...others] = body;
  const assignment = only?.is('ExpressionStatement') === true ? only.field('expression') : undefined;
  if (others.length > 0 || assignment?.is('BinaryExpression') !== true) return undefined;
  const target = assignment.field('left');
  const value = assignment.field('right');
  const work = value?.is('AwaitExpression') === true ? value.field('expression') : undefined;
  if (
    target?.is('PropertyAccessExpression') !== true ||
    target.field('expression')?.is('ThisKeyword') !== true ||
    work === undefined
  )
    return undefined;
  if (assignment.field('operatorToken')?.is('EqualsToken') !== true) return undefined;
  return testsAbsence(statement.field('expression'), target.text) ? { statement, target, work } : undefined;
}

/** The declared type of a field without its `undefined` and `null`; undefined when it is not written. */
function resultType(cls: Syntax, name: string): string | undefined {
  const field = cls
    .list('members')
    .find((member) => member.is('PropertyDeclaration') && member.field('name')?.text === name);
  const type = field?.field('type');
  if (type === undefined) return undefined;
  const parts = type.is('UnionType') ? type.list('types') : [type];
  const kept = parts.map((part) => part.text).filter((part) => part !== 'undefined' && part !== 'null');
  return kept.length === 0 ? undefined : kept.join(' | ');
}

/** `!this.x`, `this.x === undefined`, `this.x == null`: nothing else says "not there yet". */
function testsAbsence(test: Syntax | undefined, target: string): boolean {
  const text = test?.text.replace(/\s+/g, '') ?? '';
  return (
    text === `!${target}` ||
    [`${target}===undefined`, `${target}==null`, `${target}===null`, `${target}==undefined`].includes(text)
  );
}
