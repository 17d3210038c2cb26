/**
 * `@interleaveBenign reason` on a field, a variable or a function: its author knows that activations interleave there
 * and that nothing comes of it. Like suppression comments, such a tag must give a reason and be of use.
 */
import type { DocTag } from '../../facts/core.ts';
import type { Finding } from '../../findings/finding.ts';
import { perFile } from '../per-file.ts';
import { fnKey, fnOf, type Program } from '../program.ts';
import { bindingKey } from './cells.ts';
import type { Verdict } from './meeting.ts';
import type { Owners } from './owners.ts';

interface Declared {
  readonly file: string;
  readonly tag: DocTag;
  /** Cells under this name are meant. */
  readonly cell?: string;
  /** What this function does is meant. */
  readonly fn?: string;
  used: boolean;
}

const TAG = 'interleaveBenign';

const declaresSomething = perFile((facts) =>
  [...facts.classes.flatMap((cls) => cls.fields), ...facts.bindings, ...facts.functions].some(({ tags }) =>
    tags.some((tag) => tag.name === TAG),
  ),
);

/** Takes out what is declared benign; says of each declaration that it is useless or gives no reason. */
export function withoutBenign(
  program: Program,
  owners: Owners,
  verdicts: readonly Verdict[],
): { readonly kept: readonly Verdict[]; readonly complaints: readonly Finding[] } {
  const declared = declarations(program, owners);
  if (declared.length === 0) return { kept: verdicts, complaints: [] };
  const kept = verdicts.filter((v) => {
    const hits = declared.filter((d) => speaksOf(program, d, v));
    for (const d of hits) d.used = true;
    return hits.length === 0;
  });
  const complaints = declared.flatMap((d) => {
    if (!d.used) return [complaint(d, `Nothing is left here that @${TAG} could excuse.`)];
    return d.tag.text.trim() === '' ? [complaint(d, `This @${TAG} gives no reason; write one after it.`)] : [];
  });
  return { kept, complaints };
}

function declarations(program: Program, owners: Owners): Declared[] {
  const out: Declared[] = [];
  const add = (file: string, tags: readonly DocTag[], what: { readonly cell?: string; readonly fn?: string }): void => {
    for (const tag of tags) if (tag.name === TAG) out.push({ file, tag, ...what, used: false });
  };
  for (const [file, facts] of program.files) {
    if (!declaresSomething(facts)) continue;
    for (const cls of facts.classes) {
      const key = owners.canonicalClass({ file, cls: cls.id });
      for (const field of cls.fields)
        add(file, field.tags, { cell: `${field.static ? 'static' : 'this'}:${key}.${field.name}` });
    }
    for (const b of facts.bindings) if (b.fn === undefined) add(file, b.tags, { cell: bindingKey(file, b.id) });
    for (const fn of facts.functions) add(file, fn.tags, { fn: fnKey({ file, fn: fn.id }) });
  }
  return out;
}

function speaksOf(program: Program, d: Declared, { candidate }: Verdict): boolean {
  if (d.cell !== undefined) {
    const { canon } = candidate.cell;
    const next = canon[d.cell.length];
    return canon.startsWith(d.cell) && (next === undefined || next === '.' || next === '[');
  }
  // Callbacks belong to the function that they stand in.
  let fn: number | undefined = candidate.in.fn;
  while (fn !== undefined) {
    if (d.fn === fnKey({ file: candidate.in.file, fn })) return true;
    fn = fnOf(program, { file: candidate.in.file, fn }).parent;
  }
  return false;
}

function complaint(d: Declared, message: string): Finding {
  return {
    rule: 'unused-suppression',
    severity: 'info',
    at: { file: d.file, start: d.tag.at[0], end: d.tag.at[1] },
    message,
    signal: 'benign-state annotation',
    schedule: { participants: [], steps: [] },
    related: [],
    fixes: [],
    identity: [TAG, message],
  };
}
