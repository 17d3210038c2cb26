/** non-atomic-update, use-after-transfer, and promises in annotations that cannot be kept. */
import type { AnnotationReport, TornReport, TransferReport } from '../../analysis/threads/detect/report.ts';
import { actName, cellName, firstLine, lineText } from '../../analysis/threads/detect/sites.ts';
import type { Finding } from '../../findings/finding.ts';
import { finding } from '../locks/findings.ts';
import { agentName, capital, nameOf, participant, signalOf, waySteps, type Ctx } from './words.ts';

export function tornFinding(ctx: Ctx, { torn }: TornReport): Finding {
  const { read, write, foreign } = torn;
  const at = firstLine(ctx.program, write.site);
  const cell = nameOf(ctx, write);
  const me = agentName(write.agent);
  const you = agentName(foreign.agent);
  const readLine = lineText(ctx.program, read.site, at);
  const line = lineText(ctx.program, foreign.site, at);
  const message = torn.data
    ? `${capital(me)} writes \`${cell}\` from the value it read on ${readLine}, but ${you} can write it in between (${line}): that update is lost, the steps are atomic only one by one.`
    : `${capital(me)} decides on the value of \`${cell}\` read on ${readLine} and writes it here, but ${you} can change it in between (${line}): the decision is stale, check and act are not one step.`;
  return finding({
    rule: 'non-atomic-update',
    at,
    message,
    signal: signalOf(ctx.program, write.agent, foreign.agent),
    participants: [participant('a', write.agent), participant('b', foreign.agent)],
    steps: [
      ...waySteps(ctx, 'a', write.act, write.held),
      { participant: 'a', at: firstLine(ctx.program, read.site), text: `reads ${cell}` },
      { participant: 'b', at: firstLine(ctx.program, foreign.site), text: `writes ${nameOf(ctx, foreign)}` },
      {
        participant: 'a',
        at,
        text: torn.data
          ? `writes ${cell} from the old value: the other's update is lost`
          : `writes ${cell} on a decision that no longer holds`,
      },
    ],
    related: [
      { at: firstLine(ctx.program, read.site), text: `${cell} is read here` },
      ...(foreign.site.start === write.site.start && foreign.site.file === write.site.file
        ? []
        : [{ at: firstLine(ctx.program, foreign.site), text: `${you} writes it here` }]),
    ],
    identity: [cell, actName(write.act)],
  });
}

export function transferFinding(ctx: Ctx, { use }: TransferReport): Finding {
  const at = firstLine(ctx.program, use.use);
  const name = cellName(ctx.program, use.use) ?? 'the buffer';
  const line = lineText(ctx.program, use.transfer, at);
  return finding({
    rule: 'use-after-transfer',
    at,
    message: `\`${name}\` is ${use.what} here after its buffer was transferred away on ${line}: on this side it has no bytes any more, stores are lost and reads give undefined.`,
    signal: `the buffer belongs to another thread since ${line}`,
    participants: [participant('a', use.agent)],
    steps: [
      ...waySteps(ctx, 'a', use.act, []),
      { participant: 'a', at: firstLine(ctx.program, use.transfer), text: 'transfers the buffer away' },
      { participant: 'a', at, text: `${name} is ${use.what}` },
    ],
    related: [{ at: firstLine(ctx.program, use.transfer), text: 'the buffer is transferred here' }],
    identity: [name, actName(use.act)],
  });
}

export function annotationFinding(ctx: Ctx, r: AnnotationReport): Finding {
  const at = firstLine(ctx.program, r.at);
  return finding({
    rule: 'inconsistent-locking',
    at,
    message: `\`@${r.tag} ${r.name}\` on ${r.owner} names a guard that does not exist, so nothing protects what it promises to protect.`,
    signal: 'the annotation says that the state is shared and guarded',
    participants: [{ id: 'a', name: `whoever uses ${r.owner}` }],
    steps: [{ participant: 'a', at, text: `relies on ${r.name}, which does not exist` }],
    related: [],
    identity: [r.owner, r.name],
  });
}
