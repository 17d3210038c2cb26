/**
 * The mutable state of lowering one file: the tables that become FileFacts, the lexical scopes, and
 * the stack of functions being lowered. Only `front/` sees it.
 */
import ts from 'typescript';
import type {
  Binding,
  BindingId,
  BindingKind,
  ClassFacts,
  DocTag,
  ExportFacts,
  Expr,
  FunctionFacts,
  FunctionId,
  ImportFacts,
  Span,
  TypeDecl,
  TypeRef,
} from '../facts/core.ts';

export type MutableBinding = { -readonly [K in keyof Binding]: Binding[K] };

export interface Scope {
  readonly names: Map<string, BindingId>;
  readonly parent: Scope | undefined;
}

interface Frame {
  readonly fn: FunctionId;
  hasAwait: boolean;
  loopDepth: number;
}

export class LoweringContext {
  readonly bindings: MutableBinding[] = [];
  readonly functions: (FunctionFacts | undefined)[] = [];
  readonly classes: (ClassFacts | undefined)[] = [];
  readonly imports: ImportFacts[] = [];
  readonly exports: ExportFacts[] = [];
  readonly types: TypeDecl[] = [];
  readonly specifiers = new Set<string>();
  esm = false;
  scope: Scope = { names: new Map(), parent: undefined };
  readonly frames: Frame[] = [];
  private readonly hasDoc: boolean;

  constructor(
    readonly source: ts.SourceFile,
    readonly text: string,
  ) {
    this.hasDoc = text.includes('/**');
  }

  get frame(): Frame {
    const top = this.frames[this.frames.length - 1];
    if (top === undefined) throw new Error('no function is being lowered');
    return top;
  }

  span(node: ts.Node): Span {
    return [node.getStart(this.source, false), node.end];
  }

  reserveFunction(): FunctionId {
    this.functions.push(undefined);
    return this.functions.length - 1;
  }

  enterFunction(fn: FunctionId): void {
    this.frames.push({ fn, hasAwait: false, loopDepth: 0 });
    this.pushScope();
  }

  /** Returns whether the function awaits. */
  leaveFunction(): boolean {
    this.popScope();
    const frame = this.frames.pop();
    return frame?.hasAwait ?? false;
  }

  pushScope(): void {
    this.scope = { names: new Map(), parent: this.scope };
  }

  popScope(): void {
    if (this.scope.parent !== undefined) this.scope = this.scope.parent;
  }

  /** Declares a name in the current scope; a second declaration of the same name (overloads, `var` twice) is the first one. */
  declare(
    name: string,
    kind: BindingKind,
    at: Span,
    extra: { type?: TypeRef | undefined; tags?: readonly DocTag[] } = {},
  ): BindingId {
    const existing = this.scope.names.get(name);
    if (existing !== undefined) return existing;
    const id = this.bindings.length;
    this.bindings.push({
      id,
      name,
      kind,
      owner: this.frame.fn,
      at,
      perIteration: this.frame.loopDepth > 0 && kind !== 'var',
      ...(extra.type !== undefined ? { type: extra.type } : {}),
      reassigned: false,
      captured: false,
      tags: extra.tags ?? [],
    });
    this.scope.names.set(name, id);
    return id;
  }

  lookup(name: string): BindingId | undefined {
    for (let scope: Scope | undefined = this.scope; scope !== undefined; scope = scope.parent) {
      const id = scope.names.get(name);
      if (id !== undefined) return id;
    }
    return undefined;
  }

  binding(id: BindingId): MutableBinding {
    const binding = this.bindings[id];
    if (binding === undefined) throw new Error(`no binding ${id}`);
    return binding;
  }

  /** Marks a use, so that captures by nested functions are known. */
  use(id: BindingId): void {
    const binding = this.binding(id);
    if (this.frames.length > 0 && binding.owner !== this.frame.fn) binding.captured = true;
  }

  /** JSDoc tags right before a declaration. */
  tagsOf(node: ts.Node): readonly DocTag[] {
    if (!this.hasDoc) return [];
    const ranges = ts.getLeadingCommentRanges(this.text, node.pos) ?? [];
    const tags: DocTag[] = [];
    for (const range of ranges) {
      if (!this.text.startsWith('/**', range.pos)) continue;
      const comment = this.text.slice(range.pos, range.end);
      for (const match of comment.matchAll(/@([A-Za-z]\w*)[ \t]*([^\r\n]*)/g)) {
        const start = range.pos + match.index;
        tags.push({
          name: match[1] ?? '',
          text: (match[2] ?? '').replace(/\*\/\s*$/, '').trim(),
          at: [start, start + match[0].replace(/\s*\*\/\s*$/, '').length],
        });
      }
    }
    return tags;
  }

  setInit(id: BindingId, init: Expr): void {
    const binding = this.binding(id);
    if (binding.init === undefined) binding.init = init;
  }
}
