/** Functions and classes -> their tables; field initialisers become synthetic functions. */
import ts from 'typescript';
import type {
  ClassId,
  Expr,
  FieldFacts,
  FunctionFacts,
  FunctionId,
  FunctionKind,
  Param,
  Span,
  Stmt,
} from '../facts/core.ts';
import type { LoweringContext } from './context.ts';
import { lowerExpr, lowerPattern, memberName } from './expressions.ts';
import { declareNames, hoistVars, lowerBody, lowerStatement } from './statements.ts';
import { lowerType } from './type-refs.ts';

type FunctionNode = ts.FunctionLikeDeclaration;

function kindOf(node: FunctionNode): FunctionKind {
  if (ts.isArrowFunction(node)) return 'arrow';
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (ts.isMethodDeclaration(node)) return 'method';
  if (ts.isGetAccessorDeclaration(node)) return 'getter';
  if (ts.isSetAccessorDeclaration(node)) return 'setter';
  return 'function';
}

function modifiersOf(node: ts.Node): readonly ts.ModifierLike[] {
  return ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
}

function has(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return modifiersOf(node).some((m) => m.kind === kind);
}

function accessOf(node: ts.Node, name: string): 'public' | 'protected' | 'private' {
  if (name.startsWith('#') || has(node, ts.SyntaxKind.PrivateKeyword)) return 'private';
  return has(node, ts.SyntaxKind.ProtectedKeyword) ? 'protected' : 'public';
}

function decoratorsOf(ctx: LoweringContext, node: ts.Node): Expr[] {
  if (!ts.canHaveDecorators(node)) return [];
  return (ts.getDecorators(node) ?? []).map((d) => lowerExpr(ctx, d.expression));
}

export function lowerFunction(ctx: LoweringContext, node: FunctionNode, nameHint = '', cls?: ClassId): FunctionId {
  const id = ctx.reserveFunction();
  const parent = ctx.frame.fn;
  const kind = kindOf(node);
  const tags = ctx.tagsOf(tagHost(node));
  const decorators = decoratorsOf(ctx, node);
  const name = node.name !== undefined ? memberName(node.name) : kind === 'constructor' ? 'constructor' : nameHint;
  ctx.enterFunction(id);
  if (ts.isFunctionExpression(node) && node.name !== undefined) {
    const self = ctx.declare(node.name.text, 'function', ctx.span(node.name));
    ctx.binding(self).fn = id;
    ctx.pushScope();
  }
  const parameterProperties: Stmt[] = [];
  for (const p of node.parameters) declareNames(ctx, p.name, 'param', lowerType(ctx, p.type));
  const params: Param[] = [];
  for (const p of node.parameters) {
    if (ts.isIdentifier(p.name) && p.name.text === 'this') continue;
    const type = lowerType(ctx, p.type);
    const target = lowerPattern(ctx, p.name, false);
    params.push({
      target,
      rest: p.dotDotDotToken !== undefined,
      ...(p.initializer !== undefined ? { init: lowerExpr(ctx, p.initializer) } : {}),
      ...(type !== undefined ? { type } : {}),
    });
    if (kind === 'constructor' && ts.isIdentifier(p.name) && isParameterProperty(p) && target.k === 'bind') {
      parameterProperties.push(
        assignThis(p.name.text, ctx.span(p.name), { k: 'var', at: ctx.span(p.name), b: target.b }),
      );
    }
  }
  let body: readonly Stmt[];
  if (node.body === undefined) body = [];
  else if (ts.isBlock(node.body)) {
    hoistVars(ctx, node.body);
    body = lowerBody(ctx, node.body.statements);
  } else {
    const e = lowerExpr(ctx, node.body);
    body = [{ k: 'return', at: ctx.span(node.body), e }];
  }
  if (ts.isFunctionExpression(node) && node.name !== undefined) ctx.popScope();
  const hasAwait = ctx.leaveFunction();
  const returns = lowerType(ctx, node.type);
  const facts: FunctionFacts = {
    id,
    kind,
    name,
    at: ctx.span(node),
    nameAt: node.name !== undefined ? ctx.span(node.name) : headOf(ctx, node),
    async: has(node, ts.SyntaxKind.AsyncKeyword),
    generator: node.asteriskToken !== undefined,
    params,
    ...(returns !== undefined ? { returns } : {}),
    body: parameterProperties.length > 0 ? afterSuper(parameterProperties, body) : body,
    bodyAt: node.body !== undefined ? ctx.span(node.body) : ctx.span(node),
    parent,
    cls,
    lexicalThis: kind === 'arrow',
    static: has(node, ts.SyntaxKind.StaticKeyword),
    access: accessOf(node, name),
    decorators,
    tags,
    hasAwait,
  };
  ctx.functions[id] = facts;
  return id;
}

