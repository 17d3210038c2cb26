/**
 * What the code promises in JSDoc: `@guardedBy lock` on a field or variable that holds shared memory. An
 * access is matched to its declaration by the name it goes through; the guard must exist.
 */
import type { DocTag, FileFacts } from '../../../facts/core.ts';
import type { Place } from '../../../findings/finding.ts';
import { perFile } from '../../per-file.ts';
import type { Program } from '../../program.ts';
import { bare } from '../../walk.ts';
import type { AnnotationReport } from './report.ts';
import { touched } from './sites.ts';

const GUARDS = new Set(['guardedby', 'guarded-by', 'guarded_by']);

function guardName(tags: readonly DocTag[]): { readonly name: string; readonly tag: DocTag } | undefined {
  const tag = tags.find((t) => GUARDS.has(t.name.toLowerCase()));
  const name = tag?.text.trim().match(/^[{"'`]?(?:this\.)?(#?[\w$.]+)/)?.[1];
  return tag === undefined || name === undefined ? undefined : { name, tag };
}

interface Guarded {
  /** Member name -> guard, over all classes of the file. */
  readonly fields: ReadonlyMap<string, string>;
  readonly bindings: ReadonlyMap<number, string>;
}

const guardedIn = perFile((facts: FileFacts): Guarded => {
  const fields = new Map<string, string>();
  const bindings = new Map<number, string>();
  for (const cls of facts.classes) {
    for (const f of cls.fields) {
      const guard = guardName(f.tags);
      if (guard !== undefined) fields.set(f.name, guard.name);
    }
  }
  for (const b of facts.bindings) {
    const guard = guardName(b.tags);
    if (guard !== undefined) bindings.set(b.id, guard.name);
  }
  return { fields, bindings };
});

/** The guard that the declaration of what is accessed at a place names. */
export function guardOf(program: Program, at: Place): string | undefined {
  const facts = program.files.get(at.file);
  const t = touched(program, at);
  if (facts === undefined || t === undefined) return undefined;
  const guarded = guardedIn(facts);
  const base = bare(t.base);
  if (base.k === 'member') return guarded.fields.get(base.prop);
  if (base.k === 'var') return guarded.bindings.get(base.b);
  return undefined;
}

/** Guards that do not exist: the promise cannot be kept. */
export function missingGuards(program: Program, files: Iterable<string>): AnnotationReport[] {
  const out: AnnotationReport[] = [];
  for (const file of files) {
    const facts = program.files.get(file);
    if (facts === undefined) continue;
    const known = new Set(facts.bindings.map((b) => b.name));
    for (const cls of facts.classes) {
      const inherited = cls.superClass !== undefined;
      const members = new Set([...cls.fields.map((f) => f.name), ...cls.methods.map((m) => m.name)]);
      for (const f of cls.fields) {
        const guard = guardName(f.tags);
        if (guard === undefined) continue;
        const head = guard.name.split('.')[0] ?? guard.name;
        if (members.has(head) || members.has(`#${head}`) || known.has(head) || head === cls.name || inherited) continue;
        const at = { file, start: f.at[0], end: f.at[1] };
        out.push({ k: 'annotation', at, tag: guard.tag.name, name: guard.name, owner: `${cls.name}.${f.name}` });
      }
    }
  }
  return out;
}
