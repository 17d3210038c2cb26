/**
 * Finds the function that is to be run and works out how to reach it from the top of its own module: exported or not,
 * method, accessor, closure over module state. The answer is a piece of code that is appended to the module, so that
 * module-private names are in scope; a function that cannot be reached is refused with the reason.
 */
import ts from 'typescript';
import { findArguments, tagText } from './arguments.ts';
import { capturedFrom, enclosingScope } from './captured.ts';
import { LabProblem, type ArgumentSource, type TargetRef } from './types.ts';

export interface TargetPlan {
  /** For people: `fib`, `Bank.transfer`. */
  readonly label: string;
  readonly arguments: ArgumentSource;
  /**
   * Source of a function to append to the module: `(thread, call, self)` to `[function, this, array of arguments]`.
   * Arguments may speak of `$thread` and `$call`; the object of a method is made unless it is given.
   */
  readonly access: string;
  /** Variables of the module that may hold state. */
  readonly state: readonly string[];
  /** What an `@invariant` tag of the function says, or null. */
  readonly invariant: string | null;
  readonly isGenerator: boolean;
}

export type FunctionNode = ts.FunctionLikeDeclaration & { readonly body: ts.Node };

interface Candidate {
  readonly node: FunctionNode;
  /** Qualified name, parts from the outside in. */
  readonly name: readonly string[];
  readonly reach: Reach;
}

/** How code at the end of the module gets hold of the function. */
type Reach =
  | { readonly kind: 'value'; readonly code: string; readonly receiver: string }
  | { readonly kind: 'instance'; readonly type: string; readonly cls: ts.ClassLikeDeclaration; readonly member: string }
  | {
      readonly kind: 'getter';
      readonly object: string;
      readonly cls: ts.ClassLikeDeclaration | null;
      readonly member: string;
    }
  | { readonly kind: 'construct'; readonly type: string }
  | { readonly kind: 'copy' }
  | { readonly kind: 'no'; readonly why: string };

export function parseModule(file: string, text: string): ts.SourceFile {
  const kind = /\.[cm]?tsx$/.test(file)
    ? ts.ScriptKind.TSX
    : /\.jsx$/.test(file)
      ? ts.ScriptKind.JSX
      : /\.[cm]?js$/.test(file)
        ? ts.ScriptKind.JS
        : ts.ScriptKind.TS;
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
}

/**
 * @param args arguments given by the user, or undefined
 * @throws {LabProblem} when there is no such function, when several fit, when it cannot be reached, or when it needs
 * arguments that nothing in the file supplies
 */
export function planTarget(source: ts.SourceFile, target: TargetRef, args: readonly unknown[] | undefined): TargetPlan {
  const candidates = collect(source);
  const found =
    target.kind === 'name' ? byName(candidates, target.name, source) : byOffset(candidates, target.offset, source);
  const label = found.name.join('.');
  const refuse = (why: string): never => {
    throw new LabProblem('cannot-be-reached', `${label} cannot be run: ${why}`);
  };
  const isGenerator = 'asteriskToken' in found.node && found.node.asteriskToken !== undefined;
  const given = findArguments(source, found.node, found.name, label, args);
  const plan = (code: string): TargetPlan => ({
    label,
    arguments: given.source,
    access: code,
    state: moduleState(source),
    invariant: tagText(found.node, 'invariant'),
    isGenerator,
  });
  const reach = found.reach;
  switch (reach.kind) {
    case 'value':
      return plan(`(${CALL}) => [${reach.code}, ${reach.receiver}, ${given.code}]`);
    case 'construct':
      return plan(`(${CALL}) => [(...a) => new ${reach.type}(...a), undefined, ${given.code}]`);
    case 'instance': {
      const object = construct(source, reach.cls, reach.type, label);
      return plan(`(${CALL}, $self = ${object}) => [$self.${reach.member}, $self, ${given.code}]`);
    }
    case 'getter': {
      const object = reach.cls === null ? reach.object : construct(source, reach.cls, reach.object, label);
      return plan(`(${CALL}, $self = ${object}) => [() => $self.${reach.member}, $self, []]`);
    }
    case 'copy':
      return plan(`(${CALL}) => [(${copyOf(source, found.node)}), undefined, ${given.code}]`);
    case 'no':
      return refuse(reach.why);
  }
}

/** Which thread calls and which of its calls it is, for arguments that differ. */
const CALL = '$thread = 0, $call = 0';

/** Variables of the module that are not just names of functions or literals. */
function moduleState(source: ts.SourceFile): string[] {
  const names: string[] = [];
  const add = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.push(name.text);
    else for (const element of name.elements) if (!ts.isOmittedExpression(element)) add(element.name);
  };
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement) || isDeclared(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer !== undefined && (ts.isFunctionLike(initializer) || ts.isClassLike(initializer))) continue;
      const fixed = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
      if (!fixed || initializer === undefined || !ts.isLiteralExpression(initializer)) add(name);
    }
  }
  return names;
}

