/**
 * What a file declares: names, functions, classes, imports, exports, and the tables that hold them by number. The
 * code inside of these is the core tree (`core.ts`).
 */
import type { Expr, Pattern, Stmt } from './core.ts';

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
