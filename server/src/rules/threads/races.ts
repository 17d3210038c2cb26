/**
 * unlocked-shared-mutation, unlocked-shared-read, mixed-atomic-access, inconsistent-locking: two accesses of
 * the same bytes that nothing orders (ECMA-262, Data Races). The words say what really goes wrong.
 */
import type { ForeignReport, RaceReport } from '../../analysis/threads/detect/report.ts';
import { givenAt, lockName } from '../../analysis/threads/detect/frames.ts';
import { actName, atomicsCall, callHead, exprAt, firstLine, lineText } from '../../analysis/threads/detect/sites.ts';
import type { Access } from '../../analysis/threads/shadow.ts';
import type { Finding, ScheduleStep } from '../../findings/finding.ts';
import { finding } from '../locks/findings.ts';
import { repairs } from './repairs.ts';
import {
  agentName,
  capital,
  lockNames,
  locksText,
  nameOf,
  participant,
  relatedStart,
  signalOf,
  waySteps,
  type Ctx,
} from './words.ts';

const DOES: Readonly<Record<Access['kind'], string>> = { read: 'reads', write: 'writes', update: 'updates' };
const DOING: Readonly<Record<Access['kind'], string>> = { read: 'read', write: 'write', update: 'update' };

export function raceFinding(ctx: Ctx, r: RaceReport): Finding {
  const at = firstLine(ctx.program, r.at.site);
  const both = r.at.agent.entry === r.other.agent.entry && r.at.site.start === r.other.site.start;
  return finding({
    rule: r.rule,
    at,
    message: `${capital(sentence(ctx, r, both))}.`,
    signal: signalOf(ctx.program, r.at.agent, r.other.agent),
    participants: [participant('a', r.at.agent), participant('b', r.other.agent)],
    steps: steps(ctx, r),
    related: [
      ...(both ? [] : [{ at: firstLine(ctx.program, r.other.site), text: otherText(ctx, r) }]),
      ...r.more.slice(0, 6).map((m) => ({
        at: firstLine(ctx.program, m.site),
        text: `${agentName(m.agent)} ${DOES[m.kind]} the same memory here${m.held.length > 0 ? ` under ${locksText(ctx, m.held)}` : ''}`,
      })),
      ...relatedStart(r.at.agent),
    ],
    fixes: repairs(ctx, r),
    identity: [nameOf(ctx, r.at), actName(r.at.act), r.kind],
  });
}

function otherText(ctx: Ctx, r: RaceReport): string {
  const under = r.otherHeld.length > 0 ? ` under ${locksText(ctx, r.otherHeld)}` : '';
  return `${agentName(r.other.agent)} ${DOES[r.other.kind]} ${nameOf(ctx, r.other)}${r.other.atomic ? ' atomically' : ''}${under}`;
}

function sentence(ctx: Ctx, r: RaceReport, both: boolean): string {
  const { at, other } = r;
  const cell = `\`${nameOf(ctx, at)}\``;
  const line = lineText(ctx.program, other.site, at.site);
  const me = agentName(at.agent);
  const you = agentName(other.agent);
  const harm = harmOf(at, other);
  switch (r.kind) {
    case 'none':
      return both
        ? `${me} and another instance ${DOING[at.kind]} ${cell} at the same time with nothing that orders them: ${harm}`
        : `${me} ${DOES[at.kind]} ${cell} while ${you} ${DOES[other.kind]} it (${line}), and nothing orders the two: ${harm}`;
    case 'bare':
      return `${me} ${DOES[at.kind]} ${cell} without ${locksText(ctx, r.otherHeld)}, which ${you} holds when it ${DOES[other.kind]} it (${line}): ${harm}${promise(r)}`;
    case 'different':
      if (locksText(ctx, r.held) === locksText(ctx, r.otherHeld))
        return `${me} ${DOES[at.kind]} ${cell} while ${you} ${DOES[other.kind]} it (${line}), each under a ${locksText(ctx, r.held)} of its own, and two locks do not exclude each other: ${harm}${promise(r)}`;
      return `${me} ${DOES[at.kind]} ${cell} under ${locksText(ctx, r.held)}, but ${you} ${DOES[other.kind]} it under ${locksText(ctx, r.otherHeld)} (${line}), and the two locks do not exclude each other: ${harm}${promise(r)}`;
    case 'shared-side':
      return `${me} ${DOES[at.kind]} ${cell} while ${you} ${DOES[other.kind]} it (${line}); both hold ${locksText(ctx, r.held)} only on the side that lets several in: ${harm}`;
    case 'mixed': {
      const atomic = operation(ctx, at.atomic ? at : other);
      return at.atomic
        ? `${me} accesses ${cell} with ${atomic} without ${locksText(ctx, r.otherHeld)}, under which ${you} ${DOES[other.kind]} it plainly (${line}): ${harm}`
        : `${me} ${DOES[at.kind]} ${cell} plainly while ${you} uses ${atomic} on it (${line}): the plain access takes no part in the synchronisation, so ${mixedHarm(at)}`;
    }
    case 'width':
      return `${me} accesses ${cell} atomically as ${bytes(at)}, and ${you} the same memory as ${bytes(other)} (${line}): atomics of unequal ranges do not synchronise and can see half of each other's values`;
  }
}

