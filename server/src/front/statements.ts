/** Statements of the parse tree -> statements of the core tree, and the declaration of their names. */
import ts from 'typescript';
import type { BindingKind, Declarator, Expr, Pattern, Stmt, SwitchCase, TypeRef } from '../facts/core.ts';
import type { LoweringContext } from './context.ts';
import { lowerExpr, lowerPattern, memberName } from './expressions.ts';
import { lowerClass, lowerFunction } from './functions.ts';
import { lowerModuleStatement } from './modules.ts';
import { lowerMembers, lowerType } from './type-refs.ts';

/** Declares every name of a (destructuring) declaration in the current scope. */
export function declareNames(
  ctx: LoweringContext,
  name: ts.BindingName,
  kind: BindingKind,
  type?: TypeRef,
  host?: ts.Node,
): void {
  if (ts.isIdentifier(name)) {
    const tags = host !== undefined ? ctx.tagsOf(host) : [];
    const id = ctx.declare(name.text, kind, ctx.span(name), { type, tags });
    if (type !== undefined) ctx.binding(id).type = type;
    return;
  }
  const props = type?.k === 'object' ? new Map(type.props.map((p) => [p.name, p.type])) : undefined;
  for (const [i, elem] of name.elements.entries()) {
    if (ts.isOmittedExpression(elem)) continue;
    const key = elem.propertyName ?? elem.name;
    const elementType = ts.isIdentifier(key) ? props?.get(key.text) : type?.k === 'tuple' ? type.of[i] : undefined;
    declareNames(ctx, elem.name, kind, elem.dotDotDotToken === undefined ? elementType : undefined);
  }
}

function kindOfList(list: ts.VariableDeclarationList): 'const' | 'let' | 'var' | 'using' | 'await using' {
  const flags = list.flags & ts.NodeFlags.BlockScoped;
  if (flags === ts.NodeFlags.AwaitUsing) return 'await using';
  if (flags === ts.NodeFlags.Using) return 'using';
  if (flags === ts.NodeFlags.Const) return 'const';
  return flags === ts.NodeFlags.Let ? 'let' : 'var';
}

