/**
 * Answers that come in another order than their questions: each activation takes a number before it asks, and stores its
 * answer only when nobody has taken another since.
 *
 *     const turn = ++this.resultsTurn;
 *     const found = await search(query);
 *     if (turn !== this.resultsTurn) return;
 *     this.results = found;
 */
import type { FixPlan, TextEdit } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { insert, isTypeScript, replace, type Draft, type Job } from './context.ts';
import { addField } from './new-lock.ts';
import {
  classOfThis,
  descend,
  enclosingFunction,
  freshName,
  indentAt,
  isAsync,
  isGenerator,
  listedStatement,
  plain,
} from './shapes.ts';

type NewestPlan = Extract<FixPlan, { readonly kind: 'newest-only' }>;

export function newestOnly({ plan, file }: Job<NewestPlan>): Draft | undefined {
  const stored = listedStatement(file.covering(plan.at.start, plan.at.end));
  const fn = stored === undefined ? undefined : enclosingFunction(stored);
  const body = fn?.field('body');
  if (stored === undefined || fn === undefined || body?.is('Block') !== true || stored.parent !== body)
    return undefined;
  // A caller that gets a value would get none from an answer that comes too late.
  if (!isAsync(fn) || isGenerator(fn) || givesValue(body)) return undefined;
  const statements = body.list('statements');
  const asking = statements.find((each) => awaitIn(each) !== undefined);
  const target = targetOf(stored);
  const counter = target === undefined ? undefined : counterFor(file, fn, target);
  if (asking === undefined || target === undefined || counter === undefined || asking.start > stored.start)
    return undefined;
  const indent = indentAt(file.text, stored.start);
  const turn = freshName(file.text, 'turn');
  const take = `const ${turn} = ++${counter.text};\n${indent}`;
  const test = `if (${turn} !== ${counter.text}) return;\n${indent}`;
  const own = awaitIn(stored);
  const edits: TextEdit[] = [counter.declaration, insert(file, asking.start, take)];
  if (own === undefined) edits.push(insert(file, stored.start, test));
  else {
    const answer = freshName(file.text, 'answer');
    const rest = `${file.text.slice(stored.start, own.start)}${answer}${file.text.slice(own.end, stored.end)}`;
    const lines = `const ${answer} = ${own.text};\n${indent}${test}${rest}`;
    if (asking !== stored) edits.push(replace(file, stored, lines));
    else edits.splice(1, 1, replace(file, stored, `${take}${lines}`));
  }
  // What follows the store is left out, too, for an answer that comes too late: a person has to look at it.
  return { title: `Let only the newest answer into ${target.text}`, edits, safe: statements.at(-1) === stored };
}

function awaitIn(node: Syntax): Syntax | undefined {
  return [...descend(node)].find((each) => each.is('AwaitExpression'));
}

function givesValue(body: Syntax): boolean {
  return [...descend(body)].some((each) => each.is('ReturnStatement') && each.field('expression') !== undefined);
}

function targetOf(statement: Syntax): Syntax | undefined {
  const assignment = statement.is('ExpressionStatement') ? statement.field('expression') : undefined;
  const isPlain = assignment?.is('BinaryExpression') === true && assignment.field('operatorToken')?.text === '=';
  const target = isPlain ? assignment.field('left') : undefined;
  return target?.is('PropertyAccessExpression', 'Identifier') === true ? target : undefined;
}

/** Beside what is stored: a field of the instance, a variable of the module, or one around the function. */
function counterFor(
  file: SyntaxFile,
  fn: Syntax,
  target: Syntax,
): { readonly text: string; readonly declaration: TextEdit } | undefined {
  const last = target.is('Identifier') ? target.text : (target.field('name')?.text ?? 'answer');
  const name = freshName(file.text, `${last.replace(/^#/, '')}Turn`);
  let root = plain(target);
  while (root.is('PropertyAccessExpression')) root = plain(root.field('expression') ?? file.root);
  if (root.is('ThisKeyword')) {
    const owner = classOfThis(target);
    if (owner === undefined || owner.isStatic) return undefined;
    const isPrivate = isTypeScript(file.path) ? 'private ' : '';
    return { text: `this.${name}`, declaration: addField(file, owner.cls, `${isPrivate}${name} = 0;`) };
  }
  const declared = file.root.list('statements').find((each) => {
    const list = each.field('declarationList');
    return list?.list('declarations').some((d) => d.field('name')?.text === root.text) === true;
  });
  if (declared !== undefined) return { text: name, declaration: insert(file, declared.end, `\nlet ${name} = 0;`) };
  const around = listedStatement(fn.is('FunctionDeclaration') ? fn : (fn.parent ?? fn));
  if (around === undefined) return undefined;
  const indent = indentAt(file.text, around.start);
  return { text: name, declaration: insert(file, around.start, `let ${name} = 0;\n${indent}`) };
}
