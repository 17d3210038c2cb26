/** Small questions about syntax that both transforms of the lab ask. */
import ts from 'typescript';

/** Types and declarations without code. */
export function isAmbient(node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isTypeNode(node)) return true;
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword) ?? false)
  );
}

/** A statement in a list: put before it, a parenthesis could be read as a call of the line above. */
export function semicolonFreeStart(statement: ts.Statement): boolean {
  const { parent } = statement;
  return ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent) || ts.isModuleBlock(parent);
}

/** Names that a pattern binds. */
export function bindings(pattern: ts.BindingPattern): string[] {
  return pattern.elements.flatMap((element) => {
    if (ts.isOmittedExpression(element)) return [];
    return ts.isIdentifier(element.name) ? [element.name.text] : bindings(element.name);
  });
}

/** Whether the test holds for the node or anything below it. */
export function contains(root: ts.Node, test: (node: ts.Node) => boolean): boolean {
  if (test(root)) return true;
  return ts.forEachChild(root, (child) => contains(child, test) || undefined) ?? false;
}