/** `var` belongs to the function: declare all of them before its body is lowered. */
export function hoistVars(ctx: LoweringContext, root: ts.Node): void {
  const visit = (node: ts.Node): void => {
    // Expressions declare nothing that is not inside a function of their own.
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isExpression(node)) return;
    if (ts.isVariableDeclarationList(node)) {
      if (kindOfList(node) !== 'var') return;
      for (const d of node.declarations) declareNames(ctx, d.name, 'var', lowerType(ctx, d.type), node.parent);
      return;
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(root, visit);
}

/** Declares let, const, class and function names of a block before its statements are lowered. */
export function declareBlock(ctx: LoweringContext, statements: readonly ts.Statement[]): void {
  for (const s of statements) {
    if (ts.isVariableStatement(s) && kindOfList(s.declarationList) !== 'var') {
      const kind = kindOfList(s.declarationList);
      for (const d of s.declarationList.declarations) {
        declareNames(ctx, d.name, kind === 'await using' ? 'using' : kind, undefined, s);
      }
    } else if (ts.isFunctionDeclaration(s) && s.name !== undefined) {
      ctx.declare(s.name.text, 'function', ctx.span(s.name), { tags: ctx.tagsOf(s) });
    } else if (ts.isClassDeclaration(s) && s.name !== undefined) {
      ctx.declare(s.name.text, 'class', ctx.span(s.name), { tags: ctx.tagsOf(s) });
    } else if (ts.isEnumDeclaration(s)) {
      ctx.declare(s.name.text, 'enum', ctx.span(s.name));
    } else if (ts.isModuleDeclaration(s) && ts.isIdentifier(s.name)) {
      ctx.declare(s.name.text, 'namespace', ctx.span(s.name));
    }
  }
}

/** Statements of a scope: declares, then lowers functions first (they are hoisted), then the rest in order. */
export function lowerBody(ctx: LoweringContext, statements: readonly ts.Statement[]): Stmt[] {
  declareBlock(ctx, statements);
  return lowerDeclared(ctx, statements);
}

export function lowerDeclared(ctx: LoweringContext, statements: readonly ts.Statement[]): Stmt[] {
  const out: Stmt[] = [];
  for (const s of statements) out.push(...lowerStatement(ctx, s));
  return out;
}

function scoped(ctx: LoweringContext, node: ts.Statement): Stmt[] {
  if (!ts.isBlock(node)) return lowerStatement(ctx, node);
  ctx.pushScope();
  const body = lowerBody(ctx, node.statements);
  ctx.popScope();
  return body.some((s) => s.k === 'let' && (s.kind === 'using' || s.kind === 'await using'))
    ? [{ k: 'block', at: ctx.span(node), body }]
    : body;
}

function inLoop<T>(ctx: LoweringContext, run: () => T): T {
  ctx.frame.loopDepth += 1;
  const result = run();
  ctx.frame.loopDepth -= 1;
  return result;
}

export function lowerVariables(ctx: LoweringContext, list: ts.VariableDeclarationList): Stmt {
  const kind = kindOfList(list);
  if (kind === 'await using') ctx.frame.hasAwait = true;
  const decls: Declarator[] = [];
  for (const d of list.declarations) {
    const type = lowerType(ctx, d.type);
    const hint = ts.isIdentifier(d.name) ? d.name.text : '';
    const init = d.initializer !== undefined ? lowerExpr(ctx, d.initializer, hint) : undefined;
    const target = lowerPattern(ctx, d.name, false);
    if (target.k === 'bind') {
      if (type !== undefined) ctx.binding(target.b).type = type;
      if (init !== undefined) ctx.setInit(target.b, init);
    }
    decls.push({
      target,
      at: ctx.span(d),
      ...(init !== undefined ? { init } : {}),
      ...(type !== undefined ? { type } : {}),
    });
  }
  return { k: 'let', at: ctx.span(list), kind, decls };
}

export function lowerStatement(ctx: LoweringContext, node: ts.Statement, label?: string): Stmt[] {
  const at = ctx.span(node);
  const withLabel = label !== undefined ? { label } : {};
  if (ts.isBlock(node)) {
    ctx.pushScope();
    const body = lowerBody(ctx, node.statements);
    ctx.popScope();
    return [{ k: 'block', at, body, ...withLabel }];
  }
  if (ts.isVariableStatement(node)) {
    const lowered = lowerVariables(ctx, node.declarationList);
    return [...lowerModuleStatement(ctx, node), lowered];
  }
  if (ts.isExpressionStatement(node)) {
    const e = lowerExpr(ctx, node.expression);
    return [...lowerModuleStatement(ctx, node, e), { k: 'expr', at, e }];
  }
  if (ts.isIfStatement(node)) {
    const test = lowerExpr(ctx, node.expression);
    const then = scoped(ctx, node.thenStatement);
    return [{ k: 'if', at, test, then, else: node.elseStatement !== undefined ? scoped(ctx, node.elseStatement) : [] }];
  }
  if (ts.isForStatement(node)) return [forStatement(ctx, node, withLabel)];
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) {
    return inLoop(ctx, () => {
      const test = lowerExpr(ctx, node.expression);
      const body = scoped(ctx, node.statement);
      return [{ k: 'loop', at, init: [], test, body, testFirst: ts.isWhileStatement(node), ...withLabel }];
    });
  }
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) return [forEachStatement(ctx, node, withLabel)];
  if (ts.isSwitchStatement(node)) {
    const on = lowerExpr(ctx, node.expression);
    ctx.pushScope();
    declareBlock(
      ctx,
      node.caseBlock.clauses.flatMap((c) => [...c.statements]),
    );
    const cases = node.caseBlock.clauses.map((c): SwitchCase => {
      const test = ts.isCaseClause(c) ? lowerExpr(ctx, c.expression) : undefined;
      return { ...(test !== undefined ? { test } : {}), body: lowerDeclared(ctx, c.statements) };
    });
    ctx.popScope();
    return [{ k: 'switch', at, on, cases, ...withLabel }];
  }
  if (ts.isTryStatement(node)) return [tryStatement(ctx, node)];
  if (ts.isReturnStatement(node)) {
    return [{ k: 'return', at, ...(node.expression !== undefined ? { e: lowerExpr(ctx, node.expression) } : {}) }];
  }
  if (ts.isThrowStatement(node)) return [{ k: 'throw', at, e: lowerExpr(ctx, node.expression) }];
  if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) {
    return [
      {
        k: ts.isBreakStatement(node) ? 'break' : 'continue',
        at,
        ...(node.label !== undefined ? { label: node.label.text } : {}),
      },
    ];
  }
  if (ts.isLabeledStatement(node)) return lowerStatement(ctx, node.statement, node.label.text);
  if (ts.isFunctionDeclaration(node)) {
    if (node.body === undefined) return [];
    const fn = lowerFunction(ctx, node, node.name === undefined ? 'default' : '');
    const b = node.name !== undefined ? ctx.lookup(node.name.text) : undefined;
    if (b !== undefined) ctx.binding(b).fn = fn;
    return lowerModuleStatement(ctx, node, { k: 'func', at, fn });
  }
  if (ts.isClassDeclaration(node)) {
    const cls = lowerClass(ctx, node, 'default');
    const b = node.name !== undefined ? ctx.lookup(node.name.text) : undefined;
    if (b !== undefined) ctx.binding(b).cls = cls;
    return [...lowerModuleStatement(ctx, node, { k: 'class', at, cls }), { k: 'class', at, cls }];
  }
  if (ts.isEnumDeclaration(node)) return [enumStatement(ctx, node), ...lowerModuleStatement(ctx, node)];
  if (ts.isModuleDeclaration(node)) {
    if (node.body === undefined || !ts.isModuleBlock(node.body)) return [];
    return [{ k: 'block', at, body: (ctx.pushScope(), lowerAndPop(ctx, node.body.statements)) }];
  }
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
    lowerTypeDeclaration(ctx, node);
    return [];
  }
  if (
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isExportAssignment(node) ||
    ts.isImportEqualsDeclaration(node)
  ) {
    return lowerModuleStatement(ctx, node);
  }
  return [];
}

