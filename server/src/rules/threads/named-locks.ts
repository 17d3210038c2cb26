/** lock-order-inversion of Web Locks between agents: each holds by name what the next one asks for. */
import type { NamedCycleReport } from '../../analysis/threads/detect/report.ts';
import { actName, callHead, lineText } from '../../analysis/threads/detect/sites.ts';
import type { Finding } from '../../findings/finding.ts';
import { finding } from '../locks/findings.ts';
import { agentName, participant, signalOf, waySteps, type Ctx } from './words.ts';

export function namedCycleFinding(ctx: Ctx, r: NamedCycleReport): Finding | undefined {
  const { program } = ctx;
  const members = r.members.map(({ holds, wants }, i) => ({
    id: `${'abcdefgh'.charAt(i)}`,
    agent: wants.agent,
    act: holds.act,
    holds: `'${holds.name}'`,
    wants: `'${wants.name}'`,
    taken: callHead(program, holds.site),
    at: callHead(program, wants.site),
    in: actName(wants.act),
  }));
  const [first, second] = members;
  if (first === undefined || second === undefined) return undefined;
  const says = members.map(
    (m) =>
      `${agentName(m.agent)} holds ${m.holds} (${lineText(program, m.taken, first.at)}) and waits for ${m.wants} (${lineText(program, m.at, first.at)})`,
  );
  return finding({
    rule: 'lock-order-inversion',
    at: first.at,
    message: `Deadlock by lock order: ${says.join(' while ')}; none of them can go on.`,
    signal: signalOf(program, first.agent, second.agent),
    participants: members.map((m) => participant(m.id, m.agent)),
    steps: [
      ...members.flatMap((m) => [
        ...waySteps(ctx, m.id, m.act, []),
        { participant: m.id, at: m.taken, text: `takes ${m.holds}`, holds: [m.holds] },
      ]),
      ...members.map((m) => ({
        participant: m.id,
        at: m.at,
        text: `waits for ${m.wants}, which is held by another`,
        holds: [m.holds],
      })),
    ],
    related: members
      .slice(1)
      .flatMap((m) => (m.at.start === first.at.start && m.at.file === first.at.file ? [] : [m]))
      .map((m) => ({ at: m.at, text: `${agentName(m.agent)} waits for ${m.wants}` })),
    identity: members.map((m) => `${m.in}:${m.wants}`).sort(),
  });
}
