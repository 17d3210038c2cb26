/** Imports and exports, in the ECMAScript and in the CommonJS form that compilers write. */
import ts from 'typescript';
import type { Expr, Span, Stmt } from '../facts/core.ts';
import type { LoweringContext } from './context.ts';
import { lowerExpr, requireSpecifier, skipParentheses } from './expressions.ts';

function exported(node: ts.Node): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
}

function isDefault(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.DefaultKeyword)
  );
}

function atModuleLevel(ctx: LoweringContext): boolean {
  return ctx.frames.length === 1;
}

/** Imports are hoisted: their names are declared before anything else of the file is lowered. */
export function declareImports(ctx: LoweringContext, statements: readonly ts.Statement[]): void {
  for (const s of statements) {
    if (ts.isImportDeclaration(s) && ts.isStringLiteral(s.moduleSpecifier)) {
      ctx.esm = true;
      const from = s.moduleSpecifier.text;
      const clause = s.importClause;
      const typeOnly = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      if (!typeOnly) ctx.specifiers.add(from);
      if (clause?.name !== undefined) importName(ctx, clause.name, from, 'default', typeOnly);
      const named = clause?.namedBindings;
      if (named !== undefined && ts.isNamespaceImport(named)) importName(ctx, named.name, from, '*', typeOnly);
      if (named !== undefined && ts.isNamedImports(named)) {
        for (const e of named.elements)
          importName(ctx, e.name, from, (e.propertyName ?? e.name).text, typeOnly || e.isTypeOnly);
      }
    } else if (ts.isImportEqualsDeclaration(s) && ts.isExternalModuleReference(s.moduleReference)) {
      const e = s.moduleReference.expression;
      if (ts.isStringLiteral(e)) {
        ctx.specifiers.add(e.text);
        importName(ctx, s.name, e.text, '*', s.isTypeOnly);
      }
    }
  }
}

function importName(
  ctx: LoweringContext,
  name: ts.Identifier,
  from: string,
  imported: string,
  typeOnly: boolean,
): void {
  const at = ctx.span(name);
  const b = ctx.declare(name.text, 'import', at);
  ctx.imports.push({ b, from, imported, typeOnly, at });
}

/** Records imports and exports of one statement; returns statements that stand for it (usually none). */
export function lowerModuleStatement(ctx: LoweringContext, node: ts.Statement, value?: Expr): Stmt[] {
  if (ts.isVariableStatement(node)) {
    for (const d of node.declarationList.declarations) commonJsImport(ctx, d);
    if (exported(node)) {
      ctx.esm = true;
      for (const d of node.declarationList.declarations) exportNames(ctx, d.name);
    }
    return [];
  }
  if (ts.isExpressionStatement(node)) {
    if (value !== undefined) commonJsExport(ctx, node.expression, value);
    return [];
  }
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
    if (!exported(node) || !atModuleLevel(ctx)) return [];
    ctx.esm = true;
    const at = ctx.span(node.name ?? node);
    const b = node.name !== undefined ? ctx.lookup(node.name.text) : undefined;
    const name = isDefault(node) ? 'default' : (node.name?.text ?? 'default');
    if (b !== undefined) ctx.exports.push({ name, b, at });
    else if (value !== undefined) ctx.exports.push({ name, expr: value, at });
    return [];
  }
  if (ts.isEnumDeclaration(node)) {
    if (exported(node)) exportNames(ctx, node.name);
    return [];
  }
  if (ts.isExportAssignment(node)) {
    ctx.esm = true;
    const at = ctx.span(node);
    const expr = lowerExpr(ctx, node.expression, 'default');
    const name = node.isExportEquals === true ? '=' : 'default';
    if (expr.k === 'var') ctx.exports.push({ name, b: expr.b, at });
    else ctx.exports.push({ name, expr, at });
    return expr.k === 'var' ? [] : [{ k: 'expr', at, e: expr }];
  }
  if (ts.isExportDeclaration(node)) exportDeclaration(ctx, node);
  return [];
}

function exportNames(ctx: LoweringContext, name: ts.BindingName): void {
  if (!atModuleLevel(ctx)) return;
  if (ts.isIdentifier(name)) {
    const b = ctx.lookup(name.text);
    if (b !== undefined) ctx.exports.push({ name: name.text, b, at: ctx.span(name) });
    return;
  }
  for (const e of name.elements) if (!ts.isOmittedExpression(e)) exportNames(ctx, e.name);
}

function exportDeclaration(ctx: LoweringContext, node: ts.ExportDeclaration): void {
  ctx.esm = true;
  const at = ctx.span(node);
  const from =
    node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)
      ? node.moduleSpecifier.text
      : undefined;
  if (node.isTypeOnly) return;
  if (from !== undefined) ctx.specifiers.add(from);
  const clause = node.exportClause;
  if (clause === undefined) {
    if (from !== undefined) ctx.exports.push({ name: '*', from, at });
  } else if (ts.isNamespaceExport(clause)) {
    if (from !== undefined) ctx.exports.push({ name: clause.name.text, from, imported: '*', at });
  } else {
    for (const e of clause.elements) {
      const local = (e.propertyName ?? e.name).text;
      if (from !== undefined) ctx.exports.push({ name: e.name.text, from, imported: local, at: ctx.span(e) });
      else {
        const b = ctx.lookup(local);
        if (b !== undefined) ctx.exports.push({ name: e.name.text, b, at: ctx.span(e) });
      }
    }
  }
}

