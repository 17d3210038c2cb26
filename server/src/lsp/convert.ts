/**
 * Findings and fixes -> the protocol's words. Pure: whoever calls gives the texts, so that offsets become
 * positions of the very text that was analysed.
 */
import {
  DiagnosticSeverity,
  DiagnosticTag,
  type CreateFile,
  type Diagnostic,
  type Location,
  type Position,
  type Range,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Severity } from '../findings/catalogue.ts';
import type { Finding, Fix, Place, TextEdit } from '../findings/finding.ts';
import { LineIndex } from '../findings/lines.ts';
import { uriOfPath } from './uris.ts';

export const SOURCE = 'interleave';

/** Longer schedules are cut in `relatedInformation`; the hover shows them whole. */
const MAX_RELATED = 20;

/** What conversion asks about files. */
export interface Files {
  textOf(path: string): string | undefined;
  /** The URI as the client spells it. */
  uriOf(path: string): string;
  /** Version of an open document, null for others. */
  versionOf(path: string): number | null;
}

/** Line indices of the texts at hand, made once for each text. */
export class Positions {
  private readonly indices = new Map<string, LineIndex>();

  constructor(private readonly files: Files) {}

  indexOf(path: string): LineIndex {
    const text = this.files.textOf(path) ?? '';
    const known = this.indices.get(path);
    if (known !== undefined && known.text === text) return known;
    const made = new LineIndex(text);
    this.indices.set(path, made);
    return made;
  }

  position(path: string, offset: number): Position {
    const { line, column } = this.indexOf(path).position(offset);
    return { line: line - 1, character: column - 1 };
  }

  range(place: Place): Range {
    return { start: this.position(place.file, place.start), end: this.position(place.file, place.end) };
  }

  location(place: Place): Location {
    return { uri: this.files.uriOf(place.file), range: this.range(place) };
  }

  offset(path: string, position: Position): number {
    const index = this.indexOf(path);
    const start = index.startOf(position.line + 1);
    return Math.min(start + position.character, index.startOf(position.line + 2));
  }
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export interface DiagnosticOptions {
  readonly severity: Severity;
  /** Page of the rule, when there is one. */
  readonly href: string | undefined;
  /** Whether the client shows related places. */
  readonly related: boolean;
}

export function toDiagnostic(finding: Finding, positions: Positions, options: DiagnosticOptions): Diagnostic {
  const names = new Map(finding.schedule.participants.map(({ id, name }) => [id, name]));
  const steps = finding.schedule.steps.map((step, index) => ({
    location: positions.location(step.at),
    message: `${index + 1}. ${names.get(step.participant) ?? step.participant}: ${step.text}`,
  }));
  // What a step already points at is not told twice.
  const stepped = new Set(finding.schedule.steps.map(({ at }) => `${at.file}:${at.start}:${at.end}`));
  const remaining = finding.related.filter(({ at }) => !stepped.has(`${at.file}:${at.start}:${at.end}`));
  const others = remaining.map((related) => ({
    location: positions.location(related.at),
    message: related.text,
  }));
  const related = [...steps, ...others].slice(0, MAX_RELATED);
  return {
    range: positions.range(finding.at),
    severity: SEVERITIES[options.severity],
    code: finding.rule,
    ...(options.href === undefined ? {} : { codeDescription: { href: options.href } }),
    source: SOURCE,
    message: finding.message,
    ...(finding.rule === 'unused-suppression' ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(options.related && related.length > 0 ? { relatedInformation: related } : {}),
  };
}

/** @returns undefined when an edit no longer fits the text it was made for */
export function toWorkspaceEdit(
  edits: readonly TextEdit[],
  newFiles: Fix['newFiles'],
  positions: Positions,
  files: Files,
): WorkspaceEdit | undefined {
  const byFile = new Map<string, TextEdit[]>();
  for (const edit of edits) {
    const text = files.textOf(edit.file);
    if (text === undefined || edit.end > text.length || edit.start > edit.end) return undefined;
    const list = byFile.get(edit.file);
    if (list === undefined) byFile.set(edit.file, [edit]);
    else list.push(edit);
  }
  const changes: (CreateFile | TextDocumentEdit)[] = [];
  for (const { file, text } of newFiles) {
    const uri = uriOfPath(file);
    changes.push({ kind: 'create', uri, options: { ignoreIfExists: true } });
    changes.push({
      textDocument: { uri, version: null },
      edits: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: text }],
    });
  }
  for (const [file, list] of byFile) {
    changes.push({
      textDocument: { uri: files.uriOf(file), version: files.versionOf(file) },
      edits: list
        .toSorted((a, b) => a.start - b.start || a.end - b.end)
        .map((edit) => ({ range: positions.range(edit), newText: edit.newText })),
    });
  }
  return { documentChanges: changes };
}

/** The same for clients that only know `changes`; new files cannot be told to them. */
export function toPlainChanges(edit: WorkspaceEdit): WorkspaceEdit {
  const changes: Record<string, { range: Range; newText: string }[]> = {};
  for (const change of edit.documentChanges ?? []) {
    if (!('textDocument' in change)) continue;
    const list = (changes[change.textDocument.uri] ??= []);
    for (const one of change.edits) if ('newText' in one) list.push({ range: one.range, newText: one.newText });
  }
  return { changes };
}