function lowerAndPop(ctx: LoweringContext, statements: readonly ts.Statement[]): Stmt[] {
  const body = lowerBody(ctx, statements);
  ctx.popScope();
  return body;
}

function forStatement(ctx: LoweringContext, node: ts.ForStatement, label: { label?: string }): Stmt {
  const at = ctx.span(node);
  ctx.pushScope();
  const init: Stmt[] = [];
  if (node.initializer !== undefined) {
    if (ts.isVariableDeclarationList(node.initializer)) {
      const list = node.initializer;
      const kind = kindOfList(list);
      // `let` of a for loop is copied for every iteration (ECMA-262 CreatePerIterationEnvironment).
      if (kind !== 'var') {
        inLoop(ctx, () => {
          for (const d of list.declarations)
            declareNames(ctx, d.name, kind === 'await using' ? 'using' : kind, lowerType(ctx, d.type));
        });
      }
      init.push(lowerVariables(ctx, list));
    } else {
      init.push({ k: 'expr', at: ctx.span(node.initializer), e: lowerExpr(ctx, node.initializer) });
    }
  }
  const lowered = inLoop(ctx, (): Stmt => {
    const test = node.condition !== undefined ? lowerExpr(ctx, node.condition) : undefined;
    const update = node.incrementor !== undefined ? lowerExpr(ctx, node.incrementor) : undefined;
    const body = scoped(ctx, node.statement);
    return {
      k: 'loop',
      at,
      init,
      ...(test !== undefined ? { test } : {}),
      ...(update !== undefined ? { update } : {}),
      body,
      testFirst: true,
      ...label,
    };
  });
  ctx.popScope();
  return lowered;
}

