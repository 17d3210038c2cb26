/**
 * A small window on the parse tree for the edit builders: they need statement boundaries, operands and
 * indentation, which facts do not hold. No node of the compiler leaves this file; `Syntax` names kinds and
 * fields as TypeScript's tree does (`BinaryExpression`, `left`), so another parser would need a translation
 * table, not another interface.
 */
import ts from 'typescript';

export interface Syntax {
  /** TypeScript's name of the kind: `IfStatement`, `Identifier`, `PlusEqualsToken`. */
  readonly kind: string;
  /** First character, comments and white space before it left out. */
  readonly start: number;
  readonly end: number;
  /** Source text from start to end. */
  readonly text: string;
  readonly parent: Syntax | undefined;
  readonly children: readonly Syntax[];
  /** A single child by TypeScript's field name (`expression`, `body`); undefined when absent or a list. */
  field(name: string): Syntax | undefined;
  /** A list of children by field name (`statements`, `members`, `modifiers`); empty when absent. */
  list(name: string): readonly Syntax[];
  is(...kinds: readonly string[]): boolean;
  /** The token of a prefix or postfix operator (`++`), '' for other kinds. */
  readonly operator: string;
  /** `const`, `let`, `var`, `using` or `await using` of a variable declaration list; '' for other kinds. */
  readonly declares: string;
}

export interface SyntaxFile {
  readonly path: string;
  readonly text: string;
  readonly root: Syntax;
  /** Whether the parser had to guess: edits of such a file cannot be trusted. */
  readonly broken: boolean;
  /** The smallest node that contains the range. */
  covering(start: number, end: number): Syntax;
}

// The enum maps several names to one number (`FirstStatement` is `VariableStatement`); the first is the real one.
const KIND_NAMES: ReadonlyMap<number, string> = (() => {
  const names = new Map<number, string>();
  for (const [name, value] of Object.entries(ts.SyntaxKind)) {
    if (typeof value === 'number' && !names.has(value)) names.set(value, name);
  }
  return names;
})();

class View implements Syntax {
  private kids: readonly Syntax[] | undefined;
  private readonly node: ts.Node;
  private readonly source: ts.SourceFile;
  private readonly views: WeakMap<ts.Node, View>;

  constructor(node: ts.Node, source: ts.SourceFile, views: WeakMap<ts.Node, View>) {
    this.node = node;
    this.source = source;
    this.views = views;
  }

  static of(node: ts.Node, source: ts.SourceFile, views: WeakMap<ts.Node, View>): View {
    let view = views.get(node);
    if (view === undefined) {
      view = new View(node, source, views);
      views.set(node, view);
    }
    return view;
  }

  private wrap(node: ts.Node): View {
    return View.of(node, this.source, this.views);
  }

  get kind(): string {
    return KIND_NAMES.get(this.node.kind) ?? 'Unknown';
  }

  get start(): number {
    return this.node.getStart(this.source);
  }

  get end(): number {
    return this.node.end;
  }

  get text(): string {
    return this.source.text.slice(this.start, this.end);
  }

  get parent(): Syntax | undefined {
    // The root has no parent although the compiler types it as if it had.
    const parent = this.node.parent as ts.Node | undefined;
    return parent === undefined ? undefined : this.wrap(parent);
  }

  get children(): readonly Syntax[] {
    if (this.kids === undefined) {
      const kids: Syntax[] = [];
      ts.forEachChild(this.node, (child) => {
        kids.push(this.wrap(child));
      });
      this.kids = kids;
    }
    return this.kids;
  }

  field(name: string): Syntax | undefined {
    const value = (this.node as unknown as Record<string, unknown>)[name];
    return isNode(value) ? this.wrap(value) : undefined;
  }

  list(name: string): readonly Syntax[] {
    const value = (this.node as unknown as Record<string, unknown>)[name];
    return Array.isArray(value) ? value.filter(isNode).map((node) => this.wrap(node)) : [];
  }

  is(...kinds: readonly string[]): boolean {
    return kinds.includes(this.kind);
  }

  get operator(): string {
    if (!ts.isPrefixUnaryExpression(this.node) && !ts.isPostfixUnaryExpression(this.node)) return '';
    return ts.tokenToString(this.node.operator) ?? '';
  }

  get declares(): string {
    if (!ts.isVariableDeclarationList(this.node)) return '';
    switch (this.node.flags & ts.NodeFlags.BlockScoped) {
      case ts.NodeFlags.Const:
        return 'const';
      case ts.NodeFlags.Let:
        return 'let';
      case ts.NodeFlags.Using:
        return 'using';
      case ts.NodeFlags.AwaitUsing:
        return 'await using';
      default:
        return 'var';
    }
  }
}

function isNode(value: unknown): value is ts.Node {
  return typeof value === 'object' && value !== null && 'kind' in value && 'pos' in value && 'end' in value;
}

function scriptKind(path: string): ts.ScriptKind {
  if (/\.tsx$/.test(path)) return ts.ScriptKind.TSX;
  if (/\.[cm]?ts$/.test(path)) return ts.ScriptKind.TS;
  // JSX is legal in every flavour of JavaScript we are given.
  return ts.ScriptKind.JSX;
}

function parse(path: string, text: string): SyntaxFile {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, scriptKind(path));
  const views = new WeakMap<ts.Node, View>();
  const root = View.of(source, source, views);
  const errors = (source as unknown as { readonly parseDiagnostics?: readonly unknown[] }).parseDiagnostics ?? [];
  return {
    path,
    text,
    root,
    broken: errors.length > 0,
    covering(start, end) {
      let found: Syntax = root;
      for (;;) {
        const inner: Syntax | undefined = found.children.find((child) => child.start <= start && child.end >= end);
        if (inner === undefined) return found;
        found = inner;
      }
    },
  };
}

/** Repairs of one finding ask for the same file several times in a row. */
let last: SyntaxFile | undefined;

/** Parses a text, or gives the tree of the last call when it was the same. Never throws on bad syntax. */
export function syntaxOf(path: string, text: string): SyntaxFile {
  if (last?.path !== path || last.text !== text) last = parse(path, text);
  return last;
}