/** Where a nameless function is pointed at: its head up to the body. */
function headOf(ctx: LoweringContext, node: FunctionNode): Span {
  const start = node.getStart(ctx.source, false);
  const bodyStart = node.body?.getStart(ctx.source, false) ?? node.end;
  return [start, Math.max(start + 1, bodyStart)];
}

/** JSDoc of `const f = () => {}` and of property assignments stands before the statement or property. */
function tagHost(node: FunctionNode): ts.Node {
  const parent = node.parent as ts.Node | undefined;
  if (parent === undefined) return node;
  if (ts.isVariableDeclaration(parent)) {
    const list = parent.parent;
    return ts.isVariableDeclarationList(list) && ts.isVariableStatement(list.parent) ? list.parent : parent;
  }
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) || ts.isExportAssignment(parent))
    return parent;
  return node;
}

function isParameterProperty(p: ts.ParameterDeclaration): boolean {
  return modifiersOf(p).some((m) =>
    [
      ts.SyntaxKind.PublicKeyword,
      ts.SyntaxKind.PrivateKeyword,
      ts.SyntaxKind.ProtectedKeyword,
      ts.SyntaxKind.ReadonlyKeyword,
    ].includes(m.kind),
  );
}

function assignThis(prop: string, at: Span, value: Expr): Stmt {
  const target: Expr = { k: 'member', at, obj: { k: 'this', at }, prop, propAt: at, optional: false };
  return { k: 'expr', at, e: { k: 'assign', at, op: '=', target: { k: 'expr', at, e: target }, value } };
}

/** Parameter properties are assigned right after `super(...)`, or first when there is none. */
function afterSuper(assignments: readonly Stmt[], body: readonly Stmt[]): Stmt[] {
  const index = body.findIndex((s) => s.k === 'expr' && s.e.k === 'call' && s.e.callee.k === 'super');
  return [...body.slice(0, index + 1), ...assignments, ...body.slice(index + 1)];
}