/** `const x = require('y')`, `const { a } = require('y')`, `const x = require('y').z`. */
function commonJsImport(ctx: LoweringContext, d: ts.VariableDeclaration): void {
  if (d.initializer === undefined) return;
  let init = skipParentheses(d.initializer);
  let member: string | undefined;
  if (ts.isPropertyAccessExpression(init)) {
    member = init.name.text;
    init = init.expression;
  }
  const from = requireSpecifier(init);
  if (from === undefined) return;
  ctx.specifiers.add(from);
  if (ts.isIdentifier(d.name)) {
    const b = ctx.lookup(d.name.text);
    if (b !== undefined) ctx.imports.push({ b, from, imported: member ?? '*', typeOnly: false, at: ctx.span(d.name) });
  } else if (ts.isObjectBindingPattern(d.name) && member === undefined) {
    for (const e of d.name.elements) {
      const key = e.propertyName ?? e.name;
      if (!ts.isIdentifier(e.name) || !ts.isIdentifier(key)) continue;
      const b = ctx.lookup(e.name.text);
      if (b !== undefined) ctx.imports.push({ b, from, imported: key.text, typeOnly: false, at: ctx.span(e) });
    }
  }
}

/** `exports.x = e`, `module.exports = e`, `module.exports.x = e`, `Object.defineProperty(exports, 'x', { get })`, `__export(ns, {...})`, `__exportStar(require('x'), exports)`. */
function commonJsExport(ctx: LoweringContext, node: ts.Expression, value: Expr): void {
  if (value.k === 'assign' && value.op === '=' && value.target.k === 'expr') {
    const name = exportedName(value.target.e);
    if (name !== undefined) addExport(ctx, name, innermost(value.value), value.at);
    if (value.value.k === 'assign') commonJsExport(ctx, node, value.value);
    return;
  }
  if (value.k !== 'call' || !atModuleLevel(ctx)) return;
  const { callee, args } = value;
  const helper =
    callee.k === 'var'
      ? ctx.binding(callee.b).name
      : callee.k === 'global'
        ? callee.name
        : callee.k === 'member'
          ? callee.prop
          : '';
  const [first, second, third] = args;
  if (
    helper === 'defineProperty' &&
    first !== undefined &&
    isExportsObject(first) &&
    second?.k === 'const' &&
    third?.k === 'object'
  ) {
    const getter = third.props.find((p) => p.k === 'prop' && p.key === 'get');
    const fn = getter?.k === 'prop' && getter.value.k === 'func' ? ctx.functions[getter.value.fn] : undefined;
    const returned = fn?.body[0];
    if (returned?.k === 'return' && returned.e !== undefined)
      addExport(ctx, String(second.value), returned.e, value.at);
  } else if (helper === '__export' && second?.k === 'object') {
    for (const p of second.props) {
      if (p.k !== 'prop' || p.value.k !== 'func') continue;
      const returned = ctx.functions[p.value.fn]?.body[0];
      if (returned?.k === 'return' && returned.e !== undefined) addExport(ctx, p.key, returned.e, value.at);
    }
  } else if (/exportStar|reExport/i.test(helper)) {
    for (const arg of ts.isCallExpression(node) ? node.arguments : []) {
      const from = requireSpecifier(arg);
      if (from !== undefined) ctx.exports.push({ name: '*', from, at: value.at });
    }
  }
}

function innermost(e: Expr): Expr {
  return e.k === 'assign' ? innermost(e.value) : e;
}

function isExportsObject(e: Expr): boolean {
  if (e.k === 'global') return e.name === 'exports';
  return e.k === 'member' && e.prop === 'exports' && e.obj.k === 'global' && e.obj.name === 'module';
}

function exportedName(target: Expr): string | undefined {
  if (isExportsObject(target)) return '=';
  return target.k === 'member' && isExportsObject(target.obj) ? target.prop : undefined;
}

function addExport(ctx: LoweringContext, name: string, e: Expr, at: Span): void {
  if (e.k === 'const' && e.value === undefined) return;
  if (e.k === 'var') ctx.exports.push({ name, b: e.b, at });
  else ctx.exports.push({ name, expr: e, at });
  if (name !== '=' || e.k !== 'object') return;
  for (const p of e.props) {
    if (p.k !== 'prop') continue;
    if (p.value.k === 'var') ctx.exports.push({ name: p.key, b: p.value.b, at: p.keyAt });
    else ctx.exports.push({ name: p.key, expr: p.value, at: p.keyAt });
  }
}
