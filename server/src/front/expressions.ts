/** Expressions of the parse tree -> expressions of the core tree, in evaluation order. */
import ts from 'typescript';
import type { Expr, ObjectProp, Pattern, PatternElem, PatternProp, Span } from '../facts/core.ts';
import type { LoweringContext } from './context.ts';
import { lowerClass, lowerFunction } from './functions.ts';
import { binary, update } from './operators.ts';
import { isInformative, lowerType } from './type-refs.ts';

const INTEROP = /^(__toESM|__importDefault|__importStar|_interopRequire\w*|_interop_require\w*)$/;

/** Removes parentheses, casts and `!`. */
export function skipParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)
    ? skipParentheses(node.expression)
    : node;
}

/** `require('x')`, also inside the interop helpers of compilers; the specifier, or undefined. */
export function requireSpecifier(node: ts.Expression): string | undefined {
  const e = skipParentheses(node);
  if (!ts.isCallExpression(e)) return undefined;
  const callee = e.expression;
  const first = e.arguments[0];
  if (first === undefined) return undefined;
  if (ts.isIdentifier(callee) && callee.text === 'require')
    return ts.isStringLiteralLike(first) ? first.text : undefined;
  const name = ts.isIdentifier(callee) ? callee.text : ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
  return INTEROP.test(name) ? requireSpecifier(first) : undefined;
}

