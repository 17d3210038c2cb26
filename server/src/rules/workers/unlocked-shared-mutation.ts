/**
 * unlocked-shared-mutation: instances of one script write the same bytes of shared memory with nothing that
 * orders them (ECMA-262, Data Races). A read-modify-write then loses updates; a plain store loses to another.
 */
import type { Span } from '../../facts/core.ts';
import type { Finding } from '../../findings/finding.ts';
import type { Spawn } from '../../analysis/workers/spawn.ts';
import { baseNameOf, factsOf, lineOf, place, type Program } from '../../analysis/program.ts';

export interface Mutation {
  readonly file: string;
  readonly at: Span;
  /** The cell as written: `counters[PARSED]`. */
  readonly cell: string;
  readonly path: readonly string[];
  /** Reads before it writes. */
  readonly update: boolean;
  /** The view holds integers, so Atomics work on it. */
  readonly integer: boolean;
}

export function reportUnlockedMutation(program: Program, spawn: Spawn, mutation: Mutation): Finding {
  const at = place(mutation.file, mutation.at);
  const script = baseNameOf(mutation.file);
  const line = lineOf(factsOf(program, spawn.at.file), spawn.at.start);
  const where = spawn.at.file === mutation.file ? `line ${line}` : `line ${line} of ${baseNameOf(spawn.at.file)}`;
  const message = mutation.update
    ? `Workers started on ${where} run this update of \`${mutation.cell}\` at the same time: both read the old value, and one of the two updates is lost.`
    : `Workers started on ${where} store to \`${mutation.cell}\` at the same time with nothing that orders them: one store silently replaces the other.`;
  const step = (participant: string, text: string) => ({ participant, at, text });
  return {
    rule: 'unlocked-shared-mutation',
    severity: 'warning',
    at,
    message,
    signal: `worker ${script} is started several times on ${where}`,
    schedule: {
      participants: [
        { id: 'w1', name: `worker ${script}, 1st instance` },
        { id: 'w2', name: `worker ${script}, 2nd instance` },
      ],
      steps: mutation.update
        ? [
            step('w1', `reads ${mutation.cell}`),
            step('w2', `reads ${mutation.cell}, the same value`),
            step('w2', `writes ${mutation.cell}`),
            step('w1', `writes ${mutation.cell}: the update of the other is lost`),
          ]
        : [
            step('w1', `writes ${mutation.cell}`),
            step('w2', `writes ${mutation.cell}: the value of the other is gone`),
          ],
    },
    related: [{ at: spawn.at, text: 'the workers are started here' }],
    fixes: [
      ...(mutation.update && mutation.integer ? [{ kind: 'atomics-update' as const, at }] : []),
      { kind: 'wrap-in-lock' as const, at, lock: { style: 'new-lock' as const, sharedMemory: true } },
    ],
    identity: [mutation.cell, script],
  };
}
