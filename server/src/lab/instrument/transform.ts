/**
 * Puts checkpoints into a source file: the places where a thread looks whether somebody wants the interpreter lock.
 *
 * CPython looks on function entry and on backward jumps. In compiled JavaScript a look on every iteration of a tight
 * loop costs more than the loop, so loops are *strip-mined*: an inner loop without a look inside an outer one with it.
 * The length of a strip is kept per loop and adapts while running (see `ThreadLock.checkpoint`), so that a slow body
 * does not delay a request. Three shapes of loop:
 *
 *   for (let i = 0; i < n; i++) B      for (let i = 0; i < n; ) {          // counted: the limit of the strip is
 *                                        const e = i + S < n ? i + S : n;  // computed, the inner loop is as it was
 *                                        for (; i < e; i++) B
 *                                        look }
 *   for (I; C; U) B                    for (I; ; ) { let m; for (let k = S; k > 0 && (m = C); k--, U) B
 *                                        if (!m) break; look }
 *   any other (closures over the loop variable, await, iterators): a look at the top of the body.
 *
 * Nothing is evaluated twice, in another order, or in another scope; `test/lab/differential.test.ts` checks that on
 * generated programs. Only insertions are made, so that positions survive into the source map.
 */
import MagicString from 'magic-string';
import ts from 'typescript';
import { NAMES } from './names.ts';
import { isAmbient } from './syntax.ts';
import { createWriteRewriter } from './writes.ts';
import { countedLoop, isStripMinable, tripsAtMost } from './loops.ts';

const LOOK = `if (${NAMES.flag}[0] !== 0) ${NAMES.look}(0);`;

/** Literal loops this short need no look of their own. */
const FEW_TRIPS = 32;

export interface InstrumentOptions {
  /** Index of the first loop of this file in the table of strip lengths. */
  readonly firstStrip: number;
  /** False: only the locations are replaced (the plain build that the cost of checkpoints is measured against). */
  readonly checkpoints?: boolean;
  /** Also looks between reading and writing what others may see (bank mode). */
  readonly atWrites?: boolean;
  /** Called for every script that a `new Worker(new URL('...', import.meta.url))` starts; gives the URL to start instead. */
  readonly onWorker?: (specifier: string) => string;
  /** Replacements for `import.meta.url`, `__filename` and `__dirname`, which a bundle would change. */
  readonly location?: { readonly url: string; readonly file: string; readonly folder: string };
}

export interface Instrumented {
  readonly code: string;
  readonly map: string;
  /** Loops that got a strip length. */
  readonly strips: number;
  /** Places that can look at the flag. */
  readonly checkpoints: number;
}