export function lowerExpr(ctx: LoweringContext, node: ts.Expression, nameHint = ''): Expr {
  const at = ctx.span(node);
  const lower = (e: ts.Expression): Expr => lowerExpr(ctx, e);

  switch (node.kind) {
    case ts.SyntaxKind.Identifier:
      return identifier(ctx, node as ts.Identifier);
    case ts.SyntaxKind.ThisKeyword:
      return { k: 'this', at };
    case ts.SyntaxKind.SuperKeyword:
      return { k: 'super', at };
    case ts.SyntaxKind.TrueKeyword:
      return { k: 'const', at, value: true };
    case ts.SyntaxKind.FalseKeyword:
      return { k: 'const', at, value: false };
    case ts.SyntaxKind.NullKeyword:
      return { k: 'const', at, value: null };
    case ts.SyntaxKind.OmittedExpression:
      return { k: 'const', at, value: undefined };
  }
  if (ts.isParenthesizedExpression(node)) return lowerExpr(ctx, node.expression, nameHint);
  if (ts.isNonNullExpression(node)) return lower(node.expression);
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) || ts.isSatisfiesExpression(node)) {
    const e = lowerExpr(ctx, node.expression, nameHint);
    const type = lowerType(ctx, node.type);
    return type !== undefined && isInformative(type) ? { k: 'cast', at, e, type } : e;
  }
  if (ts.isExpressionWithTypeArguments(node)) return lower(node.expression);
  if (ts.isNumericLiteral(node)) return { k: 'const', at, value: Number(node.text) };
  if (ts.isBigIntLiteral(node)) return { k: 'const', at, value: node.text.replace(/n$/, ''), bigint: true };
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return { k: 'const', at, value: node.text };
  if (ts.isRegularExpressionLiteral(node)) return { k: 'opaque', at, parts: [], what: node.text };
  if (ts.isTemplateExpression(node)) {
    return {
      k: 'template',
      at,
      quasis: [node.head.text, ...node.templateSpans.map((s) => s.literal.text)],
      parts: node.templateSpans.map((s) => lower(s.expression)),
    };
  }
  if (ts.isTaggedTemplateExpression(node)) {
    const template = node.template;
    const tag = lower(node.tag);
    return ts.isNoSubstitutionTemplateLiteral(template)
      ? { k: 'tagged', at, tag, quasis: [template.text], parts: [] }
      : {
          k: 'tagged',
          at,
          tag,
          quasis: [template.head.text, ...template.templateSpans.map((s) => s.literal.text)],
          parts: template.templateSpans.map((s) => lower(s.expression)),
        };
  }
  if (ts.isPropertyAccessExpression(node)) {
    const obj = lower(node.expression);
    return {
      k: 'member',
      at,
      obj,
      prop: node.name.text,
      propAt: ctx.span(node.name),
      optional: node.questionDotToken !== undefined,
    };
  }
  if (ts.isElementAccessExpression(node)) {
    const obj = lower(node.expression);
    const optional = node.questionDotToken !== undefined;
    const arg = node.argumentExpression;
    if (ts.isStringLiteralLike(arg)) {
      return { k: 'member', at, obj, prop: arg.text, propAt: ctx.span(arg), optional };
    }
    return { k: 'index', at, obj, key: lower(arg), optional };
  }
  if (ts.isCallExpression(node)) {
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const first = node.arguments[0];
      if (first === undefined) return { k: 'opaque', at, parts: [], what: 'import' };
      if (ts.isStringLiteralLike(first)) ctx.specifiers.add(first.text);
      return { k: 'import', at, e: lower(first) };
    }
    const specifier = requireSpecifier(node);
    if (specifier !== undefined) ctx.specifiers.add(specifier);
    return {
      k: 'call',
      at,
      callee: lower(node.expression),
      args: node.arguments.map((arg) => lower(arg)),
      optional: node.questionDotToken !== undefined,
    };
  }
  if (ts.isNewExpression(node)) {
    return {
      k: 'new',
      at,
      callee: lower(node.expression),
      args: (node.arguments ?? []).map((arg) => lower(arg)),
      typeArgs: (node.typeArguments ?? []).flatMap((arg) => lowerType(ctx, arg) ?? []),
    };
  }
  if (ts.isAwaitExpression(node)) {
    const e = lower(node.expression);
    ctx.frame.hasAwait = true;
    return { k: 'await', at, e };
  }
  if (ts.isYieldExpression(node)) {
    return {
      k: 'yield',
      at,
      ...(node.expression !== undefined ? { e: lower(node.expression) } : {}),
      delegate: node.asteriskToken !== undefined,
    };
  }
  if (ts.isBinaryExpression(node)) return binary(ctx, node, at);
  if (ts.isPrefixUnaryExpression(node)) {
    switch (node.operator) {
      case ts.SyntaxKind.PlusPlusToken:
      case ts.SyntaxKind.MinusMinusToken:
        return update(ctx, node.operand, node.operator === ts.SyntaxKind.PlusPlusToken ? '++' : '--', true, at);
      case ts.SyntaxKind.MinusToken: {
        const e = lower(node.operand);
        if (e.k === 'const' && typeof e.value === 'number') return { k: 'const', at, value: -e.value };
        return { k: 'unary', at, op: '-', e };
      }
      case ts.SyntaxKind.PlusToken:
        return { k: 'unary', at, op: '+', e: lower(node.operand) };
      case ts.SyntaxKind.TildeToken:
        return { k: 'unary', at, op: '~', e: lower(node.operand) };
      default:
        return { k: 'unary', at, op: '!', e: lower(node.operand) };
    }
  }
  if (ts.isPostfixUnaryExpression(node)) {
    return update(ctx, node.operand, node.operator === ts.SyntaxKind.PlusPlusToken ? '++' : '--', false, at);
  }
  if (ts.isTypeOfExpression(node)) return { k: 'unary', at, op: 'typeof', e: lower(node.expression) };
  if (ts.isVoidExpression(node)) {
    const e = lower(node.expression);
    return e.k === 'const' ? { k: 'const', at, value: undefined } : { k: 'unary', at, op: 'void', e };
  }
  if (ts.isDeleteExpression(node)) return { k: 'unary', at, op: 'delete', e: lower(node.expression) };
  if (ts.isConditionalExpression(node)) {
    return { k: 'cond', at, test: lower(node.condition), then: lower(node.whenTrue), else: lower(node.whenFalse) };
  }
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    return { k: 'func', at, fn: lowerFunction(ctx, node, nameHint) };
  }
  if (ts.isClassExpression(node)) return { k: 'class', at, cls: lowerClass(ctx, node, nameHint) };
  if (ts.isObjectLiteralExpression(node))
    return { k: 'object', at, props: node.properties.map((p) => objectProp(ctx, p)) };
  if (ts.isArrayLiteralExpression(node)) return { k: 'array', at, elems: node.elements.map((e) => lower(e)) };
  if (ts.isSpreadElement(node)) return { k: 'spread', at, e: lower(node.expression) };
  if (ts.isMetaProperty(node)) {
    const kind = node.keywordToken === ts.SyntaxKind.ImportKeyword ? 'import' : 'new';
    if (kind === 'import') ctx.esm = true;
    return { k: 'meta', at, kind };
  }
  if (ts.isJsxElement(node)) return jsx(ctx, node.openingElement, node.children, at);
  if (ts.isJsxSelfClosingElement(node)) return jsx(ctx, node, [], at);
  if (ts.isJsxFragment(node)) {
    return { k: 'jsx', at, tag: '', attrs: [], children: jsxChildren(ctx, node.children) };
  }
  return { k: 'opaque', at, parts: [], what: ts.SyntaxKind[node.kind] };
}