function isDeclared(statement: ts.VariableStatement): boolean {
  return statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false;
}

/** `new C(...)` with constants from the constructor's defaults or from a place that already constructs one. */
function construct(source: ts.SourceFile, cls: ts.ClassLikeDeclaration, type: string, label: string): string {
  const constructor = cls.members.find(
    (member): member is ts.ConstructorDeclaration => ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
  if (constructor === undefined) return `new ${type}()`;
  try {
    const given = findArguments(source, constructor as FunctionNode, [type, 'constructor'], `new ${type}`, undefined);
    return `new ${type}(...${given.code})`;
  } catch (error) {
    if (!(error instanceof LabProblem)) throw error;
    throw new LabProblem(
      'cannot-be-reached',
      `${label} cannot be run: it is a method, and nothing in the file shows how to construct a ${type} ` +
        `(${error.parameters.join(', ')} without a value). Give the constructor a "@bench [...]" tag or default values.`,
    );
  }
}

function copyOf(source: ts.SourceFile, node: FunctionNode): string {
  const text = source.text.slice(node.getStart(source), node.end);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return text;
  return text.replace(/^(?:export\s+)?(?:default\s+)?/, '');
}

function byName(candidates: readonly Candidate[], name: string, source: ts.SourceFile): Candidate {
  const exact = candidates.filter((candidate) => candidate.name.join('.') === name);
  const loose = candidates.filter((candidate) => candidate.name.at(-1) === name);
  const chosen = exact.length > 0 ? exact : loose;
  const [first, ...others] = chosen;
  if (first === undefined) {
    const names = candidates.map((candidate) => candidate.name.join('.')).slice(0, 12);
    const known = names.length === 0 ? 'There is no named function in it.' : `It has: ${names.join(', ')}.`;
    throw new LabProblem('function-not-found', `No function "${name}" in ${source.fileName}. ${known}`);
  }
  if (others.length > 0 && exact.length !== 1) {
    const names = chosen.map((candidate) => candidate.name.join('.')).join(', ');
    throw new LabProblem('ambiguous-function', `"${name}" could be any of ${names}: write the whole name.`);
  }
  return first;
}

function byOffset(candidates: readonly Candidate[], offset: number, source: ts.SourceFile): Candidate {
  const width = (candidate: Candidate): number => candidate.node.end - candidate.node.getFullStart();
  const around = candidates
    .filter(({ node }) => statementStart(node, source) <= offset && offset <= node.end)
    .sort((a, b) => width(a) - width(b));
  const innermost = around[0];
  if (innermost === undefined) {
    throw new LabProblem('not-a-function', 'There is no named function at the cursor.');
  }
  return innermost;
}

/** `const f = () => ...` begins at `const` for somebody who looks at it. */
function statementStart(node: FunctionNode, source: ts.SourceFile): number {
  const parent = node.parent;
  if (ts.isVariableDeclaration(parent)) return parent.parent.parent.getStart(source);
  if (ts.isPropertyAssignment(parent) || ts.isBinaryExpression(parent) || ts.isPropertyDeclaration(parent)) {
    return parent.getStart(source);
  }
  return node.getStart(source);
}

function collect(source: ts.SourceFile): Candidate[] {
  const found: Candidate[] = [];
  const path: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = isFunction(node) ? nameOf(node, source) : containerName(node);
    if (name !== null) path.push(...name);
    if (isFunction(node) && name !== null) {
      found.push({ node, name: [...path], reach: reachOf(node, source) });
    }
    ts.forEachChild(node, visit);
    if (name !== null) path.length -= name.length;
  };
  visit(source);
  return found;
}

export function isFunction(node: ts.Node): node is FunctionNode {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function containerName(node: ts.Node): readonly string[] | null {
  if (ts.isClassLike(node)) {
    if (node.name) return [node.name.text];
    if (ts.isVariableDeclaration(node.parent) && ts.isIdentifier(node.parent.name)) return [node.parent.name.text];
    return ['default'];
  }
  if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name)) return [node.name.text];
  if (ts.isObjectLiteralExpression(node) && ts.isVariableDeclaration(node.parent)) {
    return ts.isIdentifier(node.parent.name) ? [node.parent.name.text] : null;
  }
  return null;
}

function nameOf(node: FunctionNode, source: ts.SourceFile): readonly string[] | null {
  if (ts.isConstructorDeclaration(node)) return ['constructor'];
  if (ts.isFunctionDeclaration(node) && node.name === undefined) return ['default'];
  if (!ts.isArrowFunction(node) && node.name !== undefined) {
    if (ts.isIdentifier(node.name) || ts.isPrivateIdentifier(node.name) || ts.isStringLiteralLike(node.name)) {
      return [node.name.text];
    }
    if (!ts.isFunctionExpression(node)) return null;
  }
  const parent = skipWrappers(node).parent;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return [parent.name.text];
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) {
    return ts.isIdentifier(parent.name) || ts.isStringLiteralLike(parent.name) ? [parent.name.text] : null;
  }
  if (ts.isExportAssignment(parent)) return ['default'];
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return parent.left
      .getText(source)
      .replace(/^(?:module\.)?exports\./, '')
      .split('.');
  }
  return null;
}