export function instrument(source: ts.SourceFile, options: InstrumentOptions): Instrumented {
  const text = source.text;
  const out = new MagicString(text, { filename: source.fileName });
  let strips = 0;
  let checkpoints = 0;
  let serial = 0;

  // Children are visited before their parents. What a parent puts at a shared start must come before what its first
  // child put there, and at a shared end after it.
  const before = (position: number, code: string): void => void out.prependRight(position, code);
  const after = (position: number, code: string): void => void out.appendLeft(position, code);

  const write = options.atWrites
    ? createWriteRewriter({
        out,
        source,
        pause: () => {
          checkpoints++;
          return `${NAMES.flag}[0] !== 0 && ${NAMES.look}(0)`;
        },
        privateName: (name) => name.text,
      })
    : null;

  const visit = (node: ts.Node): void => {
    if (isAmbient(node)) return;
    const script = options.onWorker === undefined ? null : workerScript(node);
    if (script !== null && options.onWorker !== undefined) {
      const url = options.onWorker(script.specifier.text);
      out.update(script.url.getStart(source), script.url.end, `new URL(${JSON.stringify(url)})`);
      script.others.forEach(visit);
      return;
    }
    ts.forEachChild(node, visit);
    write?.(node);
    if (options.checkpoints === false) locate(node);
    else if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) enterFunction(node.body as ts.Node);
    else if (ts.isForStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) loop(node);
    else if (ts.isForOfStatement(node) || ts.isForInStatement(node)) lookInBody(node.statement);
    else if (ts.isAwaitExpression(node)) awaits(node);
    else locate(node);
  };

  const enterFunction = (body: ts.Node): void => {
    if (!calls(body)) return;
    checkpoints++;
    if (ts.isBlock(body)) {
      const first = body.statements.find((statement) => !isDirective(statement));
      before(first ? first.getStart(source) : body.end - 1, `${LOOK} `);
    } else {
      before(body.getStart(source), `(${NAMES.flag}[0] !== 0 && ${NAMES.look}(0), `);
      after(body.end, ')');
    }
  };

  const lookInBody = (body: ts.Statement): void => {
    checkpoints++;
    if (ts.isBlock(body)) {
      out.appendLeft(body.getStart(source) + 1, ` ${LOOK}`);
      return;
    }
    before(body.getStart(source), `{ ${LOOK} `);
    after(body.end, ';}');
  };

  const loop = (node: ts.ForStatement | ts.WhileStatement | ts.DoStatement): void => {
    const trips = ts.isForStatement(node) ? tripsAtMost(node) : null;
    if (trips !== null && trips <= FEW_TRIPS && !calls(node.statement) && !hasLoop(node.statement)) return;
    if (!isStripMinable(node)) {
      lookInBody(node.statement);
      return;
    }
    checkpoints++;
    const id = ++serial;
    const slot = options.firstStrip + strips++;
    const strip = `${NAMES.strip}[${slot}]`;
    const label = `__il_L${id}`;
    const look = `if (${NAMES.flag}[0] !== 0) ${strip} = ${NAMES.look}(${strip}); }`;
    const start = node.getStart(source);
    const end = node.end;
    const mark = hasOwnBreak(node.statement) ? `${label}: ` : '';
    if (mark !== '') renameBreaks(node.statement, label);
    const more = `__il_m${id}`;
    const left = `__il_k${id}`;
    if (ts.isForStatement(node)) {
      const counted = countedLoop(node, source);
      const [first, second] = semicolons(node, source);
      if (counted !== null) {
        const { variable, operator, sign, limit } = counted;
        const next = `${variable} ${sign} ${strip}`;
        const nearer = `${next} ${sign === '+' ? '<' : '>'} ${limit} ? ${next} : ${limit}`;
        after(second, `; ) { const __il_e${id} = ${nearer}; for (; ${variable} ${operator} __il_e${id}`);
        after(end, `; ${look}`);
      } else {
        after(first + 1, `;) { let ${more} = true; for (let ${left} = ${strip}; ${left} > 0 `);
        if (node.condition) {
          before(node.condition.getStart(source), `&& (${more} = (`);
          after(node.condition.end, '))');
        }
        after(second + 1, ` ${left}--${node.incrementor ? ', ' : ''}`);
        after(end, `; if (!${more}) break; ${look}`);
      }
      before(start, mark);
    } else if (ts.isWhileStatement(node)) {
      out.update(start, start + 'while'.length, `for (;;) { let ${more} = true, ${left} = ${strip}; for`);
      before(start, mark);
      before(node.expression.getStart(source), `; ${left} > 0 && (${more} = (`);
      after(node.expression.end, `)); ${left}--`);
      after(end, `; if (!${more}) break; ${look}`);
    } else {
      before(start, `${mark}for (;;) { let ${more}, ${left} = ${strip}; `);
      before(node.expression.getStart(source), `(${more} = (`);
      after(node.expression.end, `)) && --${left} > 0`);
      after(end, `; if (!${more}) break; ${look}`);
    }
  };

  const renameBreaks = (body: ts.Node, label: string): void => {
    const rename = (node: ts.Node): void => {
      if (ts.isBreakStatement(node) && node.label === undefined) {
        out.appendLeft(node.getStart(source) + 'break'.length, ` ${label}`);
      }
      if (ts.isIterationStatement(node, false) || ts.isSwitchStatement(node) || ts.isFunctionLike(node)) return;
      ts.forEachChild(node, rename);
    };
    rename(body);
  };

  const awaits = (node: ts.AwaitExpression): void => {
    checkpoints++;
    before(node.expression.getStart(source), `${NAMES.suspend}(`);
    before(node.getStart(source), `${NAMES.resume}(`);
    after(node.end, '))');
  };

  const locate = (node: ts.Node): void => {
    const at = options.location;
    if (at === undefined) return;
    if (ts.isMetaProperty(node) && ts.isPropertyAccessExpression(node.parent)) {
      const key = node.parent.name.text;
      const value = key === 'url' ? at.url : key === 'filename' ? at.file : key === 'dirname' ? at.folder : null;
      if (value !== null) out.update(node.parent.getStart(source), node.parent.end, JSON.stringify(value));
    } else if (ts.isIdentifier(node) && (node.text === '__filename' || node.text === '__dirname') && isFreeUse(node)) {
      out.update(node.getStart(source), node.end, JSON.stringify(node.text === '__filename' ? at.file : at.folder));
    }
  };

  visit(source);
  return {
    code: out.toString(),
    map: out.generateMap({ source: source.fileName, includeContent: true, hires: 'boundary' }).toString(),
    strips,
    checkpoints,
  };
}