function promise(r: RaceReport): string {
  return r.guard === undefined ? '' : `; its declaration promises \`@guardedBy ${r.guard}\``;
}

function bytes(access: Access): string {
  const size = access.end - access.start;
  return size === 1 ? '1 byte' : `${size} bytes`;
}

function operation(ctx: Ctx, access: Access): string {
  const call = atomicsCall(exprAt(ctx.program, access.site));
  return call === undefined ? 'Atomics' : `Atomics.${call.method}`;
}

function harmOf(at: Access, other: Access): string {
  if (at.kind === 'read') return 'it can see a value that is stale, half written or not final';
  if (other.kind === 'read') return 'the reader can see a value that is stale, half written or not final';
  if (at.kind === 'update' && other.kind === 'update') return 'one of the two updates is lost';
  if (at.kind === 'update' || other.kind === 'update') return 'the update or the store is lost';
  return 'one store silently replaces the other';
}

function mixedHarm(at: Access): string {
  return at.kind === 'read'
    ? 'it may go on seeing an old value and nothing written before becomes visible with it'
    : at.kind === 'update'
      ? 'updates get lost'
      : 'it publishes nothing and can overwrite what the other did';
}

function steps(ctx: Ctx, r: RaceReport): ScheduleStep[] {
  const { at, other } = r;
  const [na, nb] = [nameOf(ctx, at), nameOf(ctx, other)];
  const step = (participant: string, access: Access, text: string): ScheduleStep => ({
    participant,
    at: firstLine(ctx.program, access.site),
    text,
    holds: lockNames(ctx, participant === 'a' ? r.held : r.otherHeld),
  });
  const way = [...waySteps(ctx, 'a', at.act, r.held), ...waySteps(ctx, 'b', other.act, r.otherHeld)];
  if (at.kind === 'update' && other.kind !== 'read') {
    return [
      ...way,
      step('a', at, `reads ${na}`),
      step('b', other, other.kind === 'update' ? `reads ${nb}, the same value, and writes it changed` : `writes ${nb}`),
      step('a', at, `writes ${na} from the value it read: what the other wrote is lost`),
    ];
  }
  if (at.kind === 'read') {
    return [
      ...way,
      step('a', at, `reads ${na}`),
      step('b', other, `${DOES[other.kind]} ${nb}, before or after, nobody knows`),
    ];
  }
  return [
    ...way,
    step('b', other, `${DOES[other.kind]} ${nb}`),
    step('a', at, `${DOES[at.kind]} ${na}, before or after, nobody knows`),
  ];
}

/** inconsistent-locking: a lock given back by somebody who does not hold it lets a third one in. */
export function foreignFinding(ctx: Ctx, r: ForeignReport): Finding {
  const { release, victim, other } = r;
  const use = givenAt(ctx.knowledge, release.site, release.act);
  const at = callHead(ctx.program, use.at);
  const lock = lockName(ctx.program, ctx.knowledge, release.holder);
  const line = lineText(ctx.program, victim.site, at);
  return finding({
    rule: 'inconsistent-locking',
    at,
    message: `${capital(agentName(release.act.agent))} releases \`${lock}\` here without holding it: whoever is inside, as ${agentName(victim.agent)}, is not alone any more, and \`${nameOf(ctx, victim)}\` (${line}) is accessed by two at once.`,
    signal: signalOf(ctx.program, release.act.agent, victim.agent),
    participants: [participant('a', release.act.agent), participant('b', victim.agent)].concat(
      other.agent === release.act.agent || other.agent === victim.agent ? [] : [participant('c', other.agent)],
    ),
    steps: [
      ...waySteps(ctx, 'b', victim.act, [release.holder]),
      ...waySteps(ctx, 'a', use.act, []),
      { participant: 'a', at, text: `releases ${lock}, which it does not hold` },
      {
        participant: other.agent === release.act.agent ? 'a' : other.agent === victim.agent ? 'b' : 'c',
        at: firstLine(ctx.program, other.site),
        text: `takes ${lock} and ${DOES[other.kind]} ${nameOf(ctx, other)}`,
        holds: [lock],
      },
      {
        participant: 'b',
        at: firstLine(ctx.program, victim.site),
        text: `${DOES[victim.kind]} ${nameOf(ctx, victim)}, still believing it holds ${lock}`,
      },
    ],
    related: [
      {
        at: firstLine(ctx.program, victim.site),
        text: `${agentName(victim.agent)} is here and believes it holds ${lock}`,
      },
      {
        at: firstLine(ctx.program, other.site),
        text: `${agentName(other.agent)} gets in and ${DOES[other.kind]} the same memory`,
      },
    ],
    identity: [lock, actName(use.act), 'released without being held'],
  });
}