function forEachStatement(
  ctx: LoweringContext,
  node: ts.ForOfStatement | ts.ForInStatement,
  label: { label?: string },
): Stmt {
  const at = ctx.span(node);
  const right = lowerExpr(ctx, node.expression);
  const isAwait = ts.isForOfStatement(node) && node.awaitModifier !== undefined;
  if (isAwait) ctx.frame.hasAwait = true;
  ctx.pushScope();
  const result = inLoop(ctx, (): Stmt => {
    let target: Pattern;
    let declares: 'const' | 'let' | 'var' | 'using' | 'await using' | undefined;
    const init = node.initializer;
    if (ts.isVariableDeclarationList(init)) {
      declares = kindOfList(init);
      const name = init.declarations[0]?.name;
      if (name !== undefined && declares !== 'var')
        declareNames(ctx, name, declares === 'await using' ? 'using' : declares);
      target =
        name !== undefined
          ? lowerPattern(ctx, name, declares === 'var')
          : { k: 'expr', at: ctx.span(init), e: { k: 'opaque', at: ctx.span(init), parts: [], what: 'for' } };
    } else {
      target = lowerPattern(ctx, init, true);
    }
    const body = scoped(ctx, node.statement);
    return {
      k: 'forEach',
      at,
      kind: isAwait ? 'await' : ts.isForOfStatement(node) ? 'of' : 'in',
      target,
      declares,
      right,
      body,
      ...label,
    };
  });
  ctx.popScope();
  return result;
}

function tryStatement(ctx: LoweringContext, node: ts.TryStatement): Stmt {
  const at = ctx.span(node);
  ctx.pushScope();
  const block = lowerAndPop(ctx, node.tryBlock.statements);
  let handler: Stmt[] | undefined;
  let param: Pattern | undefined;
  if (node.catchClause !== undefined) {
    ctx.pushScope();
    const name = node.catchClause.variableDeclaration?.name;
    if (name !== undefined) {
      declareNames(ctx, name, 'catch');
      param = lowerPattern(ctx, name, false);
    }
    handler = lowerAndPop(ctx, node.catchClause.block.statements);
  }
  let finalizer: Stmt[] | undefined;
  if (node.finallyBlock !== undefined) {
    ctx.pushScope();
    finalizer = lowerAndPop(ctx, node.finallyBlock.statements);
  }
  return {
    k: 'try',
    at,
    block,
    ...(param !== undefined ? { param } : {}),
    ...(handler !== undefined && node.catchClause !== undefined
      ? { handler, handlerAt: ctx.span(node.catchClause) }
      : {}),
    ...(finalizer !== undefined && node.finallyBlock !== undefined
      ? { finalizer, finalizerAt: ctx.span(node.finallyBlock) }
      : {}),
  };
}

/** An enum is an object of constants to us. */
function enumStatement(ctx: LoweringContext, node: ts.EnumDeclaration): Stmt {
  const at = ctx.span(node);
  let next = 0;
  const props = node.members.map((member) => {
    const init: Expr | undefined = member.initializer !== undefined ? lowerExpr(ctx, member.initializer) : undefined;
    const value: Expr = init ?? { k: 'const', at: ctx.span(member), value: next };
    next = value.k === 'const' && typeof value.value === 'number' ? value.value + 1 : NaN;
    return { k: 'prop', key: memberName(member.name), keyAt: ctx.span(member.name), value, kind: 'init' } as const;
  });
  const b = ctx.lookup(node.name.text);
  const init: Expr = { k: 'object', at, props };
  if (b === undefined) return { k: 'expr', at, e: init };
  ctx.setInit(b, init);
  return { k: 'let', at, kind: 'const', decls: [{ target: { k: 'bind', at: ctx.span(node.name), b }, init, at }] };
}

function lowerTypeDeclaration(ctx: LoweringContext, node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration): void {
  const exported = (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
  if (ts.isTypeAliasDeclaration(node)) {
    ctx.types.push({ name: node.name.text, type: lowerType(ctx, node.type) ?? { k: 'other' }, extends: [], exported });
    return;
  }
  const bases = (node.heritageClauses ?? [])
    .flatMap((h) => h.types)
    .map((t): TypeRef => ({ k: 'ref', name: t.expression.getText(ctx.source), args: [] }));
  ctx.types.push({
    name: node.name.text,
    type: { k: 'object', props: lowerMembers(ctx, node.members) },
    extends: bases,
    exported,
  });
}
