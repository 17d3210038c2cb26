/**
 * lost-wakeup, wait-without-recheck, blocking-wait-on-event-loop, wait-cycle between threads: sleepers that
 * nobody wakes, or that wake and do not look.
 */
import type {
  EventLoopReport,
  LostWakeupReport,
  RecheckReport,
  WaitCycleReport,
} from '../../analysis/threads/detect/report.ts';
import { lockName, takenAt, waitedAt } from '../../analysis/threads/detect/frames.ts';
import { actName, callHead, cellName, firstLine, lineText } from '../../analysis/threads/detect/sites.ts';
import type { Finding, FixPlan } from '../../findings/finding.ts';
import { finding } from '../locks/findings.ts';
import { agentName, capital, nameOf, participant, relatedStart, signalOf, waySteps, type Ctx } from './words.ts';

function waitedCell(ctx: Ctx, at: { file: string; start: number; end: number }): string {
  return cellName(ctx.program, at) ?? 'the cell';
}

export function lostWakeupFinding(ctx: Ctx, r: LostWakeupReport): Finding {
  const { agent, blocked } = r.waiter;
  const sleeper = agentName(agent);
  const cell = waitedCell(ctx, blocked.site);
  const few = tooFew(r);
  const cause = few?.site ?? r.write?.site ?? r.notify?.site ?? blocked.site;
  const at = callHead(ctx.program, cause);
  const wait = callHead(ctx.program, blocked.site);
  const other = few?.act.agent ?? r.write?.agent ?? r.notify?.act.agent ?? r.ended ?? agent;
  const line = lineText(ctx.program, wait, at);
  const { says, does, fixes } = storyOf(r, { who: capital(agentName(other)), sleeper, cell, line });
  return finding({
    rule: 'lost-wakeup',
    at,
    message: says,
    signal: other === agent ? `${sleeper} sleeps in Atomics.wait` : signalOf(ctx.program, other, agent),
    participants: [participant('a', agent), ...(other === agent ? [] : [participant('b', other)])],
    steps: [
      ...waySteps(ctx, 'a', blocked.act, []),
      { participant: 'a', at: wait, text: `sleeps until ${cell} is notified` },
      { participant: other === agent ? 'a' : 'b', at, text: does },
      { participant: 'a', at: wait, text: blocked.timeout ? 'sleeps until its time is up' : 'sleeps for ever' },
    ],
    related: [
      ...(wait.start === at.start && wait.file === at.file ? [] : [{ at: wait, text: `${sleeper} sleeps here` }]),
      ...(r.notify === undefined || r.write === undefined || few !== undefined
        ? []
        : [{ at: callHead(ctx.program, r.notify.site), text: 'notified here, too early or not for everybody' }]),
    ],
    fixes,
    identity: [cell, actName(blocked.act)],
  });
}

/** The notify after the change that woke fewer than slept. */
function tooFew({ write, notify }: LostWakeupReport): LostWakeupReport['notify'] {
  return write !== undefined && notify !== undefined && notify.seq > write.seq ? notify : undefined;
}

interface Story {
  readonly says: string;
  readonly does: string;
  readonly fixes: readonly FixPlan[];
}

/** How the wake-up came to be lost: by an end, by too few notified, by no change, by no notify, by one before the change. */
function storyOf(
  r: LostWakeupReport,
  { who, sleeper, cell, line }: { who: string; sleeper: string; cell: string; line: string },
): Story {
  if (r.ended !== undefined)
    return {
      says: `${capital(sleeper)} sleeps here until \`${cell}\` changes, but ${agentName(r.ended)}, which alone changes it, can have ended by then without setting it: the wake-up never comes.`,
      does: 'ends without setting it',
      fixes: [],
    };
  const few = tooFew(r);
  if (few !== undefined)
    return {
      says: `${who} wakes only some of those who sleep on \`${cell}\` here: ${sleeper}, which sleeps too (${line}), is never woken.`,
      does: `wakes others that sleep on ${cell}`,
      fixes: [{ kind: 'notify-all', at: few.site }],
    };
  if (r.write === undefined)
    return {
      says: `${who} notifies \`${cell}\` here without changing it: ${sleeper}, which is not asleep yet, still finds the old value, sleeps (${line}) ${r.waiter.blocked.timeout ? 'and sees only its time run out' : 'and is never woken'}.`,
      does: `notifies ${cell} too early`,
      fixes: [],
    };
  const missing =
    r.notify === undefined
      ? `and nobody calls Atomics.notify on it: ${sleeper}, which sleeps until then (${line}), is never woken.`
      : `but does not notify it afterwards: ${sleeper}, which sleeps on it (${line}), is never woken.`;
  return {
    says: `${who} changes \`${cell}\` here ${missing}`,
    does: `changes ${cell} without waking anybody`,
    fixes: [{ kind: 'notify-after-store', at: r.write.site }],
  };
}