function identifier(ctx: LoweringContext, node: ts.Identifier): Expr {
  const at = ctx.span(node);
  const b = ctx.lookup(node.text);
  if (b !== undefined) {
    ctx.use(b);
    return { k: 'var', at, b };
  }
  if (node.text === 'undefined') return { k: 'const', at, value: undefined };
  if (node.text === 'Infinity') return { k: 'const', at, value: Infinity };
  if (node.text === 'NaN') return { k: 'const', at, value: NaN };
  return { k: 'global', at, name: node.text };
}

function propertyName(ctx: LoweringContext, name: ts.PropertyName): string | Expr {
  if (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isPrivateIdentifier(name)) return name.text;
  if (ts.isNumericLiteral(name) || ts.isNoSubstitutionTemplateLiteral(name)) return name.text;
  if (ts.isComputedPropertyName(name)) {
    if (ts.isStringLiteralLike(name.expression)) return name.expression.text;
    return lowerExpr(ctx, name.expression);
  }
  return '[computed]';
}

/** The name of a class or object member; well-known symbols become `[Symbol.dispose]` and the like. */
export function memberName(name: ts.PropertyName | undefined): string {
  if (name === undefined) return '';
  if (ts.isComputedPropertyName(name)) {
    const e = name.expression;
    if (ts.isStringLiteralLike(e)) return e.text;
    if (ts.isPropertyAccessExpression(e) && ts.isIdentifier(e.expression))
      return `[${e.expression.text}.${e.name.text}]`;
    return '[computed]';
  }
  return ts.isBigIntLiteral(name) ? name.text : name.text;
}

/** Well-known symbols keep the name they have as members; any other computed key is evaluated. */
function computedName(ctx: LoweringContext, name: ts.ComputedPropertyName): string | Expr {
  const known = memberName(name);
  return known.startsWith('[Symbol.') ? known : propertyName(ctx, name);
}

function objectProp(ctx: LoweringContext, node: ts.ObjectLiteralElementLike): ObjectProp {
  if (ts.isSpreadAssignment(node)) return { k: 'spread', e: lowerExpr(ctx, node.expression) };
  if (ts.isShorthandPropertyAssignment(node)) {
    return {
      k: 'prop',
      key: node.name.text,
      keyAt: ctx.span(node.name),
      value: identifier(ctx, node.name),
      kind: 'init',
    };
  }
  const keyAt = ctx.span(node.name);
  const key = ts.isComputedPropertyName(node.name) ? computedName(ctx, node.name) : memberName(node.name);
  const hint = typeof key === 'string' ? key : '';
  if (ts.isPropertyAssignment(node)) {
    const value = lowerExpr(ctx, node.initializer, hint);
    return typeof key === 'string'
      ? { k: 'prop', key, keyAt, value, kind: 'init' }
      : { k: 'computed', key, value, kind: 'init' };
  }
  const kind = ts.isGetAccessorDeclaration(node) ? 'get' : ts.isSetAccessorDeclaration(node) ? 'set' : 'method';
  const value: Expr = { k: 'func', at: ctx.span(node), fn: lowerFunction(ctx, node, hint) };
  return typeof key === 'string' ? { k: 'prop', key, keyAt, value, kind } : { k: 'computed', key, value, kind };
}

function jsx(
  ctx: LoweringContext,
  opening: ts.JsxOpeningLikeElement,
  children: readonly ts.JsxChild[],
  at: Span,
): Expr {
  const attrs: { name: string; value: Expr }[] = [];
  for (const attr of opening.attributes.properties) {
    if (ts.isJsxSpreadAttribute(attr)) {
      attrs.push({ name: '...', value: lowerExpr(ctx, attr.expression) });
      continue;
    }
    const name = ts.isIdentifier(attr.name) ? attr.name.text : attr.name.getText(ctx.source);
    const init = attr.initializer;
    if (init === undefined) attrs.push({ name, value: { k: 'const', at: ctx.span(attr), value: true } });
    else if (ts.isJsxExpression(init)) {
      if (init.expression !== undefined) attrs.push({ name, value: lowerExpr(ctx, init.expression, name) });
    } else attrs.push({ name, value: lowerExpr(ctx, init) });
  }
  return { k: 'jsx', at, tag: opening.tagName.getText(ctx.source), attrs, children: jsxChildren(ctx, children) };
}