/** `new Worker(new URL('./script.ts', import.meta.url), ...)`, the form that bundlers know, too. */
function workerScript(node: ts.Node): {
  readonly url: ts.NewExpression;
  readonly specifier: ts.StringLiteralLike;
  readonly others: readonly ts.Node[];
} | null {
  if (!ts.isNewExpression(node)) return null;
  const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
  const [url, ...others] = node.arguments ?? [];
  if (!ts.isIdentifier(callee) || callee.text !== 'Worker' || url === undefined || !ts.isNewExpression(url))
    return null;
  const [specifier, base] = url.arguments ?? [];
  if (!ts.isIdentifier(url.expression) || url.expression.text !== 'URL') return null;
  if (specifier === undefined || !ts.isStringLiteralLike(specifier) || base === undefined) return null;
  const isHere = ts.isPropertyAccessExpression(base) && ts.isMetaProperty(base.expression) && base.name.text === 'url';
  return isHere ? { url, specifier, others } : null;
}

/** Without a call there is no recursion, and the looks of the loops inside are enough. */
function calls(body: ts.Node): boolean {
  return contains(
    body,
    (node) =>
      ((ts.isCallExpression(node) || ts.isNewExpression(node)) && !isLeafCall(node)) ||
      ts.isTaggedTemplateExpression(node) ||
      ts.isAwaitExpression(node) ||
      ts.isYieldExpression(node),
  );
}

function hasLoop(body: ts.Node): boolean {
  return contains(body, (node) => ts.isIterationStatement(node, false));
}

/** Looks at the node and below it, but not into functions that are only made there. */
function contains(root: ts.Node, test: (node: ts.Node) => boolean): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found || ts.isFunctionLike(node)) return;
    if (test(node)) found = true;
    else ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** `Math.sqrt(x)` and the like: compiled in place, never calls back. */
function isLeafCall(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  const callee = node.expression;
  return (
    ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression) && callee.expression.text === 'Math'
  );
}

function hasOwnBreak(body: ts.Node): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isBreakStatement(node) && node.label === undefined) found = true;
    if (ts.isIterationStatement(node, false) || ts.isSwitchStatement(node) || ts.isFunctionLike(node)) return;
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

function semicolons(node: ts.ForStatement, source: ts.SourceFile): readonly [number, number] {
  const found = node.getChildren(source).filter((child) => child.kind === ts.SyntaxKind.SemicolonToken);
  return [found[0]?.getStart(source) ?? node.pos, found[1]?.getStart(source) ?? node.pos];
}

function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

/** Not a property name or a declaration. */
function isFreeUse(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  if (
    (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)) &&
    parent.name === node
  ) {
    return false;
  }
  return !declaredInFile(node.getSourceFile(), node.text);
}

function declaredInFile(source: ts.SourceFile, name: string): boolean {
  return source.statements.some(
    (statement) =>
      ts.isVariableStatement(statement) &&
      statement.declarationList.declarations.some(
        (declaration) => ts.isIdentifier(declaration.name) && declaration.name.text === name,
      ),
  );
}
