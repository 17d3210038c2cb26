/**
 * The light bulb: repairs of the findings under the cursor, all sure repairs of a file at once, a suppression
 * with its reason, and the lab for the function at the cursor.
 */
import {
  CodeActionKind,
  CodeActionTriggerKind,
  StringValue,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
  type SnippetTextEdit,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Finding, Fix, TextEdit } from '../findings/finding.ts';
import { applyFixes } from '../fixes/apply.ts';
import { BENCHMARK_COMMAND, type BenchmarkTarget } from '../protocol.ts';
import type { AnalysisClient } from './analysis-client.ts';
import { toPlainChanges, toWorkspaceEdit } from './convert.ts';
import { visibleFindings, type DiagnosticsHost } from './diagnostics.ts';
import { functionAt } from './function-at.ts';
import { suppressionOf } from './suppress.ts';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.interleave`;
export const ANNOTATE_KIND = `${CodeActionKind.RefactorRewrite}.interleave.annotate`;
export const BENCHMARK_KIND = `${CodeActionKind.Refactor}.interleave.benchmark`;

/** What this client understands; all false for the plainest one. */
export interface ActionAbilities {
  readonly resolveEdit: boolean;
  readonly documentChanges: boolean;
  readonly snippets: boolean;
  /** Whether the client has the command behind "Benchmark under GIL". */
  readonly benchmark: boolean;
}

export interface ActionsHost extends DiagnosticsHost {
  readonly analysis: AnalysisClient;
  readonly abilities: ActionAbilities;
}

/** Travels with an unresolved action: how to find its fix again. */
interface FixData {
  readonly path: string;
  readonly generation: number;
  readonly index: number;
  readonly fix: number;
}

interface FixAllData {
  readonly path: string;
  readonly generation: number;
}

const wants = (params: CodeActionParams, kind: string): boolean =>
  params.context.only === undefined || params.context.only.some((only) => kind === only || kind.startsWith(`${only}.`));

export async function codeActions(host: ActionsHost, path: string, params: CodeActionParams): Promise<CodeAction[]> {
  // Whoever saves waits for the repairs that are made on saving.
  const onSaving = params.context.only?.every((kind) => kind.startsWith(CodeActionKind.SourceFixAll)) === true;
  await (onSaving ? host.workspace.settled() : host.workspace.soon());
  const start = host.positions.offset(path, params.range.start);
  const end = host.positions.offset(path, params.range.end);
  const all = visibleFindings(host, path);
  const here = all.filter(({ finding }) => finding.at.start <= end && start <= finding.at.end);
  const actions: CodeAction[] = [];
  if (wants(params, CodeActionKind.QuickFix) && here.length > 0) {
    const generation = host.workspace.current.generation;
    const lists = await host.analysis.ask({ kind: 'fixes', generation, indices: here.map(({ index }) => index) });
    for (const [at, { finding, index }] of here.entries()) {
      const diagnostics = params.context.diagnostics.filter((diagnostic) => shows(diagnostic, finding, host));
      for (const [number, fix] of (lists[at] ?? []).entries()) {
        const data: FixData = { path, generation, index, fix: number };
        actions.push(fixAction(host, fix, diagnostics, data));
      }
    }
    for (const { finding } of here) {
      const diagnostics = params.context.diagnostics.filter((diagnostic) => shows(diagnostic, finding, host));
      actions.push(suppressAction(host, finding, diagnostics));
    }
  }
  // On saving (`only` names it) the edit is needed; in a menu it is offered where there is something to fix.
  if (wants(params, FIX_ALL_KIND) && all.length > 0 && (params.context.only !== undefined || here.length > 0)) {
    const data: FixAllData = { path, generation: host.workspace.current.generation };
    const action: CodeAction = { title: 'Fix all sure findings of this file (Interleave)', kind: FIX_ALL_KIND, data };
    const resolved =
      host.abilities.resolveEdit && params.context.only === undefined
        ? action
        : await resolveFixAll(host, action, data);
    if (resolved.edit !== undefined || resolved.data !== undefined) actions.push(resolved);
  }
  if (wants(params, ANNOTATE_KIND)) {
    const { generation } = host.workspace.current;
    for (const { title, edit } of await host.analysis.ask({ kind: 'annotations', generation, path, start, end }))
      actions.push(withEdit(host, { title, kind: ANNOTATE_KIND }, [edit], []));
  }
  if (host.abilities.benchmark && wants(params, BENCHMARK_KIND)) {
    const action = await benchmarkAction(host, path, start, params);
    if (action !== undefined) actions.push(action);
  }
  return actions;
}

function shows(diagnostic: Diagnostic, finding: Finding, host: ActionsHost): boolean {
  const { line, character } = host.positions.position(finding.at.file, finding.at.start);
  const { start } = diagnostic.range;
  return diagnostic.code === finding.rule && start.line === line && start.character === character;
}

function fixAction(host: ActionsHost, fix: Fix, diagnostics: Diagnostic[], data: FixData): CodeAction {
  const action: CodeAction = {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    isPreferred: fix.preferred,
  };
  if (host.abilities.resolveEdit) return { ...action, data };
  return withEdit(host, action, fix.edits, fix.newFiles);
}

function withEdit(
  host: ActionsHost,
  action: CodeAction,
  edits: readonly TextEdit[],
  newFiles: Fix['newFiles'],
): CodeAction {
  const edit = toWorkspaceEdit(edits, newFiles, host.positions, host.files);
  if (edit === undefined) return { ...action, disabled: { reason: 'The text has changed since; try again.' } };
  return { ...action, edit: host.abilities.documentChanges ? edit : toPlainChanges(edit) };
}

function suppressAction(host: ActionsHost, finding: Finding, diagnostics: Diagnostic[]): CodeAction {
  const suppression = suppressionOf(finding, host.positions);
  const range = { start: suppression.at, end: suppression.at };
  const uri = host.files.uriOf(finding.at.file);
  const version = host.files.versionOf(finding.at.file);
  let edit: WorkspaceEdit;
  if (host.abilities.snippets) {
    // Whatever of the comment could be read as snippet syntax is escaped; the reason is selected for typing.
    const text = suppression
      .text('\0')
      .replace(/[\\$}]/g, '\\$&')
      .replace('\0', '${1:why this is safe}');
    const change: TextDocumentEdit = {
      textDocument: { uri, version },
      edits: [{ range, snippet: StringValue.createSnippet(text) } satisfies SnippetTextEdit],
    };
    edit = { documentChanges: [change] };
  } else {
    const edits = [{ range, newText: suppression.text('why this is safe') }];
    edit = host.abilities.documentChanges
      ? { documentChanges: [{ textDocument: { uri, version }, edits }] }
      : { changes: { [uri]: edits } };
  }
  return { title: `Suppress ${finding.rule} here with a reason`, kind: CodeActionKind.QuickFix, diagnostics, edit };
}

async function benchmarkAction(
  host: ActionsHost,
  path: string,
  offset: number,
  params: CodeActionParams,
): Promise<CodeAction | undefined> {
  const text = host.workspace.textOf(path) ?? '';
  const target = functionAt(await host.analysis.ask({ kind: 'outline', path, text }), offset);
  if (target === undefined) return undefined;
  // Unasked, the bulb would light up in every line of every function: then only the line of its name counts.
  const asked = params.context.only !== undefined || params.context.triggerKind === CodeActionTriggerKind.Invoked;
  const name = host.positions.position(path, target.nameStart);
  if (!asked && params.range.start.line !== name.line) return undefined;
  const title = `Benchmark ${target.name} under GIL`;
  const argument: BenchmarkTarget = { uri: host.files.uriOf(path), position: name, name: target.name };
  return { title, kind: BENCHMARK_KIND, command: { title, command: BENCHMARK_COMMAND, arguments: [argument] } };
}

/** Fills in the edit of an action that was offered without; a stale one comes back as it is. */
export async function resolveCodeAction(host: ActionsHost, action: CodeAction): Promise<CodeAction> {
  const data: unknown = action.data;
  if (typeof data !== 'object' || data === null || action.edit !== undefined) return action;
  const bare = withoutData(action);
  if ('index' in data) {
    const { generation, index, fix } = data as FixData;
    const [fixes] = await host.analysis.ask({ kind: 'fixes', generation, indices: [index] });
    const chosen = fixes?.[fix];
    return chosen === undefined ? bare : withEdit(host, bare, chosen.edits, chosen.newFiles);
  }
  return resolveFixAll(host, action, data as FixAllData);
}

function withoutData(action: CodeAction): CodeAction {
  const bare: CodeAction = { ...action };
  delete bare.data;
  return bare;
}

async function resolveFixAll(
  host: ActionsHost,
  action: CodeAction,
  { path, generation }: FixAllData,
): Promise<CodeAction> {
  const bare = withoutData(action);
  const indices = visibleFindings(host, path).map(({ index }) => index);
  const lists = await host.analysis.ask({ kind: 'fixes', generation, indices });
  const preferred = lists.flatMap((fixes) => fixes.filter((fix) => fix.preferred).slice(0, 1));
  const { taken } = applyFixes(preferred, (file) => host.workspace.textOf(file));
  if (taken.length === 0) return bare;
  const edits = new Map(taken.flatMap((fix) => fix.edits).map((edit) => [JSON.stringify(edit), edit]));
  const newFiles = new Map(taken.flatMap((fix) => fix.newFiles).map((file) => [file.file, file]));
  return withEdit(host, bare, [...edits.values()], [...newFiles.values()]);
}
