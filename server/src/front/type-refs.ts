/** Type annotations -> TypeRef: names only, resolved through the same lexical scopes as values. */
import ts from 'typescript';
import type { TypeRef } from '../facts/core.ts';
import type { LoweringContext } from './context.ts';

const OTHER: TypeRef = { k: 'other' };

function entityNameText(name: ts.EntityName): { text: string; root: ts.Identifier } {
  if (ts.isIdentifier(name)) return { text: name.text, root: name };
  const left = entityNameText(name.left);
  return { text: `${left.text}.${name.right.text}`, root: left.root };
}

export function lowerType(ctx: LoweringContext, node: ts.TypeNode | undefined): TypeRef | undefined {
  return node === undefined ? undefined : typeRef(ctx, node);
}

/** Whether a cast to this type tells the analysis anything. */
export function isInformative(type: TypeRef): boolean {
  return (
    type.k !== 'other' && type.k !== 'prim' && !(type.k === 'ref' && (type.name === 'const' || type.name === 'any'))
  );
}

function typeRef(ctx: LoweringContext, node: ts.TypeNode): TypeRef {
  if (ts.isTypeReferenceNode(node)) {
    const { text, root } = entityNameText(node.typeName);
    const b = ctx.lookup(root.text);
    const args = (node.typeArguments ?? []).map((arg) => typeRef(ctx, arg));
    if (text === 'Readonly' && args[0] !== undefined) return args[0];
    if ((text === 'Array' || text === 'ReadonlyArray') && args[0] !== undefined) return { k: 'array', of: args[0] };
    return { k: 'ref', name: text, ...(b !== undefined ? { b } : {}), args };
  }
  if (ts.isArrayTypeNode(node)) return { k: 'array', of: typeRef(ctx, node.elementType) };
  if (ts.isTupleTypeNode(node)) {
    return { k: 'tuple', of: node.elements.map((e) => typeRef(ctx, ts.isNamedTupleMember(e) ? e.type : e)) };
  }
  if (ts.isUnionTypeNode(node)) return { k: 'union', of: node.types.map((t) => typeRef(ctx, t)) };
  if (ts.isIntersectionTypeNode(node)) {
    const parts = node.types.map((t) => typeRef(ctx, t));
    return parts.find((part) => part.k === 'ref') ?? parts.find((part) => part.k === 'object') ?? OTHER;
  }
  if (ts.isParenthesizedTypeNode(node)) return typeRef(ctx, node.type);
  if (ts.isTypeOperatorNode(node)) return typeRef(ctx, node.type);
  if (ts.isTypeLiteralNode(node)) return { k: 'object', props: lowerMembers(ctx, node.members) };
  if (ts.isFunctionTypeNode(node)) return { k: 'fn', returns: typeRef(ctx, node.type) };
  if (ts.isTypeQueryNode(node)) {
    const { text, root } = entityNameText(node.exprName);
    const b = ctx.lookup(root.text);
    return { k: 'ref', name: `typeof ${text}`, ...(b !== undefined ? { b } : {}), args: [] };
  }
  if (ts.isLiteralTypeNode(node)) {
    if (node.literal.kind === ts.SyntaxKind.NullKeyword) return { k: 'prim', name: 'null' };
    return { k: 'prim', name: 'literal' };
  }
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { k: 'prim', name: 'string' };
    case ts.SyntaxKind.NumberKeyword:
      return { k: 'prim', name: 'number' };
    case ts.SyntaxKind.BooleanKeyword:
      return { k: 'prim', name: 'boolean' };
    case ts.SyntaxKind.BigIntKeyword:
      return { k: 'prim', name: 'bigint' };
    case ts.SyntaxKind.UndefinedKeyword:
      return { k: 'prim', name: 'undefined' };
    case ts.SyntaxKind.VoidKeyword:
      return { k: 'prim', name: 'void' };
    default:
      return OTHER;
  }
}

export function lowerMembers(
  ctx: LoweringContext,
  members: ts.NodeArray<ts.TypeElement>,
): { readonly name: string; readonly type: TypeRef }[] {
  const props: { name: string; type: TypeRef }[] = [];
  for (const member of members) {
    const name = member.name;
    if (name === undefined || !(ts.isIdentifier(name) || ts.isStringLiteral(name))) continue;
    if (ts.isPropertySignature(member)) {
      props.push({ name: name.text, type: member.type === undefined ? OTHER : typeRef(ctx, member.type) });
    } else if (ts.isMethodSignature(member)) {
      props.push({
        name: name.text,
        type: { k: 'fn', returns: member.type === undefined ? OTHER : typeRef(ctx, member.type) },
      });
    }
  }
  return props;
}
