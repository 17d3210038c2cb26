/** floating-critical-section: the turn has not come yet when the state it protects is used. */
import type { ExprOf } from '../../facts/core.ts';
import type { FloatingKind, Use } from '../../analysis/locks/floating.ts';
import { place, qualifiedName, type FnRef, type Program } from '../../analysis/program.ts';
import { textOf } from '../../analysis/walk.ts';
import type { Finding } from '../../findings/finding.ts';
import { finding, lineAt } from './findings.ts';

export function floatingFinding(
  program: Program,
  fn: FnRef,
  call: ExprOf<'call'>,
  used: Use,
  kind: FloatingKind,
): Finding {
  const who = qualifiedName(program, fn);
  const text = textOf(call.callee, (b) => program.files.get(fn.file)?.bindings[b]?.name ?? '') ?? 'the call';
  const at = place(fn.file, call.at);
  const use = place(fn.file, used.at);
  const line = lineAt(program, use, at);
  return finding({
    rule: 'floating-critical-section',
    at,
    message:
      kind === 'acquire'
        ? `${who} does not wait for \`${text}\` before it uses ${used.name} on ${line}: another holder is still inside, and both change it at once.`
        : `The promise of \`${text}\` is dropped, so ${line} uses ${used.name} before the section has run.`,
    signal: 'un-awaited critical section',
    participants: [
      { id: 'a', name: who },
      { id: 'b', name: kind === 'acquire' ? 'whoever holds the lock' : 'the section' },
    ],
    steps: [
      {
        participant: 'a',
        at,
        text: kind === 'acquire' ? 'asks for the lock and goes on' : 'starts the section and goes on',
      },
      { participant: 'a', at: use, text: `uses ${used.name} without its turn` },
      { participant: 'b', at, text: kind === 'acquire' ? 'is still inside' : 'runs only later' },
    ],
    related: [{ at: use, text: `${used.name} is used here` }],
    fixes: [{ kind: 'insert-await', at }],
    identity: ['floating-critical-section', who, text],
  });
}
