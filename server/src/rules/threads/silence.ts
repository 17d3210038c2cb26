/** lost-wakeup and wait-cycle where nobody is left: a sleeper among the ended, two that await each other's message. */
import type { SilenceReport, UnwokenReport } from '../../analysis/threads/detect/report.ts';
import { waitedAt } from '../../analysis/threads/detect/frames.ts';
import { actName, callHead, cellName, firstLine, lineText } from '../../analysis/threads/detect/sites.ts';
import type { Finding } from '../../findings/finding.ts';
import { finding } from '../locks/findings.ts';
import { agentName, capital, nameOf, participant, relatedStart, signalOf, waySteps, type Ctx } from './words.ts';

export function unwokenFinding(ctx: Ctx, r: UnwokenReport): Finding {
  const { agent, blocked, held } = r.waiter;
  const at = callHead(ctx.program, waitedAt(ctx.knowledge, blocked).at);
  const who = agentName(agent);
  const cell = cellName(ctx.program, blocked.site) ?? 'the cell';
  const last = r.last?.agent === agent ? undefined : r.last;
  const line = last === undefined ? '' : lineText(ctx.program, last.site, at);
  const why =
    last === undefined
      ? 'nobody has changed or announced it, and no other thread is left that could'
      : `the last change (\`${nameOf(ctx, last)}\`, ${line}, by ${agentName(last.agent)}) is over, and no other thread is left that could make another`;
  return finding({
    rule: 'lost-wakeup',
    at,
    message: `${capital(who)} waits here until \`${cell}\` changes, but ${why}: it sleeps for ever.`,
    signal: last === undefined ? `${who} sleeps in Atomics.wait` : signalOf(ctx.program, agent, last.agent),
    participants: [participant('a', agent), ...(last === undefined ? [] : [participant('b', last.agent)])],
    steps: [
      ...(last === undefined
        ? []
        : [{ participant: 'b', at: firstLine(ctx.program, last.site), text: `changes ${cell} for the last time` }]),
      ...waySteps(ctx, 'a', blocked.act, held),
      { participant: 'a', at, text: `waits for another change of ${cell}, and nobody is left to make one` },
    ],
    related:
      last === undefined
        ? relatedStart(agent)
        : [{ at: firstLine(ctx.program, last.site), text: `the last change of ${cell}` }],
    identity: [cell, actName(blocked.act), 'nobody is left'],
  });
}

export function silenceFinding(ctx: Ctx, r: SilenceReport): Finding {
  const [a, b] = r.members;
  const at = callHead(ctx.program, a.at);
  const theirs = callHead(ctx.program, b.at);
  const [me, you] = [agentName(a.agent), agentName(b.agent)];
  const same = theirs.file === at.file && theirs.start === at.start;
  const where = same ? 'in the same way' : `itself (${lineText(ctx.program, theirs, at)})`;
  return finding({
    rule: 'wait-cycle',
    at,
    message: `${capital(me)} waits here for a message from ${you}, which waits ${where} for one from ${me} and would send its own only then (${lineText(ctx.program, b.sends, at)}): neither message is ever sent.`,
    signal: signalOf(ctx.program, a.agent, b.agent),
    participants: [participant('a', a.agent), participant('b', b.agent)],
    steps: [
      { participant: 'a', at, text: `waits for a message from ${you}` },
      { participant: 'b', at: theirs, text: `waits for a message from ${me}` },
      { participant: 'b', at: firstLine(ctx.program, b.sends), text: 'would send its message only after that' },
      { participant: 'a', at: firstLine(ctx.program, a.sends), text: 'would send its message only after that, too' },
    ],
    related: [
      ...(same ? [] : [{ at: theirs, text: `${you} waits here` }]),
      { at: firstLine(ctx.program, b.sends), text: `${you} would send what is waited for` },
    ],
    identity: ['messages', `${at.file.split('/').at(-1) ?? ''}`, `${theirs.file.split('/').at(-1) ?? ''}`],
  });
}