function skipWrappers(node: ts.Node): ts.Node {
  let at = node;
  while (
    ts.isParenthesizedExpression(at.parent) ||
    ts.isAsExpression(at.parent) ||
    ts.isSatisfiesExpression(at.parent) ||
    ts.isNonNullExpression(at.parent)
  ) {
    at = at.parent;
  }
  return at;
}

function member(name: ts.PropertyName | undefined): string | null {
  return name !== undefined && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name.text : null;
}

function reachOf(node: FunctionNode, source: ts.SourceFile): Reach {
  const scope = enclosingScope(node);
  if (scope !== null) {
    const captured = capturedFrom(scope, node);
    const holder = scope.name !== undefined ? `"${scope.name.getText(source)}"` : 'another function';
    if (captured !== null) {
      return {
        kind: 'no',
        why: `it lives inside ${holder} and uses its "${captured}", which exists only while that runs.`,
      };
    }
    if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isArrowFunction(node))
      return { kind: 'copy' };
    return { kind: 'no', why: `its class or object is made inside ${holder} and does not exist outside of it.` };
  }
  if (ts.isFunctionDeclaration(node)) {
    return node.name
      ? { kind: 'value', code: qualified(node, node.name.text), receiver: 'undefined' }
      : { kind: 'copy' };
  }
  if (ts.isClassLike(node.parent)) return reachMember(node, node.parent);
  if (ts.isPropertyDeclaration(node.parent) && ts.isClassLike(node.parent.parent)) {
    return reachMember(node.parent, node.parent.parent);
  }
  const top = skipWrappers(node).parent;
  if (ts.isVariableDeclaration(top) && ts.isIdentifier(top.name)) {
    return { kind: 'value', code: qualified(top, top.name.text), receiver: 'undefined' };
  }
  const literal = ts.isObjectLiteralExpression(node.parent)
    ? node.parent
    : ts.isPropertyAssignment(node.parent)
      ? node.parent.parent
      : null;
  if (literal !== null) {
    const owner = skipWrappers(literal).parent;
    const key = member(
      ts.isPropertyAssignment(node.parent) ? node.parent.name : (node.name as ts.PropertyName | undefined),
    );
    if (ts.isVariableDeclaration(owner) && ts.isIdentifier(owner.name) && key !== null) {
      const object = qualified(owner, owner.name.text);
      if (ts.isGetAccessor(node)) return { kind: 'getter', object, cls: null, member: key };
      return { kind: 'value', code: `${object}.${key}`, receiver: object };
    }
    return { kind: 'no', why: 'its object has no name at the top of the module.' };
  }
  if (ts.isBinaryExpression(top)) {
    const left = top.left.getText(source);
    const object = ts.isPropertyAccessExpression(top.left) ? top.left.expression.getText(source) : 'undefined';
    return { kind: 'value', code: left, receiver: object };
  }
  return { kind: 'copy' };
}

function reachMember(
  node: ts.Node & { readonly name?: ts.PropertyName | ts.Node | undefined },
  cls: ts.ClassLikeDeclaration,
): Reach {
  const owner =
    cls.name?.text ?? (ts.isVariableDeclaration(cls.parent) ? member(cls.parent.name as ts.PropertyName) : null);
  if (owner === null || owner === undefined) return { kind: 'no', why: 'its class has no name.' };
  const type = qualified(cls, owner);
  if (ts.isConstructorDeclaration(node)) return { kind: 'construct', type };
  const name = node.name as ts.PropertyName | undefined;
  if (name !== undefined && ts.isPrivateIdentifier(name)) {
    return {
      kind: 'no',
      why: 'a #private method can only be called by its own class. Run a public one that calls it.',
    };
  }
  const key = member(name);
  if (key === null) return { kind: 'no', why: 'its name is computed.' };
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  if (ts.isSetAccessor(node)) return { kind: 'no', why: 'it is a setter.' };
  const isStatic = modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword);
  if (ts.isGetAccessor(node)) return { kind: 'getter', object: type, cls: isStatic ? null : cls, member: key };
  if (isStatic) return { kind: 'value', code: `${type}.${key}`, receiver: type };
  if (modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.AbstractKeyword)) {
    return { kind: 'no', why: 'it is abstract.' };
  }
  if (ts.canHaveModifiers(cls) && ts.getModifiers(cls)?.some((m) => m.kind === ts.SyntaxKind.AbstractKeyword)) {
    return { kind: 'no', why: `its class ${type} is abstract and cannot be constructed.` };
  }
  return { kind: 'instance', type, cls, member: key };
}

/** Adds the namespaces that a declaration lies in: `N.f`. */
function qualified(node: ts.Node, name: string): string {
  let code = name;
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
    if (ts.isModuleDeclaration(at) && ts.isIdentifier(at.name)) code = `${at.name.text}.${code}`;
  }
  return code;
}
