/**
 * Cuts functions into steps, so that several threads of control can take turns on one heap, as Python's threads do:
 * JavaScript's own threads share nothing but raw memory, and most code keeps its state in objects.
 *
 *   function f(a) { B }    function f(a) { return __il_run((function*() { yield 0; B' }).call(this)) }
 *   g(x)                   (yield* __il_call(g, undefined, [x]))
 *   o.m(x)                 (yield* __il_method(o, "m", [x], 2))
 *   o.n += R               o.n = __il_keep(o.n + (R), yield 1)       a switch may come between reading and writing
 *
 * A step ends at function entry and at every turn of a loop (`jump`), and before every write to something that others
 * may see and every method of native code (`write`). A function that is called from where no steps are possible (a callback of native code, a
 * constructor, an async function) runs through at once: `__il_run` decides. Left whole are functions that a generator
 * cannot stand for (async, generators, constructors, accessors, `super`, `arguments` of arrows, parameters that compute).
 */
import MagicString from 'magic-string';
import ts from 'typescript';
import { PRIVATE, STEP_NAMES } from '../instrument/names.ts';
import { bindings, contains, isAmbient, semicolonFreeStart } from '../instrument/syntax.ts';
import { createWriteRewriter } from '../instrument/writes.ts';

/** Where a step ends. */
export interface StepPoint {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly kind: 'jump' | 'write';
}

export interface Stepped {
  readonly code: string;
  readonly map: string;
  readonly points: readonly StepPoint[];
}

interface Place {
  /** Inside a body that is a generator now. */
  readonly stepping: boolean;
  /** Inside a parameter's initialiser: everything there stays whole. */
  readonly frozen: boolean;
}

/** @param firstPoint number of points of other files, which come first in the table */
export function cutIntoSteps(source: ts.SourceFile, firstPoint: number): Stepped {
  const out = new MagicString(source.text, { filename: source.fileName });
  const points: StepPoint[] = [];
  const before = (position: number, code: string): void => void out.prependRight(position, code);
  const after = (position: number, code: string): void => void out.appendLeft(position, code);
  const point = (node: ts.Node, kind: StepPoint['kind']): number => {
    const start = node.getStart(source);
    const { line } = source.getLineAndCharacterOfPosition(start);
    const text = node.getText(source).split('\n')[0]?.trim() ?? '';
    points.push({ file: source.fileName, line: line + 1, text: text.slice(0, 100), kind });
    return firstPoint + points.length - 1;
  };

  const visit = (node: ts.Node, place: Place): void => {
    if (isAmbient(node)) return;
    if (ts.isPrivateIdentifier(node)) {
      out.update(node.getStart(source), node.end, publicName(node));
      return;
    }
    if (isWithBody(node)) {
      visitFunction(node, place);
      return;
    }
    const inside = ts.isClassLike(node) ? { ...place, stepping: false } : place;
    ts.forEachChild(node, (child) => visit(child, inside));
    if (!place.stepping || place.frozen) return;
    if (ts.isIterationStatement(node, false)) turn(node.statement);
    else if (ts.isCallExpression(node)) call(node);
    else if (ts.isExpressionStatement(node) && semicolonFreeStart(node)) before(node.getStart(source), ';');
    else write(node);
  };

  const visitFunction = (node: FunctionWithBody, place: Place): void => {
    const steps = !place.frozen && canStep(node);
    const { body } = node;
    ts.forEachChild(node, (child) => {
      if (child === body) visit(child, { stepping: steps, frozen: place.frozen });
      else visit(child, { stepping: false, frozen: true });
    });
    if (place.frozen) return;
    if (!steps) {
      // Says so at its start: a caller looks there, and functions inside may be cut.
      if (ts.isBlock(body)) out.appendLeft(body.getStart(source) + 1, ` ${STEP_NAMES.whole};`);
      else {
        before(body.getStart(source), `(${STEP_NAMES.whole}, `);
        after(body.end, ')');
      }
      return;
    }
    const entry = point(node, 'jump');
    const uses = usesOf(body);
    const tail = uses.arguments ? '.apply(this, arguments)' : uses.self ? '.call(this)' : '()';
    const head = `${STEP_NAMES.run}((function*() { yield ${entry};`;
    if (ts.isBlock(body)) {
      out.appendLeft(body.getStart(source) + 1, ` return ${head}`);
      after(body.end - 1, `})${tail}); `);
    } else {
      before(body.getStart(source), `${head} return (`);
      after(body.end, `); })${tail})`);
    }
  };

  const turn = (body: ts.Statement): void => {
    const id = point(body.parent, 'jump');
    if (ts.isBlock(body)) {
      out.appendLeft(body.getStart(source) + 1, ` yield ${id};`);
      return;
    }
    before(body.getStart(source), `{ yield ${id}; `);
    after(body.end, ';}');
  };

  const call = (node: ts.CallExpression): void => {
    const callee = node.expression;
    if (node.questionDotToken !== undefined || ts.isOptionalChain(node)) return;
    const open = source.text.indexOf('(', node.typeArguments?.end ?? callee.end);
    const replaceCallee = (from: number, to: string): void => {
      out.update(from, open + 1, to);
      out.update(node.end - 1, node.end, ts.isIdentifier(callee) ? ']))' : `], ${point(node, 'write')}))`);
    };
    if (ts.isIdentifier(callee)) {
      if (callee.text === 'eval' || callee.text === 'require' || callee.text === 'super') return;
      before(node.getStart(source), `(yield* ${STEP_NAMES.call}(`);
      replaceCallee(callee.end, ', undefined, [');
    } else if (ts.isPropertyAccessExpression(callee)) {
      if (callee.expression.kind === ts.SyntaxKind.SuperKeyword || ts.isMetaProperty(callee.expression)) return;
      before(node.getStart(source), `(yield* ${STEP_NAMES.method}(`);
      const key = ts.isPrivateIdentifier(callee.name) ? publicName(callee.name) : callee.name.text;
      const dot = callee.expression.end;
      // The name of a private method was rewritten already: what lies between is replaced as one piece.
      out.overwrite(dot, open + 1, `, ${JSON.stringify(key)}, [`);
      out.update(node.end - 1, node.end, `], ${point(node, 'write')}))`);
    } else if (ts.isElementAccessExpression(callee)) {
      if (callee.expression.kind === ts.SyntaxKind.SuperKeyword) return;
      before(node.getStart(source), `(yield* ${STEP_NAMES.method}(`);
      const bracket = source.text.indexOf('[', callee.expression.end);
      out.update(callee.expression.end, bracket + 1, ', ');
      replaceCallee(callee.argumentExpression.end, ', [');
    }
  };

  const write = createWriteRewriter({
    out,
    source,
    pause: (node) => `yield ${point(node, 'write')}`,
    privateName: publicName,
  });

  visit(source, { stepping: false, frozen: false });
  return {
    code: out.toString(),
    map: out.generateMap({ source: source.fileName, includeContent: true, hires: 'boundary' }).toString(),
    points,
  };
}

