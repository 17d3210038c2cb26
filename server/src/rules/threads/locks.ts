/**
 * lock-order-inversion, self-deadlock, unreleased-lock between threads: states in which a lock is never given
 * back. Every participant says what it holds and what it waits for.
 */
import type { CycleReport, SelfReport, UnreleasedReport, Waiter } from '../../analysis/threads/detect/report.ts';
import { lockName, nameOfUse, reentry, takenAt, waitedAt } from '../../analysis/threads/detect/frames.ts';
import { actName, callHead, firstLine, lineText } from '../../analysis/threads/detect/sites.ts';
import type { Token } from '../../analysis/threads/tokens.ts';
import type { Finding, ScheduleStep } from '../../findings/finding.ts';
import { finding } from '../locks/findings.ts';
import { agentName, capital, lockNames, participant, relatedStart, signalOf, waySteps, type Ctx } from './words.ts';

const ID = 'abcdefgh';

function waits(ctx: Ctx, id: string, waiter: Waiter, name: string, holds: readonly string[]): ScheduleStep {
  return {
    participant: id,
    at: callHead(ctx.program, waitedAt(ctx.knowledge, waiter.blocked).at),
    text: `waits for ${name}`,
    holds,
  };
}

/** Locks in cells of one view, reached under one name, are told apart by their place in it. */
function namesApart(ctx: Ctx, tokens: readonly Token[]): (t: Token) => string {
  const plain = (t: Token): string => lockName(ctx.program, ctx.knowledge, t);
  return (t) => {
    const alike = tokens.some((other) => other.cell !== t.cell && plain(other) === plain(t));
    if (!alike) return plain(t);
    const placed = tokens.some((other) => other.cell !== t.cell && other.offset !== t.offset);
    return placed ? `${plain(t)} at byte ${t.offset}` : plain(t);
  };
}

/** `m` at byte 4: only what is code is quoted. */
const quoted = (name: string): string => name.replace(/^(.*?)( at byte \d+)?$/, '`$1`$2');

export function cycleFinding(ctx: Ctx, r: CycleReport): Finding | undefined {
  const k = ctx.knowledge;
  const name = namesApart(
    ctx,
    r.members.map((m) => m.wants),
  );
  const members = r.members.map((m, i) => {
    const before = r.members[(i + r.members.length - 1) % r.members.length];
    // What this one holds is what the one before it wants.
    const holds = before?.wants.agent === m.agent ? before.wants : m.held[0];
    const use = waitedAt(k, m.blocked);
    const theirs = lockName(ctx.program, k, m.wants);
    const here = m.wants.name ?? nameOfUse(ctx.program, use, m.blocked.site) ?? theirs;
    // A helper that takes both in one call would name them alike.
    const alike = holds !== undefined && here === lockName(ctx.program, k, holds);
    const own = alike ? name(m.wants) : here;
    return { ...m, holds, own, at: callHead(ctx.program, use.at), id: ID.charAt(i) };
  });
  const [first] = members;
  if (first === undefined) return undefined;
  const theirs = members.length === 2 ? "the other's" : "the next one's";
  const says = members.map((m) => {
    const holds =
      m.holds === undefined
        ? 'something'
        : `${quoted(name(m.holds))} (${lineText(ctx.program, takenAt(k, m.holds).at, first.at)})`;
    // The same lock has another name where its holder took it.
    const known = name(m.wants) === m.own ? '' : `; ${theirs} ${quoted(name(m.wants))}`;
    return `${agentName(m.agent)} holds ${holds} and waits for ${quoted(m.own)} (${lineText(ctx.program, m.at, first.at)}${known})`;
  });
  return finding({
    rule: 'lock-order-inversion',
    at: first.at,
    message: `Deadlock by lock order: ${says.join(' while ')}; none of them can go on.`,
    signal: signalOf(ctx.program, first.agent, members[1]?.agent ?? first.agent),
    participants: members.map((m) => participant(m.id, m.agent)),
    steps: [
      ...members.flatMap((m) =>
        waySteps(ctx, m.id, waitedAt(k, m.blocked).act, m.holds === undefined ? [] : [m.holds], name),
      ),
      ...members.map((m) => waits(ctx, m.id, m, m.own, m.holds === undefined ? [] : [name(m.holds)])),
    ],
    related: members.flatMap((m, i) => [
      ...(m.holds === undefined
        ? []
        : [
            { at: callHead(ctx.program, takenAt(k, m.holds).at), text: `${agentName(m.agent)} takes ${name(m.holds)}` },
          ]),
      ...(i === 0 ? [] : [{ at: m.at, text: `${agentName(m.agent)} waits for ${m.own}` }]),
    ]),
    identity: members.map((m) => `${actName(waitedAt(k, m.blocked).act)}:${name(m.wants)}`).sort(),
  });
}

