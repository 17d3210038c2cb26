/**
 * guard-await-set: the promise of the attempt is kept, so that everybody who comes while the first one waits gets
 * the same work. Offered where the guarded code does nothing but the work and the storing of its result, in a field
 * or variable
 *
 *     if (!this.x) { this.x = await make(); }
 *
 * or under a key of a map (`shared-attempt.ts`). Callers cannot tell the difference, except that the work is done
 * once. A failed attempt is forgotten, so that the next caller tries again as before.
 */
import type { FixPlan, TextEdit } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { insert, isTypeScript, replace, type Draft, type Job } from './context.ts';
import { addField } from './new-lock.ts';
import { classOfThis, enclosingFunction, freshName, indentAt, indentUnit, isAsync, nearest } from './shapes.ts';
import { shareAttempts } from './shared-attempt.ts';

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
  if (guarded === undefined) return shareAttempts(job);
  const { statement, target, work } = guarded;
  const fn = enclosingFunction(statement);
  if (fn === undefined || !isAsync(fn)) return undefined;
  const place = target.is('Identifier') ? variableFor(file, target) : fieldFor(file, target);
  if (place === undefined) return undefined;
  const { promise, name } = place;
  const indent = indentAt(file.text, statement.start);
  const unit = indentUnit(file.text);
  // The result is stored before the promise is forgotten, so that nobody can come between, and forgotten later than
  // it is stored, however soon the work fails; the last assignment tells the compiler that the result is there now.
  const text = [
    `if (${statement.field('expression')?.text ?? ''}) {`,
    `${indent}${unit}${promise} ??= (async () => (${target.text} = await ${work.text}))().finally(() => {`,
    `${indent}${unit}${unit}${promise} = undefined;`,
    `${indent}${unit}});`,
    `${indent}${unit}${target.text} = await ${promise};`,
    `${indent}}`,
  ].join('\n');
  return {
    title: `Share one attempt: keep its promise in ${name}`,
    edits: [place.declaration, replace(file, statement, text)],
    safe: true,
  };
}

/** Where the promise is kept. */
interface Keeper {
  readonly name: string;
  /** The expression that names it. */
  readonly promise: string;
  readonly declaration: TextEdit;
}

function fieldFor(file: SyntaxFile, target: Syntax): Keeper | undefined {
  const owner = classOfThis(target);
  const name = target.field('name')?.text;
  if (owner === undefined || owner.isStatic || name === undefined) return undefined;
  const hidden = name.startsWith('#');
  const promise = `${hidden ? '#' : ''}${freshName(file.text, `${name.replace(/^#/, '')}Promise`)}`;
  const field = owner.cls
    .list('members')
    .find((member) => member.is('PropertyDeclaration') && member.field('name')?.text === name);
  const type = resultType(field, file);
  if (type === undefined) return undefined;
  const declaration =
    type === '' ? `${promise};` : `${hidden ? '' : 'private '}${promise}: Promise<${type}> | undefined;`;
  return { name: promise, promise: `this.${promise}`, declaration: addField(file, owner.cls, declaration) };
}

/** A variable of the module: the promise stands beside it. */
function variableFor(file: SyntaxFile, target: Syntax): Keeper | undefined {
  for (const statement of file.root.list('statements')) {
    const declared = statement.field('declarationList');
    const found = declared?.list('declarations').find((each) => each.field('name')?.text === target.text);
    if (declared?.declares !== 'let' || found === undefined) continue;
    const type = resultType(found, file);
    if (type === undefined) return undefined;
    const name = freshName(file.text, `${target.text}Promise`);
    const indent = indentAt(file.text, statement.start);
    const line = `let ${name}${type === '' ? '' : `: Promise<${type}> | undefined`};`;
    return { name, promise: name, declaration: insert(file, statement.end, `\n${indent}${line}`) };
  }
  return undefined;
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
  const isField =
    target?.is('PropertyAccessExpression') === true && target.field('expression')?.is('ThisKeyword') === true;
  if (target === undefined || (!isField && !target.is('Identifier')) || work === undefined) return undefined;
  if (assignment.field('operatorToken')?.is('EqualsToken') !== true) return undefined;
  return testsAbsence(statement.field('expression'), target.text) ? { statement, target, work } : undefined;
}

/** The declared type without its `undefined` and `null`, '' where none is needed; undefined when it is not written. */
function resultType(declaration: Syntax | undefined, file: SyntaxFile): string | undefined {
  if (!isTypeScript(file.path)) return '';
  const type = declaration?.field('type');
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