export function recheckFinding(ctx: Ctx, r: RecheckReport): Finding {
  const { wait } = r;
  const at = callHead(ctx.program, wait.site);
  const cell = nameOf(ctx, wait.acted);
  const acted = firstLine(ctx.program, wait.acted.site);
  const who = agentName(wait.agent);
  return finding({
    rule: 'wait-without-recheck',
    at,
    message: `${capital(who)} wakes up here and goes on to ${actText(wait.acted.kind)} \`${cell}\` (${lineText(ctx.program, acted, at)}) without looking at it again, but another thread can have taken it or set it back in the meantime: the wait belongs in a loop around its condition.`,
    signal: `${who} sleeps in Atomics.wait while others change ${cell}`,
    participants: [participant('a', wait.agent), { id: 'b', name: 'another thread' }],
    steps: [
      ...waySteps(ctx, 'a', wait.act, []),
      {
        participant: 'a',
        at: firstLine(ctx.program, wait.guard.site),
        text: `sees ${cell} = ${String(wait.guard.value)} and decides to wait`,
      },
      { participant: 'a', at, text: 'sleeps and is woken' },
      { participant: 'b', at, text: `brings ${cell} back to ${String(wait.guard.value)} first` },
      { participant: 'a', at: acted, text: `${actText(wait.acted.kind)}s ${cell} all the same` },
    ],
    related: [
      { at: firstLine(ctx.program, wait.guard.site), text: 'what was looked at before the wait' },
      { at: acted, text: 'what is done after it' },
    ],
    fixes: [{ kind: 'loop-around-wait', at: wait.site }],
    identity: [cell, actName(wait.act)],
  });
}

function actText(kind: 'read' | 'write' | 'update'): string {
  return kind === 'update' ? 'update' : 'write';
}

export function eventLoopFinding(ctx: Ctx, r: EventLoopReport): Finding {
  const { agent, blocked } = r.waiter;
  const at = callHead(ctx.program, blocked.site);
  const who = agentName(agent);
  const cell = waitedCell(ctx, blocked.site);
  const write = r.deliverer;
  if (blocked.kind === 'loop') return lostInLoopFinding(ctx, r);
  const line = write === undefined ? undefined : lineText(ctx.program, write.site, at);
  const spins = blocked.kind === 'spin';
  const other = write !== undefined && write.agent !== agent;
  const deliverer =
    line === undefined
      ? 'which its own event loop would have to deliver'
      : other
        ? `which ${agentName(write.agent)} sets (${line}) only after the event loop of ${who} has run ${r.pending}`
        : `which is set (${line}) by ${r.pending} of the very event loop it blocks`;
  return finding({
    rule: 'blocking-wait-on-event-loop',
    at,
    message: `${capital(who)} ${spins ? 'spins' : 'sleeps'} here until \`${cell}\` changes, ${deliverer}: the wake-up can never come.`,
    signal: `${who} has ${r.pending} pending that cannot run while it ${spins ? 'spins' : 'sleeps'}`,
    participants: [participant('a', agent), ...(other ? [participant('b', write.agent)] : [])],
    steps: [
      ...waySteps(ctx, 'a', blocked.act, []),
      { participant: 'a', at, text: `${spins ? 'spins' : 'sleeps'} until ${cell} changes` },
      ...(write === undefined
        ? []
        : [
            {
              participant: other ? 'b' : 'a',
              at: firstLine(ctx.program, write.site),
              text: `would set ${cell}, but never gets to run`,
            },
          ]),
    ],
    related:
      write === undefined
        ? []
        : [{ at: firstLine(ctx.program, write.site), text: `the only one who would set ${cell}` }],
    identity: [cell, actName(blocked.act)],
  });
}

/** Each holds one permit and waits for another one. */
function permitsFinding(ctx: Ctx, r: WaitCycleReport): Finding {
  const { agent, blocked, held } = r.waiter;
  const k = ctx.knowledge;
  const at = callHead(ctx.program, waitedAt(k, blocked).at);
  const cell = `${blocked.buffer?.key ?? ''}+${blocked.offset}`;
  const own = held.find((t) => t.cell === cell);
  const name = own === undefined ? waitedCell(ctx, blocked.site) : lockName(ctx.program, k, own);
  const theirs = r.other.blocked === undefined ? at : callHead(ctx.program, waitedAt(k, r.other.blocked).at);
  const since = own === undefined ? '' : ` (${lineText(ctx.program, takenAt(k, own).at, at)})`;
  return finding({
    rule: 'wait-cycle',
    at,
    message: `${capital(agentName(agent))} is inside \`${name}\`${since} and waits here to get in once more, while ${agentName(r.other)} is inside as well and waits too (${lineText(ctx.program, theirs, at)}): nobody leaves, both wait for ever.`,
    signal: signalOf(ctx.program, agent, r.other),
    participants: [participant('a', agent), participant('b', r.other)],
    steps: [
      ...waySteps(ctx, 'a', blocked.act, own === undefined ? [] : [own]),
      { participant: 'a', at, text: `waits for ${name} while it is inside`, holds: [name] },
      { participant: 'b', at: theirs, text: `waits for ${name} while it is inside`, holds: [name] },
    ],
    related:
      own === undefined ? [] : [{ at: callHead(ctx.program, takenAt(k, own).at), text: `${name} is entered here` }],
    identity: [name, actName(blocked.act), 'permits'],
  });
}

