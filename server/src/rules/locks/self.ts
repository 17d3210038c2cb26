/** self-deadlock: one activation waits for a lock that it holds itself. */
import type { Clash } from '../../analysis/locks/interp.ts';
import { qualifiedName, type Program } from '../../analysis/program.ts';
import type { Finding } from '../../findings/finding.ts';
import { finding, lineAt, standsAt, stepsOf } from './findings.ts';

export function selfDeadlockFinding(program: Program, clash: Clash, signal?: string): Finding {
  const who = qualifiedName(program, clash.fn);
  const { lock } = clash.held;
  const via =
    clash.event.trace.length === 0
      ? ''
      : ` through ${[...new Set(clash.event.trace.map((s) => qualifiedName(program, s.callee)))].slice(-3).join(', ')}`;
  const at = standsAt(program, clash.fn, clash.event);
  const heldLine = lineAt(program, clash.held.at, at);
  const unit = lock.unit ?? 'permit';
  const message =
    clash.k === 'permits'
      ? `${who} holds a ${unit} of ${lock.name} (${heldLine}) and waits for another one${via}: when as many activations as there are ${unit}s do so at once, each waits for a ${unit} that another one keeps.`
      : clash.k === 'again' && (lock.unit !== undefined || lock.limiter)
        ? `${who} holds the only ${lock.limiter ? 'place' : unit} of ${lock.name} (${heldLine}) and waits for another one${via}: it is free again only when ${who} is done, so it waits for itself for ever.`
        : clash.k === 'together'
          ? `${who} waits for two turns of ${lock.name} at once (the other one on ${heldLine}): the first is only given back after both are granted, so the second never comes.`
          : clash.k === 'read-again'
            ? `${who} holds ${lock.name} for reading (${heldLine}) and asks for it again${via}: a writer that queues in between waits for the first, and the second waits for the writer.`
            : `${who} holds ${lock.name} (${heldLine}) and waits for it again${via}: the lock is not re-entrant, so it waits for itself for ever.`;
  return finding({
    rule: 'self-deadlock',
    at,
    message,
    signal: signal ?? (clash.k === 'read-again' ? 'a writer of the same lock' : 'one activation alone is enough'),
    participants: [{ id: 'a', name: who }],
    steps: [
      { participant: 'a', at: clash.held.at, text: `takes ${lock.name}`, holds: [lock.name] },
      ...stepsOf(
        program,
        'a',
        { ...clash.event, held: [clash.held] },
        clash.k === 'permits'
          ? `waits for another ${unit} of ${lock.name}`
          : `waits for ${lock.name}, which it holds itself`,
      ),
    ],
    related: [
      { at: clash.held.at, text: `${lock.name} is taken here` },
      ...(clash.event.trace.length > 0 ? [{ at: clash.event.at, text: `${lock.name} is taken again here` }] : []),
    ],
    identity: [who, lock.cls ?? lock.name],
  });
}