function jsxChildren(ctx: LoweringContext, children: readonly ts.JsxChild[]): Expr[] {
  const list: Expr[] = [];
  for (const child of children) {
    if (ts.isJsxExpression(child)) {
      if (child.expression !== undefined) list.push(lowerExpr(ctx, child.expression));
    } else if (!ts.isJsxText(child)) {
      list.push(lowerExpr(ctx, child));
    }
  }
  return list;
}

/** A declaration name or an assignment target. `assigns` marks the bindings as reassigned. */
export function lowerPattern(ctx: LoweringContext, node: ts.Node, assigns: boolean): Pattern {
  const at = ctx.span(node);
  if (ts.isIdentifier(node)) {
    const b = ctx.lookup(node.text);
    if (b === undefined) return { k: 'expr', at, e: { k: 'global', at, name: node.text } };
    if (assigns) {
      ctx.use(b);
      ctx.binding(b).reassigned = true;
    }
    return { k: 'bind', at, b };
  }
  if (ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node)) return bindingPattern(ctx, node, at, assigns);
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node)
  ) {
    return lowerPattern(ctx, node.expression, assigns);
  }
  if (ts.isObjectLiteralExpression(node)) {
    const props: PatternProp[] = [];
    let rest: Pattern | undefined;
    for (const prop of node.properties) {
      if (ts.isSpreadAssignment(prop)) rest = lowerPattern(ctx, prop.expression, assigns);
      else if (ts.isShorthandPropertyAssignment(prop)) {
        const init = prop.objectAssignmentInitializer;
        props.push({
          key: prop.name.text,
          target: lowerPattern(ctx, prop.name, assigns),
          ...(init !== undefined ? { init: lowerExpr(ctx, init) } : {}),
        });
      } else if (ts.isPropertyAssignment(prop)) {
        props.push({ key: propertyName(ctx, prop.name), ...assignmentElem(ctx, prop.initializer, assigns) });
      }
    }
    return { k: 'objectPattern', at, props, ...(rest !== undefined ? { rest } : {}) };
  }
  if (ts.isArrayLiteralExpression(node)) {
    const elems: (PatternElem | undefined)[] = [];
    let rest: Pattern | undefined;
    for (const elem of node.elements) {
      if (ts.isOmittedExpression(elem)) elems.push(undefined);
      else if (ts.isSpreadElement(elem)) rest = lowerPattern(ctx, elem.expression, assigns);
      else elems.push(assignmentElem(ctx, elem, assigns));
    }
    return { k: 'arrayPattern', at, elems, ...(rest !== undefined ? { rest } : {}) };
  }
  return { k: 'expr', at, e: lowerExpr(ctx, node as ts.Expression) };
}

function assignmentElem(ctx: LoweringContext, node: ts.Expression, assigns: boolean): PatternElem {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return { target: lowerPattern(ctx, node.left, assigns), init: lowerExpr(ctx, node.right) };
  }
  return { target: lowerPattern(ctx, node, assigns) };
}

function bindingPattern(ctx: LoweringContext, node: ts.BindingPattern, at: Span, assigns: boolean): Pattern {
  let rest: Pattern | undefined;
  if (ts.isArrayBindingPattern(node)) {
    const elems: (PatternElem | undefined)[] = [];
    for (const elem of node.elements) {
      if (ts.isOmittedExpression(elem)) elems.push(undefined);
      else if (elem.dotDotDotToken !== undefined) rest = lowerPattern(ctx, elem.name, assigns);
      else elems.push(bindingElem(ctx, elem, assigns));
    }
    return { k: 'arrayPattern', at, elems, ...(rest !== undefined ? { rest } : {}) };
  }
  const props: PatternProp[] = [];
  for (const elem of node.elements) {
    if (elem.dotDotDotToken !== undefined) {
      rest = lowerPattern(ctx, elem.name, assigns);
      continue;
    }
    const key = elem.propertyName ?? elem.name;
    props.push({
      key: ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key) ? '' : propertyName(ctx, key),
      ...bindingElem(ctx, elem, assigns),
    });
  }
  return { k: 'objectPattern', at, props, ...(rest !== undefined ? { rest } : {}) };
}

function bindingElem(ctx: LoweringContext, elem: ts.BindingElement, assigns: boolean): PatternElem {
  const target = lowerPattern(ctx, elem.name, assigns);
  return elem.initializer === undefined ? { target } : { target, init: lowerExpr(ctx, elem.initializer) };
}
