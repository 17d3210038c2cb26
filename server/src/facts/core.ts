/**
 * The core tree: what one file does, as plain serialisable data, made from the parse tree and lexical
 * scopes alone. It is TypeScript without its types and its syntactic sugar: names are resolved to
 * bindings, parentheses and casts are gone, loops have one shape. It holds no node, symbol or type of
 * the compiler, so the parser can be exchanged, and it is keyed by content, so it can be cached.
 *
 * It stays a tree (not a list of events) because both engines need control structure: the one between
 * activations asks what lies between a read and a write, the one between threads executes it abstractly.
 */
import type { BindingId, ClassId, FunctionId, Span, TypeRef } from './file.ts';

export type * from './file.ts';

// ---------------------------------------------------------------------------------------------- expressions

export type Expr =
  | {
      readonly k: 'const';
      readonly at: Span;
      readonly value: string | number | boolean | null | undefined;
      readonly bigint?: boolean;
    }
  | { readonly k: 'var'; readonly at: Span; readonly b: BindingId }
  /** A name that no scope declares: `Atomics`, `process`, `undefined` is a const instead. */
  | { readonly k: 'global'; readonly at: Span; readonly name: string }
  | { readonly k: 'this'; readonly at: Span }
  | { readonly k: 'super'; readonly at: Span }
  /** `import.meta` (kind 'import') and `new.target` (kind 'new'). */
  | { readonly k: 'meta'; readonly at: Span; readonly kind: 'import' | 'new' }
  /** `obj.prop`, `obj.#prop`, `obj['prop']` with a literal key. `propAt` is the name. */
  | {
      readonly k: 'member';
      readonly at: Span;
      readonly obj: Expr;
      readonly prop: string;
      readonly propAt: Span;
      readonly optional: boolean;
    }
  | { readonly k: 'index'; readonly at: Span; readonly obj: Expr; readonly key: Expr; readonly optional: boolean }
  | {
      readonly k: 'call';
      readonly at: Span;
      readonly callee: Expr;
      readonly args: readonly Expr[];
      readonly optional: boolean;
    }
  | {
      readonly k: 'new';
      readonly at: Span;
      readonly callee: Expr;
      readonly args: readonly Expr[];
      readonly typeArgs: readonly TypeRef[];
    }
  | { readonly k: 'await'; readonly at: Span; readonly e: Expr }
  | { readonly k: 'yield'; readonly at: Span; readonly e?: Expr; readonly delegate: boolean }
  /** `target op value`; op is '=' or a compound operator such as '+=', '??='. */
  | { readonly k: 'assign'; readonly at: Span; readonly op: string; readonly target: Pattern; readonly value: Expr }
  | {
      readonly k: 'update';
      readonly at: Span;
      readonly op: '++' | '--';
      readonly prefix: boolean;
      readonly target: Expr;
    }
  | {
      readonly k: 'unary';
      readonly at: Span;
      readonly op: '!' | '-' | '+' | '~' | 'typeof' | 'void' | 'delete';
      readonly e: Expr;
    }
  | { readonly k: 'binary'; readonly at: Span; readonly op: string; readonly left: Expr; readonly right: Expr }
  | {
      readonly k: 'logical';
      readonly at: Span;
      readonly op: '&&' | '||' | '??';
      readonly left: Expr;
      readonly right: Expr;
    }
  | { readonly k: 'cond'; readonly at: Span; readonly test: Expr; readonly then: Expr; readonly else: Expr }
  | { readonly k: 'func'; readonly at: Span; readonly fn: FunctionId }
  | { readonly k: 'class'; readonly at: Span; readonly cls: ClassId }
  | { readonly k: 'object'; readonly at: Span; readonly props: readonly ObjectProp[] }
  /** Holes are `undefined` constants. */
  | { readonly k: 'array'; readonly at: Span; readonly elems: readonly Expr[] }
  | { readonly k: 'spread'; readonly at: Span; readonly e: Expr }
  | { readonly k: 'template'; readonly at: Span; readonly quasis: readonly string[]; readonly parts: readonly Expr[] }
  | {
      readonly k: 'tagged';
      readonly at: Span;
      readonly tag: Expr;
      readonly quasis: readonly string[];
      readonly parts: readonly Expr[];
    }
  | { readonly k: 'seq'; readonly at: Span; readonly list: readonly Expr[] }
  | { readonly k: 'import'; readonly at: Span; readonly e: Expr }
  /** `e as T`, `<T>e`, `e satisfies T` where T has a name worth keeping; others are dropped. */
  | { readonly k: 'cast'; readonly at: Span; readonly e: Expr; readonly type: TypeRef }
  | {
      readonly k: 'jsx';
      readonly at: Span;
      readonly tag: string;
      readonly attrs: readonly { readonly name: string; readonly value: Expr }[];
      readonly children: readonly Expr[];
    }
  /** Anything else; its parts are evaluated in order and its value is unknown. A regular expression is its text (`/x/g`). */
  | { readonly k: 'opaque'; readonly at: Span; readonly parts: readonly Expr[]; readonly what: string };