function lostInLoopFinding(ctx: Ctx, r: EventLoopReport): Finding {
  const { agent, blocked } = r.waiter;
  const at = firstLine(ctx.program, blocked.site);
  const who = agentName(agent);
  return finding({
    rule: 'blocking-wait-on-event-loop',
    at,
    message: `${capital(who)} loops here until its condition changes, but only ${r.pending} of its own event loop changes it, and that cannot run while the loop has the thread.`,
    signal: `${who} has ${r.pending} pending that cannot run while it loops`,
    participants: [participant('a', agent)],
    steps: [
      ...waySteps(ctx, 'a', blocked.act, []),
      { participant: 'a', at, text: 'looks at its own variables for ever, and its event loop stands still' },
    ],
    related: [],
    identity: ['loop', actName(blocked.act)],
  });
}

export function waitCycleFinding(ctx: Ctx, r: WaitCycleReport): Finding {
  const { agent, blocked, held } = r.waiter;
  const who = agentName(agent);
  const other = agentName(r.other);
  const k = ctx.knowledge;
  if (r.because === 'holds') {
    const token = r.other.tokens.find((t) => t.cell === `${blocked.buffer?.key ?? ''}+${blocked.offset}`);
    const name = token === undefined ? 'the lock' : lockName(ctx.program, k, token);
    const wait = callHead(ctx.program, waitedAt(k, blocked).at);
    const at = callHead(ctx.program, r.at ?? wait);
    return finding({
      rule: 'wait-cycle',
      at,
      message: `${capital(other)} holds \`${name}\`${token === undefined ? '' : ` (${lineText(ctx.program, takenAt(k, token).at, at)})`} while it awaits something here, and ${who} waits for \`${name}\` (${lineText(ctx.program, wait, at)}) before it can deliver: both wait for ever.`,
      signal: signalOf(ctx.program, r.other, agent),
      participants: [participant('a', r.other), participant('b', agent)],
      steps: [
        ...(token === undefined ? [] : waySteps(ctx, 'a', takenAt(k, token).act, [token])),
        { participant: 'a', at, text: `waits, holding ${name}`, holds: [name] },
        { participant: 'b', at: wait, text: `waits for ${name}` },
      ],
      related: [{ at: wait, text: `${who} waits for ${name} here` }, ...relatedStart(agent)],
      identity: [name, actName(blocked.act)],
    });
  }
  const use = waitedAt(k, blocked);
  const at = callHead(ctx.program, r.from ?? use.at);
  if (r.because === 'permits') return permitsFinding(ctx, r);
  const cell = waitedCell(ctx, blocked.site);
  const theirs = r.wants?.blocked ?? r.other.blocked;
  const stuckAt = theirs === undefined ? r.at : waitedAt(k, theirs).at;
  const stuckLine = lineText(ctx.program, stuckAt ?? at, at);
  const keeps =
    r.wants !== undefined
      ? `first waits for \`${lockName(ctx.program, k, r.wants.token)}\` (${stuckLine})`
      : theirs === undefined
        ? 'waits for something that comes only after this wait'
        : `itself waits (${stuckLine}) for what comes only after this wait`;
  const holding =
    held.length === 0 ? '' : `, holding ${held.map((t) => `\`${lockName(ctx.program, k, t)}\``).join(' and ')},`;
  return finding({
    rule: 'wait-cycle',
    at,
    message: `${capital(who)} waits here${holding} until \`${cell}\` changes; ${other} would change it${r.at === undefined ? '' : ` (${lineText(ctx.program, r.at, at)})`} but ${keeps}: both wait for ever.`,
    signal: signalOf(ctx.program, agent, r.other),
    participants: [participant('a', agent), participant('b', r.other)],
    steps: [
      ...waySteps(ctx, 'a', blocked.act, held),
      { participant: 'a', at, text: `waits until ${cell} changes` },
      ...(stuckAt === undefined
        ? []
        : [{ participant: 'b', at: callHead(ctx.program, stuckAt), text: 'waits too, and never gets to change it' }]),
    ],
    related: [
      ...(r.at === undefined ? [] : [{ at: firstLine(ctx.program, r.at), text: `${other} would set ${cell} here` }]),
      ...(theirs === undefined || stuckAt === undefined
        ? []
        : [{ at: callHead(ctx.program, stuckAt), text: `${other} waits here` }]),
    ],
    identity: [cell, actName(blocked.act)],
  });
}
