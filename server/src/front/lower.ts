/**
 * Text of one file -> FileFacts. Parses without binding or checking, resolves names in lexical scopes
 * of its own, and never throws for bad input: what cannot be parsed is reported in `parseErrors`.
 */
import { createHash } from 'node:crypto';
import ts from 'typescript';
import type { Binding, ClassFacts, FileFacts, FunctionFacts, Stmt } from '../facts/core.ts';
import { LoweringContext } from './context.ts';
import { declareImports } from './modules.ts';
import { prototypeClasses } from './prototypes.ts';
import { hoistVars, lowerBody } from './statements.ts';

export function scriptKindOf(path: string): ts.ScriptKind {
  if (/\.tsx$/i.test(path)) return ts.ScriptKind.TSX;
  if (/\.[cm]?ts$/i.test(path)) return ts.ScriptKind.TS;
  // JavaScript may hold JSX whatever its extension.
  return ts.ScriptKind.JSX;
}

export function hashOf(text: string): string {
  return createHash('sha1').update(text).digest('base64url');
}

/** Text that no person wrote: too costly and too noisy to look at. */
function looksGenerated(text: string, lineCount: number): boolean {
  if (text.length > 20_000 && text.length / lineCount > 400) return true;
  return /@generated\b|\bDO NOT EDIT\b/.test(text.slice(0, 1000)) && text.length > 50_000;
}

export function lowerFile(path: string, text: string): FileFacts {
  const source = ts.createSourceFile(
    path,
    text,
    {
      languageVersion: ts.ScriptTarget.ESNext,
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
      // There `await (x)` is not the call of a function of that name, even without an import.
      ...(/\.m[jt]sx?$/i.test(path) ? { setExternalModuleIndicator: markModule } : {}),
    },
    true,
    scriptKindOf(path),
  );
  const ctx = new LoweringContext(source, text);
  const module = ctx.reserveFunction();
  ctx.enterFunction(module);
  declareImports(ctx, source.statements);
  hoistVars(ctx, source);
  const body = lowerBody(ctx, source.statements);
  prototypeClasses(ctx, body);
  const hasAwait = ctx.leaveFunction();
  const errors =
    (source as unknown as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics ?? [];
  ctx.functions[module] = moduleFunction(body, text.length, hasAwait);
  const lineStarts = source.getLineStarts();
  return {
    hash: hashOf(text),
    length: text.length,
    lineStarts,
    bindings: ctx.bindings as readonly Binding[],
    functions: ctx.functions as FunctionFacts[],
    classes: ctx.classes as ClassFacts[],
    imports: ctx.imports,
    exports: ctx.exports,
    types: ctx.types,
    specifiers: [...ctx.specifiers],
    esm: ctx.esm || hasAwait,
    parseErrors: errors.map((d) => ({
      at: [d.start, d.start + d.length] as const,
      message: ts.flattenDiagnosticMessageText(d.messageText, '\n'),
    })),
    hashbang: text.startsWith('#!'),
    generated: looksGenerated(text, lineStarts.length),
  };
}

function markModule(file: ts.SourceFile): void {
  (file as { externalModuleIndicator?: ts.Node | true }).externalModuleIndicator = true;
}

function moduleFunction(body: readonly Stmt[], length: number, hasAwait: boolean): FunctionFacts {
  return {
    id: 0,
    kind: 'module',
    name: '<module>',
    at: [0, length],
    nameAt: [0, 0],
    async: hasAwait,
    generator: false,
    params: [],
    body,
    bodyAt: [0, length],
    parent: undefined,
    cls: undefined,
    lexicalThis: false,
    static: false,
    access: 'public',
    decorators: [],
    tags: [],
    hasAwait,
  };
}
