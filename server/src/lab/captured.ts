/** What a function takes from the functions and blocks around it: code at the end of the module has no such names. */
import ts from 'typescript';

type ScopeNode = ts.Node & { readonly name?: ts.Node | undefined };

/** The innermost function (or block with its own names) that the function lies in; null at module level. */
export function enclosingScope(node: ts.Node): ScopeNode | null {
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
    if (ts.isFunctionLike(at) || ts.isClassStaticBlockDeclaration(at)) return at as ScopeNode;
    if (ts.isBlock(at) && ts.isStatement(at.parent)) return at;
    if (ts.isBlock(at) && ts.isSourceFile(at.parent)) return at;
  }
  return null;
}

/** First name declared in an enclosing function that the inner function uses, or `this`; null when there is none. */
export function capturedFrom(scope: ts.Node, inner: ts.Node): string | null {
  const outer = new Set<string>();
  for (let at: ts.Node | undefined = scope; at !== undefined && !ts.isSourceFile(at); at = at.parent) {
    const collectNames = (node: ts.Node): void => {
      if (node === inner) {
        if (ts.isFunctionDeclaration(node) && node.name) outer.add(node.name.text);
        return;
      }
      if (
        (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) &&
        ts.isIdentifier(node.name)
      ) {
        outer.add(node.name.text);
      } else if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name) {
        outer.add(node.name.text);
        if (node !== at) return;
      }
      ts.forEachChild(node, collectNames);
    };
    if (ts.isFunctionLike(at) || ts.isBlock(at)) ts.forEachChild(at, collectNames);
  }
  const own = new Set<string>();
  const collectOwn = (node: ts.Node): void => {
    if (
      (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name)
    ) {
      own.add(node.name.text);
    }
    if ((ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) && node.name) own.add(node.name.text);
    ts.forEachChild(node, collectOwn);
  };
  collectOwn(inner);
  let captured: string | null = null;
  const use = (node: ts.Node): void => {
    if (captured !== null) return;
    if (node.kind === ts.SyntaxKind.ThisKeyword && ts.isArrowFunction(inner)) captured = 'this';
    if (ts.isIdentifier(node) && outer.has(node.text) && !own.has(node.text) && !isPropertyName(node))
      captured = node.text;
    ts.forEachChild(node, use);
  };
  ts.forEachChild(inner, use);
  return captured;
}

function isPropertyName(node: ts.Identifier): boolean {
  const parent = node.parent;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isMethodDeclaration(parent) && parent.name === node) ||
    ts.isTypeNode(parent)
  );
}
