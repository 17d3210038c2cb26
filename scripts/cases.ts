/**
 * Prints how the analysis does on the labelled programs: per case while developing one, as a table with
 * recall and false alarms per family over all. `npx tsx scripts/cases.ts [ids...] [--from DIR] [--failing] [--write-gaps]`
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadLabelled, type LabelledCase } from '../test/cases/corpus.ts';
import { judge, show, type CaseOutcome } from '../test/cases/run.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string' },
    failing: { type: 'boolean', default: false },
    'write-gaps': { type: 'boolean', default: false },
  },
});

const ownCorpus = fileURLToPath(new URL('../test/cases/labelled', import.meta.url));
const wanted = (id: string): boolean =>
  positionals.length === 0 || positionals.some((prefix) => id.toUpperCase().startsWith(prefix.toUpperCase()));
const cases = loadLabelled(values.from ?? ownCorpus).filter((labelled) => wanted(labelled.id));

interface Row {
  readonly labelled: LabelledCase;
  readonly outcome: CaseOutcome;
  readonly ms: number;
}

const rows: readonly Row[] = cases.map((labelled) => {
  const start = performance.now();
  const outcome = judge(labelled);
  return { labelled, outcome, ms: performance.now() - start };
});

function verdictOf({ labelled, outcome }: Row): string {
  if (outcome.failure !== undefined) return 'CRASH';
  const words = [outcome.missed ? 'MISSED' : labelled.verdict === 'ok' ? 'silent' : 'found'];
  if (outcome.extra.length > 0) words.push(labelled.verdict === 'ok' ? 'FALSE ALARM' : `EXTRA ${outcome.extra.length}`);
  if (outcome.malformed.length > 0) words.push('MALFORMED');
  return words.filter((word) => !(word === 'silent' && outcome.extra.length > 0)).join(', ');
}

const detailed = positionals.length > 0;
for (const row of rows) {
  if (values.failing && row.outcome.ok) continue;
  const { labelled, outcome } = row;
  console.log(
    `${labelled.id}  ${labelled.verdict.padEnd(8)}  ${verdictOf(row).padEnd(16)}  ${row.ms.toFixed(0).padStart(4)} ms  ${labelled.title}`,
  );
  if (!detailed && outcome.ok) continue;
  if (outcome.failure !== undefined) console.log(outcome.failure.replace(/^/gm, '       '));
  if (detailed) {
    console.log(`       why: ${labelled.why}`);
    for (const mark of labelled.marks) {
      console.log(`       mark ${mark.file.slice(labelled.root.length + 1)}:${mark.line} ${mark.rules.join(' | ')}`);
    }
  }
  for (const finding of outcome.findings) {
    if (!detailed && !outcome.extra.includes(finding)) continue;
    console.log(`     ${outcome.extra.includes(finding) ? '!' : ' '} ${show(labelled, finding)}`);
    if (!detailed) continue;
    console.log(`         signal: ${finding.signal}`);
    for (const step of finding.schedule.steps) {
      const who = finding.schedule.participants.find((participant) => participant.id === step.participant)?.name;
      console.log(`         ${who}: ${step.text}${step.holds?.length ? ` [holds ${step.holds.join(', ')}]` : ''}`);
    }
  }
  for (const problem of outcome.malformed) console.log(`     ? ${problem}`);
}

/** The family of a defect is that of the rules its marks allow; `ok` cases are their own. */
function tally(title: string, part: readonly Row[]): void {
  const defects = part.filter((row) => row.labelled.verdict !== 'ok');
  const found = defects.filter((row) => !row.outcome.missed).length;
  const noisy = part.filter((row) => row.outcome.extra.length > 0).length;
  const recall = defects.length === 0 ? '' : `${found}/${defects.length} found`;
  console.log(`${title.padEnd(28)} ${recall.padEnd(14)} ${`${noisy}/${part.length} with false alarms`.padEnd(26)}`);
}

console.log('');
for (const verdict of ['race', 'deadlock', 'blocking', 'ok'] as const) {
  const part = rows.filter((row) => row.labelled.verdict === verdict);
  if (part.length > 0) tally(verdict, part);
}
for (const letter of new Set(rows.map((row) => row.labelled.id.charAt(0)))) {
  tally(
    `${letter}xx`,
    rows.filter((row) => row.labelled.id.startsWith(letter)),
  );
}
tally('all', rows);
const times = rows.map((row) => row.ms).sort((a, b) => a - b);
console.log(
  `${rows.filter((row) => row.outcome.ok).length}/${rows.length} cases right; median ${times[times.length >> 1]?.toFixed(0)} ms, slowest ${times.at(-1)?.toFixed(0)} ms`,
);

if (values['write-gaps'] && values.from === undefined && positionals.length === 0) {
  const gaps: Record<string, string[]> = {};
  for (const { labelled, outcome } of rows) {
    const gap = [...(outcome.missed ? ['missed'] : []), ...(outcome.extra.length > 0 ? ['extra'] : [])];
    if (gap.length > 0) gaps[labelled.id] = gap;
  }
  const path = fileURLToPath(new URL('../test/cases/known-gaps.json', import.meta.url));
  writeFileSync(
    path,
    `{\n${Object.entries(gaps)
      .map(([id, gap]) => `  ${JSON.stringify(id)}: ${JSON.stringify(gap).replace(',', ', ')}`)
      .join(',\n')}\n}\n`,
  );
  console.log(`${Object.keys(gaps).length} gaps written`);
}
