/**
 * Names for the state that activations of one agent can share. A path is a root (an instance, a module
 * variable, a captured variable, an external resource) and the way from there; two activations mean the
 * same cell when their paths have equal keys. Keys are strings so that states of the flow analysis can
 * be joined by comparing them.
 */
import type { BindingId, Expr, FunctionId } from '../../facts/core.ts';
import type { Program } from '../program.ts';
import { childrenOf } from '../walk.ts';

export type RootKind =
  /** `this` of an instance. */
  | 'this'
  /** Variable of a module, or a static field's class. */
  | 'module'
  /** Variable of an enclosing function, or one of this function that a closure also uses. */
  | 'captured'
  /** A parameter: what it refers to is the caller's business. */
  | 'param'
  /** Variable that only this activation sees. */
  | 'local'
  /** A file, reached through a file system API by its path expression. */
  | 'file';

export interface Root {
  readonly kind: RootKind;
  readonly key: string;
  /** Function that owns the variable, for `captured`, `param` and `local`. */
  readonly owner?: { readonly file: string; readonly fn: FunctionId };
}

export interface Path {
  readonly root: Root;
  readonly key: string;
  /** Same cell as seen from anywhere: instances of one class share the name of their class. */
  readonly canon: string;
  /** As a person writes it. */
  readonly show: string;
  readonly depth: number;
  /** Every key expression on the way is stable, so that equal keys mean equal cells within one activation. */
  readonly keyed: boolean;
}

/** Deeper paths are given up: two names for one thing become likely, and so do wrong conclusions. */
const MAX_DEPTH = 4;

export function rootPath(root: Root, show: string): Path {
  return { root, key: root.key, canon: root.key, show, depth: 0, keyed: false };
}

export function field(path: Path | undefined, name: string): Path | undefined {
  if (path === undefined || path.depth >= MAX_DEPTH) return undefined;
  return {
    ...path,
    key: `${path.key}.${name}`,
    canon: `${path.canon}.${name}`,
    show: `${path.show}.${name}`,
    depth: path.depth + 1,
  };
}

/** One element of a keyed collection. */
export function element(path: Path | undefined, key: string, show: string): Path | undefined {
  if (path === undefined || path.depth >= MAX_DEPTH) return undefined;
  return {
    ...path,
    key: `${path.key}[${key}]`,
    canon: `${path.canon}[${key}]`,
    show: `${path.show}[${show}]`,
    depth: path.depth + 1,
    keyed: true,
  };
}

/** The contents of a collection as a whole: what iteration, `length`, `find` and `push` speak of. */
export function contents(path: Path): Path {
  return { ...path, key: `${path.key}[*]`, canon: `${path.canon}[*]`, depth: path.depth + 1 };
}

export function isContents(path: Path): boolean {
  return path.key.endsWith('[*]');
}

/** Collection of an element or contents path, and object of a field path. */
export function parentKey(key: string): string {
  if (key.endsWith(']')) {
    let depth = 0;
    for (let i = key.length - 1; i >= 0; i--) {
      if (key[i] === ']') depth += 1;
      else if (key[i] === '[') {
        depth -= 1;
        if (depth === 0) return key.slice(0, i);
      }
    }
  }
  const dot = key.lastIndexOf('.');
  return dot < 0 ? key : key.slice(0, dot);
}

/** A file, or what a store or repository holds: its state is told by promises. */
export function isExternal(path: Path): boolean {
  return path.root.kind === 'file' || path.key.endsWith('>');
}

/** State that another activation can reach; locals and parameters cannot be told to be shared. */
export function isShared(path: Path): boolean {
  return (
    path.root.kind === 'this' ||
    path.root.kind === 'module' ||
    path.root.kind === 'captured' ||
    path.root.kind === 'file'
  );
}

export function bindingKey(file: string, b: BindingId): string {
  return `${file}#v${b}`;
}

/**
 * Text of an expression for messages: what the author wrote, shortened. Names come from the bindings,
 * because the analysis has no source text.
 */
export function show(program: Program, file: string, e: Expr, budget = 60): string {
  const text = render(program, file, e, 6);
  return text.length > budget ? `${text.slice(0, budget - 1)}…` : text;
}

function render(program: Program, file: string, e: Expr, depth: number): string {
  if (depth === 0) return '…';
  const sub = (x: Expr): string => render(program, file, x, depth - 1);
  switch (e.k) {
    case 'const':
      return typeof e.value === 'string' ? `'${e.value}'` : String(e.value);
    case 'var':
      return program.files.get(file)?.bindings[e.b]?.name ?? '?';
    case 'global':
      return e.name;
    case 'this':
    case 'super':
      return e.k;
    case 'member':
      return `${sub(e.obj)}${e.optional ? '?.' : '.'}${e.prop}`;
    case 'index':
      return `${sub(e.obj)}[${sub(e.key)}]`;
    case 'call':
      return `${sub(e.callee)}(${e.args.map(sub).join(', ')})`;
    case 'new':
      return `new ${sub(e.callee)}(${e.args.map(sub).join(', ')})`;
    case 'await':
      return `await ${sub(e.e)}`;
    case 'unary':
      return e.op.length > 1 ? `${e.op} ${sub(e.e)}` : `${e.op}${sub(e.e)}`;
    case 'binary':
    case 'logical':
      return `${sub(e.left)} ${e.op} ${sub(e.right)}`;
    case 'spread':
      return `...${sub(e.e)}`;
    case 'cast':
      return sub(e.e);
    case 'template':
      return e.quasis
        .map((q, i) => q + (i < e.parts.length ? `\${${sub(e.parts[i] as Expr)}}` : ''))
        .join('')
        .replace(/^|$/g, '`');
    case 'object':
      return '{…}';
    case 'array':
      return e.elems.length === 0 ? '[]' : `[${e.elems.map(sub).join(', ')}]`;
    case 'func':
      return '() => …';
    case 'cond':
      return `${sub(e.test)} ? … : …`;
    case 'assign':
    case 'update':
    default:
      return '…';
  }
}

/** Whether an expression has no effect and gives the same value when evaluated again in one activation. */
export function isStable(e: Expr): boolean {
  switch (e.k) {
    case 'call':
    case 'new':
    case 'await':
    case 'yield':
    case 'assign':
    case 'update':
    case 'func':
    case 'class':
    case 'opaque':
    case 'import':
      return false;
    default:
      return childrenOf(e).every(isStable);
  }
}
