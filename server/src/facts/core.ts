/**
 * The core tree: what one file does, as plain serialisable data, made from the parse tree and lexical
 * scopes alone. It is TypeScript without its types and its syntactic sugar: names are resolved to
 * bindings, parentheses and casts are gone, loops have one shape. It holds no node, symbol or type of
 * the compiler, so the parser can be exchanged, and it is keyed by content, so it can be cached.
 *
 * It stays a tree (not a list of events) because both engines need control structure: the one between
 * activations asks what lies between a read and a write, the one between threads executes it abstractly.
 */

/** UTF-16 offsets into the file's text, end exclusive. */
export type Span = readonly [start: number, end: number];

/** Indexes into the tables of one file. */
export type BindingId = number;
export type FunctionId = number;
export type ClassId = number;

export type BindingKind =
  'const' | 'let' | 'var' | 'using' | 'param' | 'function' | 'class' | 'import' | 'catch' | 'enum' | 'namespace';

/** A name declared somewhere in the file. */
export interface Binding {
  readonly id: BindingId;
  readonly name: string;
  readonly kind: BindingKind;
  /** The function whose activation owns the variable; 0 is the module itself. */
  readonly owner: FunctionId;
  readonly at: Span;
  /** Declared inside a loop body: every iteration has its own. */
  readonly perIteration: boolean;
  readonly type?: TypeRef;
  /** Initialiser when the declaration is `name = init` (not when destructured). */
  readonly init?: Expr;
  /** For `function` and `class` bindings. */
  readonly fn?: FunctionId;
  readonly cls?: ClassId;
  /** Assigned anywhere after its declaration (`=`, `+=`, `++`, destructuring assignment, for-in/of target). */
  readonly reassigned: boolean;
  /** Used inside a function nested in its owner. */
  readonly captured: boolean;
  readonly tags: readonly DocTag[];
}

/** A type annotation, as far as names tell; no checker was asked. */
export type TypeRef =
  | { readonly k: 'ref'; readonly name: string; readonly b?: BindingId; readonly args: readonly TypeRef[] }
  | { readonly k: 'array'; readonly of: TypeRef }
  | { readonly k: 'tuple'; readonly of: readonly TypeRef[] }
  | { readonly k: 'union'; readonly of: readonly TypeRef[] }
  | { readonly k: 'object'; readonly props: readonly { readonly name: string; readonly type: TypeRef }[] }
  | { readonly k: 'fn'; readonly returns: TypeRef }
  | { readonly k: 'prim'; readonly name: string }
  | { readonly k: 'other' };

/** An interface or type alias declared in the file (local name -> shape). */
export interface TypeDecl {
  readonly name: string;
  readonly type: TypeRef;
  readonly extends: readonly TypeRef[];
  readonly exported: boolean;
}

/** `@name text` of a JSDoc block before a declaration. */
export interface DocTag {
  readonly name: string;
  readonly text: string;
  readonly at: Span;
}

export type FunctionKind =
  | 'module'
  | 'function'
  | 'arrow'
  | 'method'
  | 'constructor'
  | 'getter'
  | 'setter'
  /** Synthetic: the instance field initialisers of a class, in order, as assignments to `this.x`. */
  | 'fields'
  /** Synthetic: static field initialisers and static blocks. */
  | 'static';

export interface FunctionFacts {
  readonly id: FunctionId;
  readonly kind: FunctionKind;
  /** Declared or inferred name (`const f = () => {}`, property, method); '' when there is none. */
  readonly name: string;
  readonly at: Span;
  readonly nameAt: Span;
  readonly async: boolean;
  readonly generator: boolean;
  readonly params: readonly Param[];
  readonly returns?: TypeRef;
  /** Expression bodies are lowered to one return statement. */
  readonly body: readonly Stmt[];
  readonly bodyAt: Span;
  /** Lexically enclosing function; undefined for the module function 0. */
  readonly parent: FunctionId | undefined;
  /** Class this is a member of. */
  readonly cls: ClassId | undefined;
  /** `this` here means the `this` of the parent (arrow functions). */
  readonly lexicalThis: boolean;
  readonly static: boolean;
  readonly access: 'public' | 'protected' | 'private';
  readonly decorators: readonly Expr[];
  readonly tags: readonly DocTag[];
  /** Contains `await`, `for await` or `await using` of its own (nested functions not counted). */
  readonly hasAwait: boolean;
}

export interface Param {
  readonly target: Pattern;
  readonly init?: Expr;
  readonly rest: boolean;
  readonly type?: TypeRef;
}

export interface ClassFacts {
  readonly id: ClassId;
  readonly name: string;
  readonly at: Span;
  readonly nameAt: Span;
  readonly parent: FunctionId;
  readonly superClass?: Expr;
  readonly implements: readonly TypeRef[];
  readonly fields: readonly FieldFacts[];
  /** Functions by member name; private names keep their `#`. */
  readonly methods: readonly { readonly name: string; readonly fn: FunctionId }[];
  readonly ctor?: FunctionId;
  /** Synthetic functions that run the field initialisers. */
  readonly fieldsFn?: FunctionId;
  readonly staticFn?: FunctionId;
  readonly abstract: boolean;
  readonly decorators: readonly Expr[];
  readonly tags: readonly DocTag[];
}

export interface FieldFacts {
  readonly name: string;
  readonly at: Span;
  readonly static: boolean;
  readonly readonly: boolean;
  readonly access: 'public' | 'protected' | 'private';
  readonly type?: TypeRef;
  readonly init?: Expr;
  readonly tags: readonly DocTag[];
}

export interface ImportFacts {
  readonly b: BindingId;
  readonly from: string;
  /** Exported name, 'default', or '*' for the namespace (also `const x = require('y')`). */
  readonly imported: string;
  readonly typeOnly: boolean;
  readonly at: Span;
}

export interface ExportFacts {
  /** Exported name; '*' for `export * from`. */
  readonly name: string;
  /** Local binding, when it has one. */
  readonly b?: BindingId;
  /** `export default expr`, `module.exports = expr`, `exports.x = expr`. */
  readonly expr?: Expr;
  /** Re-export: `export { imported as name } from from`. */
  readonly from?: string;
  readonly imported?: string;
  readonly at: Span;
}

export interface FileFacts {
  /** Hash of the text; two files of equal content have equal facts. */
  readonly hash: string;
  readonly length: number;
  /** Offset of each line's first character. */
  readonly lineStarts: readonly number[];
  readonly bindings: readonly Binding[];
  readonly functions: readonly FunctionFacts[];
  readonly classes: readonly ClassFacts[];
  readonly imports: readonly ImportFacts[];
  readonly exports: readonly ExportFacts[];
  readonly types: readonly TypeDecl[];
  /** `import x from`, `import('x')`, `require('x')`, `export from`: every specifier once. */
  readonly specifiers: readonly string[];
  /** Has import/export/top-level await/import.meta: evaluated as an ECMAScript module. */
  readonly esm: boolean;
  readonly parseErrors: readonly { readonly at: Span; readonly message: string }[];
  /** Hash-bang, `.d.ts`, minified or otherwise generated text: reasons to leave it alone. */
  readonly hashbang: boolean;
  readonly generated: boolean;
}

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