export function lowerClass(ctx: LoweringContext, node: ts.ClassLikeDeclaration, nameHint = ''): ClassId {
  ctx.classes.push(undefined);
  const id = ctx.classes.length - 1;
  const parent = ctx.frame.fn;
  const name = node.name?.text ?? nameHint;
  const decorators = decoratorsOf(ctx, node);
  ctx.pushScope();
  if (ts.isClassExpression(node) && node.name !== undefined) {
    const self = ctx.declare(node.name.text, 'class', ctx.span(node.name));
    ctx.binding(self).cls = id;
  }
  const heritage = node.heritageClauses ?? [];
  const superNode = heritage.find((h) => h.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const superClass = superNode !== undefined ? lowerExpr(ctx, superNode.expression) : undefined;
  const implemented = heritage
    .filter((h) => h.token === ts.SyntaxKind.ImplementsKeyword)
    .flatMap((h) => h.types)
    .map((t) => ({ k: 'ref', name: t.expression.getText(ctx.source), args: [] }) as const);

  const methods: { name: string; fn: FunctionId }[] = [];
  const fields: FieldFacts[] = [];
  let ctor: FunctionId | undefined;
  for (const member of node.members) {
    if (ts.isConstructorDeclaration(member)) {
      for (const p of member.parameters) {
        if (isParameterProperty(p) && ts.isIdentifier(p.name)) fields.push(field(ctx, p, p.name.text, p.type));
      }
      if (member.body !== undefined) ctor = lowerFunction(ctx, member, 'constructor', id);
    } else if (
      ts.isMethodDeclaration(member) ||
      ts.isGetAccessorDeclaration(member) ||
      ts.isSetAccessorDeclaration(member)
    ) {
      if (member.body === undefined) continue;
      methods.push({ name: memberName(member.name), fn: lowerFunction(ctx, member, '', id) });
    }
  }
  const fieldsFn = lowerFieldInitialisers(ctx, node, id, false, fields);
  const staticFn = lowerFieldInitialisers(ctx, node, id, true, fields);
  ctx.popScope();
  ctx.classes[id] = {
    id,
    name,
    at: ctx.span(node),
    nameAt:
      node.name !== undefined
        ? ctx.span(node.name)
        : [node.getStart(ctx.source, false), node.getStart(ctx.source, false) + 5],
    parent,
    ...(superClass !== undefined ? { superClass } : {}),
    implements: implemented,
    fields,
    methods,
    ...(ctor !== undefined ? { ctor } : {}),
    ...(fieldsFn !== undefined ? { fieldsFn } : {}),
    ...(staticFn !== undefined ? { staticFn } : {}),
    abstract: has(node, ts.SyntaxKind.AbstractKeyword),
    decorators,
    tags: ctx.tagsOf(node),
  };
  return id;
}

function field(
  ctx: LoweringContext,
  node: ts.PropertyDeclaration | ts.ParameterDeclaration,
  name: string,
  typeNode: ts.TypeNode | undefined,
  init?: Expr,
): FieldFacts {
  const type = lowerType(ctx, typeNode);
  return {
    name,
    at: ctx.span(node.name),
    static: has(node, ts.SyntaxKind.StaticKeyword),
    readonly: has(node, ts.SyntaxKind.ReadonlyKeyword),
    access: accessOf(node, name),
    ...(type !== undefined ? { type } : {}),
    ...(init !== undefined ? { init } : {}),
    tags: ctx.tagsOf(node),
  };
}

/** One synthetic function for the instance fields and one for the static side (with static blocks). */
function lowerFieldInitialisers(
  ctx: LoweringContext,
  node: ts.ClassLikeDeclaration,
  cls: ClassId,
  isStatic: boolean,
  fields: FieldFacts[],
): FunctionId | undefined {
  const members = node.members.filter(
    (m): m is ts.PropertyDeclaration | ts.ClassStaticBlockDeclaration =>
      (ts.isPropertyDeclaration(m) &&
        has(m, ts.SyntaxKind.StaticKeyword) === isStatic &&
        !has(m, ts.SyntaxKind.DeclareKeyword)) ||
      (isStatic && ts.isClassStaticBlockDeclaration(m)),
  );
  if (members.length === 0) return undefined;
  const needsFunction = members.some((m) => ts.isClassStaticBlockDeclaration(m) || m.initializer !== undefined);
  if (!needsFunction) {
    for (const m of members) {
      if (ts.isPropertyDeclaration(m)) fields.push(field(ctx, m, memberName(m.name), m.type));
    }
    return undefined;
  }
  const id = ctx.reserveFunction();
  const parent = ctx.frame.fn;
  ctx.enterFunction(id);
  const body: Stmt[] = [];
  for (const m of members) {
    if (ts.isClassStaticBlockDeclaration(m)) {
      hoistVars(ctx, m.body);
      body.push(...lowerStatement(ctx, m.body));
      continue;
    }
    const name = memberName(m.name);
    const init = m.initializer !== undefined ? lowerExpr(ctx, m.initializer, name) : undefined;
    fields.push(field(ctx, m, name, m.type, init));
    if (init !== undefined) body.push(assignThis(name, ctx.span(m.name), init));
  }
  const hasAwait = ctx.leaveFunction();
  ctx.functions[id] = {
    id,
    kind: isStatic ? 'static' : 'fields',
    name: isStatic ? '<static>' : '<fields>',
    at: ctx.span(node),
    nameAt: node.name !== undefined ? ctx.span(node.name) : ctx.span(node),
    async: false,
    generator: false,
    params: [],
    body,
    bodyAt: ctx.span(node),
    parent,
    cls,
    lexicalThis: false,
    static: isStatic,
    access: 'public',
    decorators: [],
    tags: [],
    hasAwait,
  };
  return id;
}
