/** Where a repair keeps the promise of the attempt under way: beside the field or variable that keeps its result. */
import type { TextEdit } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { insert, isTypeScript } from './context.ts';
import { addField } from './new-lock.ts';
import { classOfThis, freshName, indentAt } from './shapes.ts';

export interface Keeper {
  readonly name: string;
  /** The expression that names it. */
  readonly promise: string;
  readonly declaration: TextEdit;
}

/** For `this.x` or a variable of the module; undefined where its type is not written. */
export function keeperOf(file: SyntaxFile, target: Syntax): Keeper | undefined {
  return target.is('Identifier') ? variableFor(file, target) : fieldFor(file, target);
}

/**
 * Starts the attempt unless one is under way. The result is stored before the promise is forgotten, so that nobody
 * can come between, and forgotten later than it is stored, however soon the work fails; a failed attempt is forgotten
 * too, so that the next caller tries again.
 */
export function sharing({ promise }: Keeper, target: string, work: string, unit: string): readonly string[] {
  return [
    `${promise} ??= (async () => (${target} = await ${work}))().finally(() => {`,
    `${unit}${promise} = undefined;`,
    '});',
  ];
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

/** The declared type without its `undefined` and `null`, '' where none is needed; undefined when it is not written. */
function resultType(declaration: Syntax | undefined, file: SyntaxFile): string | undefined {
  if (!isTypeScript(file.path)) return '';
  const type = declaration?.field('type');
  if (type === undefined) return undefined;
  const parts = type.is('UnionType') ? type.list('types') : [type];
  const kept = parts.map((part) => part.text).filter((part) => part !== 'undefined' && part !== 'null');
  return kept.length === 0 ? undefined : kept.join(' | ');
}
