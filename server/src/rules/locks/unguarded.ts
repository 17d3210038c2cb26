/** inconsistent-locking without an annotation: what the holder of a lock relies on, somebody writes without it. */
import type { Touch } from '../../analysis/locks/discipline.ts';
import type { Span } from '../../analysis/locks/sections.ts';
import { outermost, qualifiedName, type Program } from '../../analysis/program.ts';
import type { Finding, ScheduleStep } from '../../findings/finding.ts';
import { finding, lineAt, statementAt } from './findings.ts';

const nameOf = (program: Program, t: Touch): string => qualifiedName(program, outermost(program, t.fn));

const looks = (t: Touch): string => (t.act === 'test' ? 'tests' : t.act === 'read' ? 'reads' : 'sets');

function spanSteps(
  program: Program,
  { k, first, awaitAt, last, hold }: Span,
  between: readonly ScheduleStep[],
): ScheduleStep[] {
  const holds = [hold.lock.name];
  return [
    { participant: 'a', at: hold.at, text: `takes ${hold.lock.name}`, holds },
    { participant: 'a', at: first.at, text: `${looks(first)} ${first.name}`, holds },
    { participant: 'a', at: awaitAt, text: 'waits, and still holds the lock', holds },
    ...between,
    {
      participant: 'a',
      at: last.at,
      text: k === 'decided' ? `changes ${last.name} as if the test still held` : `writes ${last.name} over it`,
      holds,
    },
  ];
}

/** `text` is how the writer can name the lock, when it can take it by `runExclusive`. */
export function unguardedFinding(
  program: Program,
  span: Span,
  write: Touch,
  signal: string,
  text: string | undefined,
): Finding {
  const { first, last, hold } = span;
  const [who, holder] = [nameOf(program, write), nameOf(program, last)];
  const lock = hold.lock.name;
  const others = write.held.map((h) => h.lock.name);
  const instead = others.length === 0 ? '' : ` (it holds ${others.join(', ')} instead)`;
  const does = write.act === 'change' ? 'changes' : 'writes';
  const step: ScheduleStep = {
    participant: 'b',
    at: write.at,
    text: `${does} ${write.name} without ${lock}`,
    holds: others,
  };
  return finding({
    rule: 'inconsistent-locking',
    at: write.at,
    message: `${who} ${does} ${write.name} without holding ${lock}${instead}, which ${holder} holds from ${lineAt(program, first.at, write.at)} to ${lineAt(program, last.at, write.at)}, across an await; ${span.k === 'decided' ? `after what ${who} does in between, ${holder} acts on a test that no longer holds` : `what ${who} does in between is overwritten`}.`,
    signal,
    participants: [
      { id: 'a', name: `${holder}, holding ${lock}` },
      { id: 'b', name: who },
    ],
    steps: spanSteps(program, span, [
      ...write.trace.map((s) => ({ participant: 'b', at: s.at, text: `calls ${qualifiedName(program, s.callee)}` })),
      step,
    ]),
    related: [
      { at: hold.at, text: `${holder} takes ${lock} here` },
      { at: last.at, text: `and writes ${last.name} under it` },
    ],
    fixes:
      text === undefined
        ? []
        : [
            {
              kind: 'wrap-in-lock',
              at: statementAt(program, write.fn, write.at) ?? write.at,
              lock: { style: 'run-exclusive', text },
            },
          ],
    identity: [who, write.name, lock],
  });
}

export function instanceLockFinding(program: Program, span: Span, cls: string, signal: string): Finding {
  const { first, last, hold } = span;
  const holder = nameOf(program, last);
  const lock = hold.lock.name;
  const steps = spanSteps(program, span, [
    {
      participant: 'b',
      at: hold.at,
      text: `takes ${lock} of another ${cls}, which is free`,
      holds: [`${lock} of another ${cls}`],
    },
    { participant: 'b', at: first.at, text: `${looks(first)} ${first.name}, the same value` },
  ]);
  return finding({
    rule: 'inconsistent-locking',
    at: last.at,
    message: `${holder} reads ${last.name} before an await and writes it after under ${lock}, but every ${cls} has a lock of its own and all of them share ${last.name}; two of them at once lose one of the two updates.`,
    signal,
    participants: [
      { id: 'a', name: `${holder} of one ${cls}` },
      { id: 'b', name: `${holder} of another ${cls}` },
    ],
    steps,
    related: [{ at: hold.at, text: `the lock of one ${cls} is taken here` }],
    identity: [holder, last.name, lock],
  });
}
