/**
 * guard-await-set under a key of a map: attempts under way are kept in a second map, under the same key.
 *
 *     const value = await load(key);             (or `value = await ...`, or `cache.set(key, await load(key))`)
 *     cache.set(key, value);
 *
 * The check before stays as it is: whoever passes it joins the attempt that is under way, or starts one.
 */
import type { FixPlan, TextEdit } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { insert, isTypeScript, replace, type Draft, type Job } from './context.ts';
import { addField, privateField } from './new-lock.ts';
import {
  classOfThis,
  enclosingFunction,
  freshName,
  indentAt,
  indentUnit,
  isAsync,
  isPure,
  leaves,
  listedStatement,
  namesUsed,
  shift,
} from './shapes.ts';

type PromisePlan = Extract<FixPlan, { readonly kind: 'store-the-promise' }>;

interface Attempt {
  /** `this.cache` or `cache`. */
  readonly map: Syntax;
  readonly key: Syntax;
  readonly work: Syntax;
  /** What stands before the awaited value: `const value = `, `value = `, or nothing. */
  readonly target: string;
  readonly start: number;
  readonly end: number;
}

export function shareAttempts({ plan, file }: Job<PromisePlan>): Draft | undefined {
  const attempt = attemptAt(file, plan.assignment.start, plan.assignment.end);
  if (attempt === undefined) return undefined;
  const { map, key, work } = attempt;
  const fn = enclosingFunction(map);
  const found = leaves([work]);
  if (fn === undefined || !isAsync(fn) || found.yields || found.usesArguments || !isPure(key)) return undefined;
  const keeper = keeperOf(file, map);
  if (keeper === undefined) return undefined;
  const indent = indentAt(file.text, attempt.start);
  const unit = indentUnit(file.text);
  const pending = freshName(file.text, 'pending');
  const loaded = freshName(file.text, 'loaded');
  const waiting = keeper.expression;
  const moved = shift(file, work.start, work.end, unit);
  const text = [
    `let ${pending} = ${waiting}.get(${key.text});`,
    `if (${pending} === undefined) {`,
    `${unit}${pending} = (async () => {`,
    `${unit}${unit}const ${loaded} = await ${moved};`,
    `${unit}${unit}${map.text}.set(${key.text}, ${loaded});`,
    `${unit}${unit}return ${loaded};`,
    `${unit}})().finally(() => ${waiting}.delete(${key.text}));`,
    `${unit}${waiting}.set(${key.text}, ${pending});`,
    '}',
    `${attempt.target}await ${pending};`,
  ].join(`\n${indent}`);
  return {
    title: `Share one attempt per key: keep its promise in ${keeper.name}`,
    edits: [keeper.declaration, replace(file, attempt, text)],
    safe: true,
  };
}

function attemptAt(file: SyntaxFile, start: number, end: number): Attempt | undefined {
  const statement = listedStatement(file.covering(start, end));
  const set = statement?.is('ExpressionStatement') === true ? statement.field('expression') : undefined;
  const callee = set?.is('CallExpression') === true ? set.field('expression') : undefined;
  const map = callee?.is('PropertyAccessExpression') === true ? callee.field('expression') : undefined;
  const [key, value, ...more] = set?.list('arguments') ?? [];
  if (statement === undefined || callee?.field('name')?.text !== 'set' || map === undefined) return undefined;
  if (key === undefined || value === undefined || more.length > 0) return undefined;
  if (value.is('AwaitExpression')) {
    const work = value.field('expression');
    return work && { map, key, work, target: '', start: statement.start, end: statement.end };
  }
  const list = statement.parent?.list('statements') ?? [];
  const before = list[list.indexOf(statement) - 1];
  const bound = before === undefined || !value.is('Identifier') ? undefined : awaitedInto(before, value.text);
  if (before === undefined || bound === undefined) return undefined;
  const after = list.slice(list.indexOf(statement) + 1);
  const unused = before.is('VariableStatement') && !namesUsed(after).has(value.text);
  return { map, key, work: bound.work, target: unused ? '' : bound.target, start: before.start, end: statement.end };
}

/** `const value = await work;` or `value = await work;` */
export function awaitedInto(
  statement: Syntax,
  name: string,
): { readonly work: Syntax; readonly target: string } | undefined {
  if (statement.is('VariableStatement')) {
    const list = statement.field('declarationList');
    const [declaration, ...others] = list?.list('declarations') ?? [];
    const init = declaration?.field('initializer');
    if (list === undefined || others.length > 0 || declaration?.field('name')?.text !== name) return undefined;
    const work = init?.is('AwaitExpression') === true ? init.field('expression') : undefined;
    const type = declaration.field('type');
    return work && { work, target: `${list.declares} ${name}${type === undefined ? '' : `: ${type.text}`} = ` };
  }
  const assignment = statement.is('ExpressionStatement') ? statement.field('expression') : undefined;
  const value = assignment?.field('right');
  if (assignment?.field('operatorToken')?.is('EqualsToken') !== true || assignment.field('left')?.text !== name)
    return undefined;
  const work = value?.is('AwaitExpression') === true ? value.field('expression') : undefined;
  return work && { work, target: `${name} = ` };
}

/** The map of attempts under way, declared beside the one of results. */
function keeperOf(
  file: SyntaxFile,
  map: Syntax,
): { readonly name: string; readonly expression: string; readonly declaration: TextEdit } | undefined {
  if (map.is('Identifier')) {
    for (const statement of file.root.list('statements')) {
      const declaration = statement
        .field('declarationList')
        ?.list('declarations')
        .find((each) => each.field('name')?.text === map.text);
      const type = declaration === undefined ? undefined : mapType(declaration, file);
      if (declaration === undefined) continue;
      if (type === undefined) return undefined;
      const name = freshName(file.text, `${map.text}Pending`);
      const line = `\n${indentAt(file.text, statement.start)}const ${name} = new Map${type}();`;
      return { name, expression: name, declaration: insert(file, statement.end, line) };
    }
    return undefined;
  }
  const owner = classOfThis(map);
  const base = map.field('name')?.text;
  if (map.field('expression')?.is('ThisKeyword') !== true || owner === undefined || base === undefined)
    return undefined;
  const field = owner.cls
    .list('members')
    .find((member) => member.is('PropertyDeclaration') && member.field('name')?.text === base);
  const type = field === undefined ? undefined : mapType(field, file);
  if (type === undefined) return undefined;
  const { access, declaration } = privateField(file, owner.cls, `${base.replace(/^#/, '')}Pending`);
  const modifiers = `${owner.isStatic ? 'static ' : ''}${isTypeScript(file.path) ? 'readonly ' : ''}`;
  const line = declaration(` = new Map${type}();`, modifiers);
  return { name: access, expression: `this.${access}`, declaration: addField(file, owner.cls, line) };
}

/** `<K, Promise<V>>` from `new Map<K, V>()` or `: Map<K, V>`; '' in JavaScript; undefined when it is not written. */
function mapType(declaration: Syntax, file: SyntaxFile): string | undefined {
  const init = declaration.field('initializer');
  const made = init?.is('NewExpression') === true && init.field('expression')?.text === 'Map' ? init : undefined;
  if (!isTypeScript(file.path)) return made === undefined ? undefined : '';
  const type = declaration.field('type');
  const annotated = type?.is('TypeReference') === true && /^(Readonly)?Map\b/.test(type.text) ? type : undefined;
  const [key, value] = (annotated ?? made)?.list('typeArguments') ?? [];
  return key === undefined || value === undefined ? undefined : `<${key.text}, Promise<${value.text}>>`;
}
