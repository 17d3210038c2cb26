/**
 * Gives a lock back on every path: the code between acquire and release goes into `try`, the release into
 * `finally`. Releases on early exits in between are taken out, since `finally` does them.
 */
import type { FixPlan, TextEdit } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { replace, type Draft, type Job } from './context.ts';
import { declaredIn, descend, indentAt, indentUnit, listedStatement, namesUsed, shift } from './shapes.ts';
import { applyEdits } from './apply.ts';

type FinallyPlan = Extract<FixPlan, { readonly kind: 'release-in-finally' }>;

const TITLE = 'Release in finally, whatever happens';

export function releaseInFinally({ plan, file }: Job<FinallyPlan>): Draft | undefined {
  const acquire = listedStatement(file.covering(plan.acquire.start, plan.acquire.end));
  const release = listedStatement(file.covering(plan.release.start, plan.release.end));
  if (acquire?.parent === undefined || release === undefined || !release.is('ExpressionStatement')) return undefined;
  const siblings = acquire.parent.list('statements');
  const from = siblings.indexOf(acquire) + 1;
  if (release.parent === acquire.parent) {
    const to = siblings.indexOf(release);
    return to < from ? undefined : around(file, siblings.slice(from, to), release, siblings.slice(to + 1));
  }
  return intoTry(file, siblings.slice(from), release);
}

/** Statements that do nothing but release the same way. */
function sameReleases(within: readonly Syntax[], release: Syntax): readonly Syntax[] {
  const text = release.text.replace(/\s+|;$/g, '');
  return within
    .flatMap((statement) => [...descend(statement)])
    .filter((node) => node.is('ExpressionStatement') && node.text.replace(/\s+|;$/g, '') === text);
}

/** Every early release must be followed by leaving, else the code after it relied on the lock being free. */
function earlyReleases(within: readonly Syntax[], release: Syntax): readonly Syntax[] | undefined {
  const early = sameReleases(within, release);
  const leaving = early.every((each) => {
    const list = each.parent?.list('statements') ?? [];
    const next = list[list.indexOf(each) + 1];
    return next?.is('ReturnStatement', 'ThrowStatement') === true;
  });
  return leaving ? early : undefined;
}

/** The edit that takes out a statement with its line. */
function removal(file: SyntaxFile, statement: Syntax): { start: number; end: number; newText: string } {
  const lineStart = file.text.lastIndexOf('\n', statement.start - 1) + 1;
  const lineEnd = file.text.indexOf('\n', statement.end);
  const alone =
    /^[ \t]*$/.test(file.text.slice(lineStart, statement.start)) &&
    /^[ \t]*\r?$/.test(file.text.slice(statement.end, lineEnd));
  if (alone && lineEnd !== -1) return { start: lineStart, end: lineEnd + 1, newText: '' };
  const blank = /^[ \t]*/.exec(file.text.slice(statement.end))?.[0].length ?? 0;
  return { start: statement.start, end: statement.end + blank, newText: '' };
}

function around(
  file: SyntaxFile,
  inside: readonly Syntax[],
  release: Syntax,
  after: readonly Syntax[],
): Draft | undefined {
  const first = inside[0];
  const last = inside.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const early = earlyReleases(inside, release);
  if (early === undefined) return undefined;
  const declared = declaredIn(inside);
  const used = namesUsed(after);
  let tail: Syntax | undefined;
  if (declared.some(({ name, how }) => used.has(name) && how !== 'var')) {
    // `return result;` may come along: it is computed first and leaves through `finally`.
    const [next, ...more] = after;
    if (next?.is('ReturnStatement') !== true || more.length > 0) return undefined;
    tail = next;
  }
  const indent = indentAt(file.text, first.start);
  const unit = indentUnit(file.text);
  const removals = early.map((each) => removal(file, each));
  // Shift first, on a text in which the early releases are gone.
  const shifted = shiftWithout(file, first.start, last.end, removals, unit);
  const returned = tail === undefined ? '' : `\n${indent}${unit}${shift(file, tail.start, tail.end, unit)}`;
  const text = `try {\n${indent}${unit}${shifted}${returned}\n${indent}} finally {\n${indent}${unit}${release.text}\n${indent}}`;
  return { title: TITLE, edits: [replace(file, { start: first.start, end: (tail ?? release).end }, text)], safe: true };
}

function shiftWithout(
  file: SyntaxFile,
  start: number,
  end: number,
  removals: readonly { readonly start: number; readonly end: number; readonly newText: string }[],
  unit: string,
): string {
  if (removals.length === 0) return shift(file, start, end, unit);
  // A removal may take the line break before `end`; marks keep the borders.
  const local = removals.map((edit) => ({ ...edit, start: edit.start - start, end: Math.min(edit.end, end) - start }));
  const kept = applyEdits(file.text.slice(start, end), local);
  return kept
    .split('\n')
    .map((line, index) => (index === 0 || line.trim() === '' ? line : unit + line))
    .join('\n');
}

/** The release already stands in a `try` (and perhaps in its `catch`): move it to a new `finally`. */
function intoTry(file: SyntaxFile, following: readonly Syntax[], release: Syntax): Draft | undefined {
  const statement = following.find(
    (each) => each.is('TryStatement') && each.start <= release.start && release.end <= each.end,
  );
  const block = statement?.field('tryBlock');
  if (statement === undefined || block === undefined || statement.field('finallyBlock') !== undefined) return undefined;
  // What runs between the acquire and the try can still throw: that is another repair.
  if (following[0] !== statement) return undefined;
  const all = sameReleases([statement], release);
  const harmless = all.every((each) => {
    const list = each.parent?.list('statements') ?? [];
    const next = list[list.indexOf(each) + 1];
    const endsBlock = next === undefined && (each.parent === block || each.parent?.parent?.is('CatchClause') === true);
    return endsBlock || next?.is('ReturnStatement', 'ThrowStatement') === true;
  });
  if (!harmless) return undefined;
  const indent = indentAt(file.text, statement.start);
  const edits: TextEdit[] = all.map((each) => {
    const { start, end, newText } = removal(file, each);
    return { file: file.path, start, end, newText };
  });
  const text = ` finally {\n${indent}${indentUnit(file.text)}${release.text}\n${indent}}`;
  return {
    title: TITLE,
    edits: [...edits, { file: file.path, start: statement.end, end: statement.end, newText: text }],
    safe: true,
  };
}