export type ExprOf<K extends Expr['k']> = Extract<Expr, { readonly k: K }>;

export type ObjectProp =
  | {
      readonly k: 'prop';
      readonly key: string;
      readonly keyAt: Span;
      readonly value: Expr;
      readonly kind: 'init' | 'get' | 'set' | 'method';
    }
  | {
      readonly k: 'computed';
      readonly key: Expr;
      readonly value: Expr;
      readonly kind: 'init' | 'get' | 'set' | 'method';
    }
  | { readonly k: 'spread'; readonly e: Expr };

/** What can stand left of `=`: a name, a member, or a destructuring pattern. */
export type Pattern =
  | { readonly k: 'bind'; readonly at: Span; readonly b: BindingId }
  | { readonly k: 'expr'; readonly at: Span; readonly e: Expr }
  | { readonly k: 'objectPattern'; readonly at: Span; readonly props: readonly PatternProp[]; readonly rest?: Pattern }
  | {
      readonly k: 'arrayPattern';
      readonly at: Span;
      readonly elems: readonly (PatternElem | undefined)[];
      readonly rest?: Pattern;
    };

export interface PatternElem {
  readonly target: Pattern;
  readonly init?: Expr;
}

export interface PatternProp extends PatternElem {
  /** A literal name, or a computed key. */
  readonly key: string | Expr;
}

// ---------------------------------------------------------------------------------------------- statements

export type Stmt =
  | { readonly k: 'expr'; readonly at: Span; readonly e: Expr }
  | {
      readonly k: 'let';
      readonly at: Span;
      readonly kind: 'const' | 'let' | 'var' | 'using' | 'await using';
      readonly decls: readonly Declarator[];
    }
  | {
      readonly k: 'if';
      readonly at: Span;
      readonly test: Expr;
      readonly then: readonly Stmt[];
      readonly else: readonly Stmt[];
    }
  /** `for(init; test; update)`, `while`, `do` (testFirst false). */
  | {
      readonly k: 'loop';
      readonly at: Span;
      readonly init: readonly Stmt[];
      readonly test?: Expr;
      readonly update?: Expr;
      readonly body: readonly Stmt[];
      readonly testFirst: boolean;
      readonly label?: string;
    }
  | {
      readonly k: 'forEach';
      readonly at: Span;
      readonly kind: 'of' | 'in' | 'await';
      /** Declared (`for (const x of`) or assigned (`for (x of`). */
      readonly target: Pattern;
      readonly declares: 'const' | 'let' | 'var' | 'using' | 'await using' | undefined;
      readonly right: Expr;
      readonly body: readonly Stmt[];
      readonly label?: string;
    }
  | {
      readonly k: 'switch';
      readonly at: Span;
      readonly on: Expr;
      readonly cases: readonly SwitchCase[];
      readonly label?: string;
    }
  | {
      readonly k: 'try';
      readonly at: Span;
      readonly block: readonly Stmt[];
      readonly param?: Pattern;
      readonly handler?: readonly Stmt[];
      readonly handlerAt?: Span;
      readonly finalizer?: readonly Stmt[];
      readonly finalizerAt?: Span;
    }
  /** A block; `using` declared in it is disposed at its end. */
  | { readonly k: 'block'; readonly at: Span; readonly body: readonly Stmt[]; readonly label?: string }
  | { readonly k: 'return'; readonly at: Span; readonly e?: Expr }
  | { readonly k: 'throw'; readonly at: Span; readonly e: Expr }
  | { readonly k: 'break'; readonly at: Span; readonly label?: string }
  | { readonly k: 'continue'; readonly at: Span; readonly label?: string }
  /** Function declarations are hoisted (see Binding.fn); the class statement is where its static part runs. */
  | { readonly k: 'class'; readonly at: Span; readonly cls: ClassId }
  | { readonly k: 'empty'; readonly at: Span };

export type StmtOf<K extends Stmt['k']> = Extract<Stmt, { readonly k: K }>;

export interface Declarator {
  readonly target: Pattern;
  readonly init?: Expr;
  readonly type?: TypeRef;
  readonly at: Span;
}

export interface SwitchCase {
  /** undefined for `default`. */
  readonly test?: Expr;
  readonly body: readonly Stmt[];
}

export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