type FunctionWithBody = ts.FunctionLikeDeclaration & { readonly body: ts.Block | ts.Expression };

function isWithBody(node: ts.Node): node is FunctionWithBody {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function canStep(node: FunctionWithBody): boolean {
  if (ts.isConstructorDeclaration(node) || ts.isAccessor(node)) return false;
  if (node.asteriskToken !== undefined) return false;
  if (ts.getModifiers(node as ts.HasModifiers)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)) return false;
  const plain = node.parameters.every(
    ({ name, initializer }) => !contains(name, isComputing) && (!initializer || !contains(initializer, isComputing)),
  );
  if (!plain) return false;
  const uses = usesOf(node.body);
  if (uses.impossible || (ts.isArrowFunction(node) && uses.arguments)) return false;
  const names = new Set(node.parameters.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : bindings(name))));
  // `var a` inside a generator would hide the parameter of the function around it.
  return !contains(
    node.body,
    (inner) =>
      ts.isVariableDeclaration(inner) && ts.isIdentifier(inner.name) && isVar(inner) && names.has(inner.name.text),
  );
}

function isComputing(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isFunctionLike(node) ||
    ts.isTaggedTemplateExpression(node)
  );
}

function isVar(node: ts.VariableDeclaration): boolean {
  return ts.isVariableDeclarationList(node.parent) && (node.parent.flags & ts.NodeFlags.BlockScoped) === 0;
}

/** What of its function a body uses; arrows inside use the same, other functions have their own. */
function usesOf(body: ts.Node): { readonly self: boolean; readonly arguments: boolean; readonly impossible: boolean } {
  const uses = { self: false, arguments: false, impossible: false };
  const look = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.ThisKeyword) uses.self = true;
    else if (node.kind === ts.SyntaxKind.SuperKeyword) uses.impossible = true;
    else if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.NewKeyword) uses.impossible = true;
    else if (ts.isIdentifier(node) && node.text === 'arguments') uses.arguments = true;
    else if (ts.isIdentifier(node) && (node.text === 'yield' || node.text === 'eval')) uses.impossible = true;
    if (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) return;
    ts.forEachChild(node, look);
  };
  look(body);
  return uses;
}

/**
 * Private names become ordinary ones, so that the state behind them can be summed up. Each class that declares the name
 * has its own, as the language promises.
 */
function publicName(node: ts.PrivateIdentifier): string {
  const name = node.text.slice(1);
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
    if (!ts.isClassLike(at)) continue;
    const declares = at.members.some((member) => member.name !== undefined && member.name.getText() === node.text);
    if (declares) return `${PRIVATE}${at.pos}_${name}`;
  }
  return `${PRIVATE}_${name}`;
}