export function selfFinding(ctx: Ctx, r: SelfReport): Finding {
  const k = ctx.knowledge;
  const taken = takenAt(k, r.token);
  const again = waitedAt(k, r.waiter.blocked);
  const at = callHead(ctx.program, reentry(k, taken, again));
  const name = lockName(ctx.program, k, r.token);
  const first = lineText(ctx.program, taken.at, at);
  const inner = callHead(ctx.program, again.at);
  const through = again.act === taken.act ? '' : ` through ${actName(again.act)} (${lineText(ctx.program, inner, at)})`;
  const who = agentName(r.waiter.agent);
  return finding({
    rule: 'self-deadlock',
    at,
    message: `${capital(who)} acquires \`${name}\` again here${through} while it already holds it (since ${first}): it waits for a release that only it could make.`,
    signal: `${actName(taken.act)} runs in ${who} and the lock is not re-entrant`,
    participants: [participant('a', r.waiter.agent)],
    steps: [
      ...waySteps(ctx, 'a', again.act, [r.token]),
      waits(ctx, 'a', r.waiter, `${name}, which it holds itself`, [name]),
    ],
    related: [
      { at: callHead(ctx.program, taken.at), text: `${name} is taken here` },
      ...(again.act === taken.act ? [] : [{ at: inner, text: `and acquired again here` }]),
      ...relatedStart(r.waiter.agent),
    ],
    identity: [name, actName(taken.act), actName(again.act)],
  });
}

const LEFT: Readonly<Record<UnreleasedReport['why'], string>> = {
  ended: 'ends without releasing it',
  threw: 'dies of an exception without releasing it',
  left: 'leaves without releasing it',
  again: 'comes here again without having released it',
};

export function unreleasedFinding(ctx: Ctx, r: UnreleasedReport): Finding {
  const k = ctx.knowledge;
  const taken = takenAt(k, r.token);
  const at = callHead(ctx.program, taken.at);
  const name = lockName(ctx.program, k, r.token);
  const wait = callHead(ctx.program, waitedAt(k, r.waiter.blocked).at);
  const same = r.waiter.agent === r.token.agent;
  const what = r.why === 'left' ? `${actName(taken.act)} ${LEFT.left}` : LEFT[r.why];
  return finding({
    rule: 'unreleased-lock',
    at,
    message: `${capital(agentName(r.token.agent))} takes \`${name}\` here and ${what}: ${same ? 'the next time it waits for it itself, for ever' : `${agentName(r.waiter.agent)} waits for it for ever`} (${lineText(ctx.program, wait, at)}).`,
    signal: same
      ? `${agentName(r.waiter.agent)} needs the lock again`
      : signalOf(ctx.program, r.token.agent, r.waiter.agent),
    participants: same
      ? [participant('a', r.token.agent)]
      : [participant('a', r.token.agent), participant('b', r.waiter.agent)],
    steps: [
      ...waySteps(ctx, 'a', taken.act, [r.token]),
      { participant: 'a', at: firstLine(ctx.program, at), text: what, holds: [name] },
      waits(ctx, same ? 'a' : 'b', r.waiter, name, lockNames(ctx, r.waiter.held)),
    ],
    related:
      wait.start === at.start && wait.file === at.file
        ? []
        : [{ at: wait, text: `${agentName(r.waiter.agent)} waits here for ever` }],
    identity: [name, actName(taken.act)],
  });
}
