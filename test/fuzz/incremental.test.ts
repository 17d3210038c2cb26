/**
 * Incremental against cold: an engine that saw a random history of edits must say exactly what a fresh engine
 * says of the final texts. Edits cut, duplicate and swap lines, and remove and re-add files, so that most
 * states in between do not even parse. The seed of a failure is printed by fast-check.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Engine } from '../../server/src/engine.ts';
import { loadLabelled } from '../cases/corpus.ts';

const KINDS = ['delete-line', 'duplicate-line', 'cut', 'swap', 'remove', 'restore'] as const;

interface Edit {
  readonly kind: (typeof KINDS)[number];
  /** Which file, modulo their number. */
  readonly file: number;
  /** Places in the text, as shares of its length. */
  readonly where: number;
  readonly other: number;
}

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...KINDS),
  file: fc.nat(5),
  where: share,
  other: share,
});

function edited(text: string, change: Edit): string {
  if (change.kind === 'remove' || change.kind === 'restore') return text;
  if (change.kind === 'cut') return text.slice(0, Math.floor(text.length * change.where));
  const lines = text.split('\n');
  const at = Math.floor(lines.length * change.where);
  if (change.kind === 'delete-line') lines.splice(at, 1);
  else if (change.kind === 'duplicate-line') lines.splice(at, 0, lines[at] ?? '');
  else {
    const other = Math.floor(lines.length * change.other);
    [lines[at], lines[other]] = [lines[other] ?? '', lines[at] ?? ''];
  }
  return lines.join('\n');
}

const FOLDER = fileURLToPath(new URL('../cases/labelled', import.meta.url));
const programs = loadLabelled(FOLDER).map((labelled) =>
  labelled.files.filter((file) => /\.[cm]?[jt]sx?$/.test(file.path)),
);

function fresh(texts: ReadonlyMap<string, string>): Engine {
  return new Engine({ readFile: (path) => texts.get(path), fileExists: (path) => texts.has(path) });
}

test('an edited engine says what a fresh one says', () => {
  assert.ok(programs.length > 100);
  fc.assert(
    fc.property(fc.nat(programs.length - 1), fc.array(edit, { minLength: 1, maxLength: 8 }), (index, edits) => {
      const files = programs[index] ?? [];
      const texts = new Map(files.map((file) => [file.path, file.text]));
      const engine = fresh(texts);
      for (const [path, text] of texts) engine.update(path, text);
      engine.analyse();
      for (const change of edits) {
        const file = files[change.file % files.length];
        if (file === undefined) continue;
        const current = texts.get(file.path);
        if (change.kind === 'remove') {
          texts.delete(file.path);
          engine.remove(file.path);
        } else {
          const text = change.kind === 'restore' ? file.text : edited(current ?? file.text, change);
          texts.set(file.path, text);
          engine.update(file.path, text);
        }
        // Asking in between fills whatever caches there are with states that are about to be stale.
        engine.analyse();
      }
      const cold = fresh(texts);
      for (const path of engine.files) cold.update(path, texts.get(path) ?? '');
      const warm = engine.analyse();
      const expected = cold.analyse();
      assert.deepEqual(warm.findings, expected.findings);
      assert.deepEqual(
        warm.notes.filter((note) => note.kind === 'internal'),
        [],
      );
    }),
    { numRuns: 80, endOnFailure: true, includeErrorInReport: true },
  );
});

/** All programs as one project: an edit touches a little of it, and what is kept of the rest must still be true. */
test('a project that is edited here and there says what a fresh one says', () => {
  const files = programs.flatMap((program, i) =>
    program.map((file) => ({ path: `/project/p${i}/${file.path.replace(/^\//, '')}`, text: file.text })),
  );
  const typing: fc.Arbitrary<Edit> = edit.filter(({ kind }) => kind !== 'remove' && kind !== 'restore');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(typing, fc.nat(files.length - 1), fc.boolean()), { minLength: 3, maxLength: 6 }),
      (edits) => {
        const texts = new Map(files.map((file) => [file.path, file.text]));
        const engine = fresh(texts);
        for (const [path, text] of texts) engine.update(path, text);
        engine.analyse();
        for (const [change, index, back] of edits) {
          const file = files[index];
          if (file === undefined) continue;
          engine.update(file.path, edited(file.text, change));
          engine.analyse();
          texts.set(file.path, back ? file.text : edited(file.text, change));
          engine.update(file.path, texts.get(file.path) ?? '');
        }
        const cold = fresh(texts);
        for (const path of engine.files) cold.update(path, texts.get(path) ?? '');
        assert.deepEqual(engine.analyse(), cold.analyse());
      },
    ),
    { numRuns: 1, seed: 20, endOnFailure: true, includeErrorInReport: true },
  );
});
