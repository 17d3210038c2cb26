/**
 * Many repairs at once: which of them can be applied together, and what the texts become. Pure; whoever
 * calls writes the files.
 */
import MagicString from 'magic-string';
import type { Fix, TextEdit } from '../findings/finding.ts';

/** Texts after some repairs; only files that differ. */
export interface Applied {
  readonly texts: ReadonlyMap<string, string>;
  readonly newFiles: ReadonlyMap<string, string>;
  readonly taken: readonly Fix[];
  /** Repairs that touch what another one touches: to be tried again on the new texts. */
  readonly deferred: readonly Fix[];
}

const isInsertion = (edit: TextEdit): boolean => edit.start === edit.end;

/** Both insert the same text at the same place (an import, a field): once is enough. */
function same(a: TextEdit, b: TextEdit): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end && a.newText === b.newText && isInsertion(a);
}

/** Touching ends count: two insertions at one place have no order, an edit beside another may need its neighbour. */
function collide(a: TextEdit, b: TextEdit): boolean {
  return a.file === b.file && a.start <= b.end && b.start <= a.end;
}

/**
 * Takes the repairs in order, each whole or not at all; a later one that collides with an earlier one waits.
 * `textOf` gives the current text of a file (undefined when there is none).
 */
export function applyFixes(fixes: readonly Fix[], textOf: (file: string) => string | undefined): Applied {
  const edits: TextEdit[] = [];
  const newFiles = new Map<string, string>();
  const taken: Fix[] = [];
  const deferred: Fix[] = [];
  for (const fix of fixes) {
    const fresh = fix.edits.filter((edit) => !edits.some((other) => same(edit, other)));
    const collides =
      fresh.some((edit) => edits.some((other) => collide(edit, other))) ||
      fix.newFiles.some(({ file, text }) => (newFiles.get(file) ?? text) !== text);
    if (collides) {
      deferred.push(fix);
      continue;
    }
    // A repair whose files are gone or whose offsets no longer fit belongs to older texts.
    const stale = fresh.some((edit) => (textOf(edit.file)?.length ?? -1) < edit.end);
    if (stale) {
      deferred.push(fix);
      continue;
    }
    edits.push(...fresh);
    for (const { file, text } of fix.newFiles) newFiles.set(file, text);
    taken.push(fix);
  }
  const texts = new Map<string, string>();
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const text = textOf(file);
    if (text !== undefined)
      texts.set(
        file,
        applyEdits(
          text,
          edits.filter((edit) => edit.file === file),
        ),
      );
  }
  return { texts, newFiles, taken, deferred };
}

/** Edits of one file; they must not overlap. */
export function applyEdits(text: string, edits: readonly Pick<TextEdit, 'start' | 'end' | 'newText'>[]): string {
  const result = new MagicString(text);
  for (const edit of edits) {
    if (edit.start === edit.end) result.appendLeft(edit.start, edit.newText);
    else if (edit.newText === '') result.remove(edit.start, edit.end);
    else result.update(edit.start, edit.end, edit.newText);
  }
  return result.toString();
}
