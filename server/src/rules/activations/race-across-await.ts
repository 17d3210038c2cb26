/** `race-across-await`: words, schedule and repairs of a race between activations. */
import type { Finding, FixPlan, Place, ScheduleStep } from '../../findings/finding.ts';
import type { Severity } from '../../findings/catalogue.ts';
import type { AccessKind } from '../../analysis/activations/machine.ts';
import { type Verdict, within } from '../../analysis/activations/meeting.ts';
import { fnOf, outermost, type FnRef, type Program } from '../../analysis/program.ts';
import { functionName, lineAt } from './names.ts';

/** `alike`: other cells of which the same is true. */
export function reportRace(program: Program, verdict: Verdict, alike: readonly string[] = []): Finding {
  const { candidate: c, partner } = verdict;
  const where = functionName(program, actor(program, verdict));
  const steps =
    partner === undefined
      ? selfSchedule(verdict)
      : partnerSchedule(verdict, partner.at, `${VERBS[partner.kind]} ${c.cell.show}`);
  return {
    rule: 'race-across-await',
    severity: severityOf(verdict),
    at: anchor(program, verdict),
    message: `${message(program, verdict)}${idleLock(verdict)}${soWith(alike)}`,
    signal: verdict.signal,
    schedule: {
      participants: [
        { id: 'A', name: partner === undefined ? `${where}, first ${verdict.who}` : where },
        {
          id: 'B',
          name: partner === undefined ? `${where}, second ${verdict.who}` : functionName(program, partner.in),
        },
      ],
      steps,
    },
    related: [
      ...(isWait(c)
        ? []
        : [
            {
              at: c.fact.at,
              text:
                c.shape === 'read-back' || c.shape === 'waiter'
                  ? 'the write that another call overwrites'
                  : `the ${isCheck(c) ? 'check' : 'read'} that goes stale`,
            },
          ]),
      { at: c.crossing.at, text: 'others run during this await' },
      ...(partner === undefined ? [] : [{ at: partner.at, text: 'the other write' }]),
    ],
    fixes: fixesOf(program, verdict),
    identity: ['race-across-await', c.shape, where, c.cell.show],
  };
}

/** Why a lock that is held does not help. */
function idleLock({ idle }: Verdict): string {
  return idle === undefined ? '' : ` The lock ${idle.show} keeps nobody out: each call makes a lock of its own.`;
}

/** What the other party does, as its step in the schedule tells it. */
const VERBS: Readonly<Record<AccessKind, string>> = {
  set: 'writes',
  reset: 'resets',
  add: 'adds to',
  take: 'takes from',
  release: 'lets go of',
  move: 'moves what is in',
};

const NAMED = 3;

function soWith(alike: readonly string[]): string {
  if (alike.length === 0) return '';
  const named = alike.length <= NAMED + 1 ? alike : [...alike.slice(0, NAMED), `${alike.length - NAMED} more`];
  const last = named[named.length - 1] ?? '';
  return ` So it is with ${named.length === 1 ? last : `${named.slice(0, -1).join(', ')} and ${last}`}.`;
}

/** A record of a store, which one activation looks for and creates. */
function isRecord({ cell }: Verdict['candidate']): boolean {
  return cell.key.endsWith('.<records>');
}

/** `run of the command`: what is counted is the first word. */
function plural(who: string): string {
  const first = /^\w+(?= (?:of|by) )/.exec(who)?.[0];
  return first === undefined ? `${who}s` : `${first}s${who.slice(first.length)}`;
}

function isCheck({ shape }: Verdict['candidate']): boolean {
  return (
    shape === 'vanished' ||
    shape === 'guard-set' ||
    shape === 'waited-once' ||
    shape === 'overrun' ||
    shape === 'stale-act'
  );
}

/** There is nothing that goes stale but the wait itself. */
function isWait({ fact, crossing }: Verdict['candidate']): boolean {
  return fact.at.file === crossing.at.file && fact.at.start === crossing.at.start && fact.text === 'waits';
}

/** The function that does it: the one that checks, when a helper of its own does the writing. */
function actor(program: Program, { candidate: c }: Verdict): FnRef {
  if (c.shown !== undefined) return c.shown.in;
  if (within(program, c.fact.at, c.in)) return c.in;
  return caller(program, c)?.in ?? c.in;
}

/** The call by which the function with the check has come to the write. */
function caller(program: Program, c: Verdict['candidate']): Verdict['candidate']['via'][number] | undefined {
  const from = (at: Place): Verdict['candidate']['via'][number] | undefined =>
    c.via.findLast((site) => within(program, at, site.in));
  // Where helpers do both, `get` and `put`, the two meet in the function that waits in between.
  return from(c.fact.at) ?? from(c.crossing.at);
}

/** Shown where check and write meet: at the write, or at the call that leads to it when a helper writes. */
function anchor(program: Program, v: Verdict): Place {
  const { candidate: c } = v;
  if (c.shown !== undefined) return c.shown.at;
  // Callbacks belong to the function they stand in.
  const around = fnOf(program, outermost(program, c.in));
  const covers = (at: Place): boolean => at.file === c.in.file && at.start >= around.at[0] && at.end <= around.at[1];
  // A record changes within the call that creates it: that wait says nothing of where the look and the creation meet.
  if (covers(c.fact.at) || (covers(c.crossing.at) && !isRecord(c))) return c.sink.at;
  return caller(program, c)?.at ?? c.fact.at;
}

function message(program: Program, v: Verdict): string {
  const { candidate: c, partner } = v;
  const { file } = anchor(program, v);
  // A line of another file than the one in which the finding is shown needs that file's name.
  const line = (at: Place): string => {
    const number = String(lineAt(program, at));
    return at.file === file ? number : `${number} of ${at.file.slice(at.file.lastIndexOf('/') + 1)}`;
  };
  const cell = c.cell.show;
  const many = v.who.startsWith('call of ') ? `calls of ${functionName(program, actor(program, v))}` : plural(v.who);
  const two = `Two ${many}`;
  const awaitLine = line(c.crossing.at);
  switch (c.shape) {
    case 'guard-set':
      if (partner !== undefined && c.literal?.k === 'const')
        return `${cell} is looked at on line ${line(c.fact.at)} and taken back only after the await on line ${awaitLine}: when ${functionName(program, partner.in)} sets it again meanwhile (line ${line(partner.at)}), what it stands for is never done.`;
      if (partner !== undefined)
        return `${cell} is emptied on line ${line(c.sink.at)} on the strength of the check \`${c.fact.text}\` on line ${line(c.fact.at)}, before the await on line ${awaitLine}: what ${functionName(program, partner.in)} puts there meanwhile on line ${line(partner.at)} is thrown away.`;
      if (c.marked !== undefined)
        return `${two} can both get past the check \`${c.fact.text}\` on line ${line(c.fact.at)} while the first waits on line ${awaitLine}, because ${c.marked.cell.show} changes only on line ${line(c.marked.at)}: the work in between is done twice${c.marked.cell.key === c.cell.key ? '' : `, and the second overwrites ${cell}`}.`;
      if (isRecord(c))
        return `${two} with the same key can both find nothing in ${cell} on line ${line(c.fact.at)} before either has created its record on line ${line(c.sink.at)}: both create one, or the second fails where the store keeps keys unique.`;
      if (v.again === true)
        return `${two} can both get past the check \`${c.fact.text}\` on line ${line(c.fact.at)} while the first waits on line ${awaitLine}: what ${cell} keeps is asked for twice.`;
      return `${two} can both get past the check \`${c.fact.text}\` on line ${line(c.fact.at)} while the first waits on line ${awaitLine}: the work in between is done twice${c.literal !== undefined ? '' : c.sink.text.startsWith('adds to') ? `, and both add to ${cell}` : `, and the second overwrites ${cell}`}.`;
    case 'overrun':
      return `${two} can both get past the check \`${c.fact.text}\` on line ${line(c.fact.at)} while the first waits on line ${awaitLine}: both change ${cell} afterwards, which then lies beyond the limit.`;
    case 'moved-index':
      return `${two} can both find their place in ${cell} on line ${line(c.fact.at)} while the first waits on line ${awaitLine}: the first that removes what is there moves all that comes after, and the second removes another.`;
    case 'moved-place':
      return `The place in ${cell} found on line ${line(c.fact.at)} is used after the await on line ${awaitLine}: when ${functionName(program, partner?.in ?? c.in)} takes something out meanwhile (line ${line(partner?.at ?? c.sink.at)}), what comes after it moves up, and this writes to another.`;
    case 'write-back':
      if (isRecord(c))
        return `${two} with the same key can both read the same record of ${cell} on line ${line(c.fact.at)} before either has saved its change on line ${line(c.sink.at)}: one of the changes to \`${c.sink.text.slice('saves '.length)}\` is lost.`;
      return partner === undefined
        ? `${two} can both read ${cell} on line ${line(c.fact.at)} before either has written it after the await on line ${awaitLine}: one of the updates is lost.`
        : `${cell} is read on line ${line(c.fact.at)} and written back after the await on line ${awaitLine}: what ${functionName(program, partner.in)} writes meanwhile on line ${line(partner.at)} is lost.`;
    case 'stale-act':
      if (c.own === true)
        return `${c.guardCell?.show ?? cell} is set on line ${line(c.fact.at)} and not looked at again after the await on line ${awaitLine}: if ${functionName(program, partner?.in ?? c.in)} runs meanwhile (line ${line(partner?.at ?? c.sink.at)}), ${cell} is set up after the clean-up and nobody cleans it up.`;
      return `The check \`${c.fact.text}\` on line ${line(c.fact.at)} is not repeated after the await on line ${awaitLine}: if ${functionName(program, partner?.in ?? c.in)} runs meanwhile (line ${line(partner?.at ?? c.sink.at)}), ${cell} is set up after the clean-up and nobody cleans it up.`;
    case 'clobber':
      return `${cell} is set on line ${line(c.fact.at)} and cleared after the await on line ${awaitLine} without a look at whose value it is: a second ${v.who} that set it meanwhile loses its own.`;
    case 'drain-reset':
      return `The contents of ${cell} are taken on line ${line(c.fact.at)} and thrown away after the await on line ${awaitLine}: what ${partner === undefined ? 'another call' : functionName(program, partner.in)} adds meanwhile${partner === undefined ? '' : ` on line ${line(partner.at)}`} is lost.`;
    case 'waited-once':
      if (c.side !== undefined)
        return `${two} that wait on line ${awaitLine} for more of ${cell} both take from it afterwards, because \`${c.fact.text}\` is not checked again: it may be used up already.`;
      return `${two} that wait on line ${awaitLine} for ${cell} both go on when it is free, because \`${c.fact.text}\` is not checked again: both hold it.`;
    case 'replace':
      return `${two} both let go of the old ${cell} on line ${line(c.fact.at)}, wait on line ${awaitLine} and each put a new one there: the first new one is overwritten, and nobody lets go of it.`;
    case 'half-ready':
      return c.literal === undefined
        ? `${cell} is there from line ${line(c.sink.at)} on, before the await on line ${awaitLine} has made it ready: a second ${v.who} that passes the check \`${c.fact.text}\` meanwhile uses it half made.`
        : `${cell} is set on line ${line(c.sink.at)}, before the await on line ${awaitLine} that it stands for: a second ${v.who} passes the check \`${c.fact.text}\` meanwhile and goes on as if the work were done.`;
    case 'refill':
      return `${two} can both empty ${cell} on line ${line(c.fact.at)} and, after the await on line ${awaitLine}, both fill it: what they add is there twice.`;
    case 'overtaken':
      return `What ${functionName(program, c.root)} starts and does not wait for stores its result in ${cell} only after the wait on line ${awaitLine}, whatever ${functionName(program, partner?.in ?? c.in)} has put there meanwhile (line ${line(partner?.at ?? c.sink.at)}): the newer value is overwritten.`;
    case 'gone':
      return `${two} can both get past the check \`${c.fact.text}\` on line ${line(c.fact.at)} while the first waits on line ${awaitLine}: the first empties ${cell}, and the second fails when it uses it on line ${line(c.sink.at)}.`;
    case 'rearm':
      return `${functionName(program, partner?.in ?? c.in)} can clear ${cell} on line ${line(partner?.at ?? c.sink.at)} while this waits on line ${awaitLine}; ${c.undoing === true ? 'what is set up here then is never taken down' : 'the timer armed here then is one that nobody stops'}.`;
    case 'read-back':
      return `${two} can both set ${cell} on line ${line(c.fact.at)} while the first waits on line ${awaitLine}: the first then goes on with the second's ${cell} and what is its own.`;
    case 'waiter':
      return `A second ${v.who} while the first still waits on line ${awaitLine} replaces ${cell}: whoever settles it (line ${line(c.settledAt ?? c.sink.at)}) settles the second, and the first waits for ever.`;
    case 'wiped':
      return `${cell} is taken back only after the await on line ${awaitLine}: when ${functionName(program, partner?.in ?? c.in)} sets it again meanwhile (line ${line(partner?.at ?? c.sink.at)}), the work that it asks for is never done.`;
    case 'skips':
      return `The loop over ${cell} waits on line ${awaitLine} before it goes on: when ${functionName(program, partner?.in ?? c.in)} takes something out of ${cell} meanwhile (line ${line(partner?.at ?? c.sink.at)}), what comes after it moves up, and the loop skips one.`;
    case 'late-resource':
      return `${functionName(program, partner?.in ?? c.in)} can end this for good while ${functionName(program, c.in)} waits on line ${awaitLine}: it closes what ${cell} holds then (line ${line(partner?.at ?? c.sink.at)}), and what is put there afterwards is never closed.`;
    case 'vanished':
      return `The check \`${c.fact.text}\` on line ${line(c.fact.at)} is not repeated after the await on line ${awaitLine}: when ${functionName(program, partner?.in ?? c.in)} empties ${cell} meanwhile (line ${line(partner?.at ?? c.sink.at)}), there is nothing left to use here, and this fails.`;
    case 'take-reset':
      return `${cell} is taken on line ${line(c.fact.at)} and cleared after the await on line ${awaitLine} without a look at whether it is still the same: what ${functionName(program, partner?.in ?? c.in)} puts there meanwhile on line ${line(partner?.at ?? c.sink.at)} is thrown away.`;
    case 'revive':
      return `${functionName(program, partner?.in ?? c.in)} can end it on line ${line(partner?.at ?? c.sink.at)} while ${functionName(program, c.root)} waits on line ${awaitLine}; ${cell} is set here all the same, as if nothing had been ended.`;
    case 'mixed':
      return `${two} can overlap: each notes ${c.guardCell?.show ?? 'what it asks for'} on line ${line(c.fact.at)} and stores the answer in ${cell} after the await on line ${awaitLine}, without a look at whether another has asked since. When the first answer comes last, ${cell} is not what ${c.guardCell?.show ?? 'was noted'} says.`;
    case 'late-answer':
      return `${cell} gets the answer to what this ${v.who} asked, and nobody looks after the await on line ${awaitLine} whether another has come since: when its answer comes first, the older answer overwrites the newer ${cell}.`;
    case 'outdated':
      return `${cell} gets the answer to what was asked with ${c.guardCell?.show ?? 'an old value'} on line ${line(c.fact.at)}, and nobody looks after the await on line ${awaitLine} whether that is still asked for: ${functionName(program, partner?.in ?? c.in)} can replace both meanwhile (line ${line(partner?.at ?? c.sink.at)}), and the old answer overwrites the new ${cell}.`;
    case 'peek-take':
      return `${two} can both see the same first element of ${cell} on line ${line(c.fact.at)} before it is taken after the await on line ${awaitLine}.`;
  }
}

function selfSchedule(v: Verdict): readonly ScheduleStep[] {
  const { candidate: c } = v;
  if (c.shape === 'half-ready')
    return [
      { participant: 'A', at: c.fact.at, text: `finds ${c.cell.show} empty (\`${c.fact.text}\`)` },
      { participant: 'A', at: c.sink.at, text: c.sink.text },
      { participant: 'A', at: c.crossing.at, text: 'waits; others run' },
      { participant: 'B', at: c.fact.at, text: `finds ${c.cell.show} set and goes on, though A is not done` },
    ];
  if (c.shape === 'waiter')
    return [
      { participant: 'A', at: c.fact.at, text: c.fact.text },
      { participant: 'A', at: c.crossing.at, text: 'waits; others run' },
      { participant: 'B', at: c.fact.at, text: `${c.fact.text}, on top of A's` },
      { participant: 'B', at: c.settledAt ?? c.sink.at, text: `is settled through ${c.cell.show}; nobody settles A` },
    ];
  if (c.shape === 'read-back')
    return [
      { participant: 'A', at: c.fact.at, text: c.fact.text },
      { participant: 'A', at: c.crossing.at, text: 'waits; others run' },
      { participant: 'B', at: c.fact.at, text: `${c.fact.text}, too` },
      { participant: 'A', at: c.sink.at, text: `${c.sink.text}: B's, with what is its own` },
    ];
  if (c.shape === 'mixed')
    return [
      { participant: 'A', at: c.fact.at, text: c.fact.text },
      { participant: 'A', at: c.crossing.at, text: 'waits; others run' },
      { participant: 'B', at: c.fact.at, text: `${c.fact.text} to something else` },
      { participant: 'B', at: c.sink.at, text: `${c.sink.text}: its answer has come first` },
      { participant: 'A', at: c.sink.at, text: `${c.sink.text} over it, with the older answer` },
    ];
  if (c.shape === 'late-answer')
    return [
      { participant: 'A', at: c.crossing.at, text: 'asks for what the first event tells; others run' },
      { participant: 'B', at: c.crossing.at, text: 'asks for what the second event tells' },
      { participant: 'B', at: c.sink.at, text: `${c.sink.text}: its answer has come first` },
      { participant: 'A', at: c.sink.at, text: `${c.sink.text} over it, with the older answer` },
    ];
  const check =
    c.shape === 'guard-set' || c.shape === 'waited-once' || c.shape === 'overrun'
      ? `passes the check \`${c.fact.text}\``
      : c.fact.text;
  return [
    { participant: 'A', at: c.fact.at, text: check },
    { participant: 'A', at: c.crossing.at, text: 'waits; others run' },
    { participant: 'B', at: c.fact.at, text: c.shape === 'clobber' ? c.fact.text : `${check}, too` },
    { participant: 'B', at: c.crossing.at, text: 'waits' },
    { participant: 'A', at: c.sink.at, text: c.sink.text },
    { participant: 'B', at: c.sink.at, text: `${c.sink.text}, on top of what A did` },
  ];
}

function partnerSchedule(v: Verdict, at: Place, text: string): readonly ScheduleStep[] {
  const { candidate: c } = v;
  const shown =
    (c.shape === 'stale-act' || c.shape === 'vanished') && c.own !== true
      ? `passes the check \`${c.fact.text}\``
      : c.fact.text;
  return [
    ...(isWait(c) ? [] : [{ participant: 'A', at: c.fact.at, text: shown }]),
    { participant: 'A', at: c.crossing.at, text: 'waits; others run' },
    {
      participant: 'B',
      at,
      text:
        c.shape === 'stale-act'
          ? `changes ${c.guardCell?.show ?? 'it'} and cleans up`
          : c.shape === 'outdated'
            ? `replaces ${c.guardCell?.show ?? 'it'}, and ${c.cell.show} with it`
            : c.shape === 'vanished'
              ? `empties ${c.cell.show}`
              : text,
    },
    { participant: 'A', at: c.sink.at, text: c.sink.text },
  ];
}

/** Doing the same harmless work twice is a hint; losing an update or a side effect twice is a warning. */
function severityOf(v: Verdict): Severity {
  const { candidate: c } = v;
  if (v.again === true) return 'hint';
  if (v.minor === true || (!v.strong && (isRecord(c) || c.shape === 'waiter'))) return 'info';
  // Far from each other, a loop and a removal seldom mean the same moment.
  if (c.shape === 'skips' && v.partner?.in.file !== c.in.file) return 'info';
  if (c.shape !== 'guard-set' || v.strong) return 'warning';
  return c.cell.keyed && c.cell.key.endsWith(']') && /cache|memo/i.test(c.cell.show) ? 'hint' : 'warning';
}

/** What fits best comes first: work shared or reordered needs no lock. */
function fixesOf(program: Program, v: Verdict): readonly FixPlan[] {
  const { candidate: c } = v;
  if (c.fact.at.file !== c.sink.at.file || isRecord(c)) return [];
  if (
    c.shape === 'outdated' ||
    c.shape === 'waiter' ||
    c.shape === 'moved-index' ||
    c.shape === 'moved-place' ||
    c.shape === 'skips'
  )
    return [];
  if (c.shape === 'stale-act' || c.shape === 'vanished')
    return c.own === true ? [] : [{ kind: 'recheck-after-await', condition: c.fact.at, awaitAt: c.crossing.at }];
  const plans: FixPlan[] = [];
  if (c.shape === 'late-answer' || c.shape === 'mixed') plans.push({ kind: 'newest-only', at: c.sink.at });
  if (c.shape === 'write-back' && c.fact.at.start >= c.sink.at.start && c.fact.at.end <= c.sink.at.end)
    plans.push({ kind: 'await-first', at: c.sink.at });
  if (c.shape === 'guard-set' && c.polarity === 'absent' && c.cell.root.kind !== 'file' && c.marked === undefined)
    plans.push({ kind: 'store-the-promise', guard: c.fact.at, assignment: c.sink.at });
  return [...plans, ...lockPlans(program, v)];
}

/** One run after the other: only where the same function races with itself, else one lock in it would not help. */
function lockPlans(program: Program, { candidate: c, partner }: Verdict): readonly FixPlan[] {
  const fn = fnOf(program, c.in);
  const inside = (at: Place): boolean => at.file === c.in.file && at.start >= fn.at[0] && at.end <= fn.at[1];
  if (partner !== undefined || !fn.async || ![c.fact.at, c.crossing.at, c.sink.at].every(inside)) return [];
  // Fields are named after their class, whatever the instance was reached by.
  const ofInstance = c.cell.root.kind === 'this' || c.cell.canon.startsWith('this:');
  if (ofInstance && fn.cls !== undefined)
    return [{ kind: 'synchronized-method', at: { file: c.in.file, start: fn.nameAt[0], end: fn.nameAt[1] } }];
  if (ofInstance || c.cell.root.kind !== 'module') return [];
  const places = [c.fact.at, c.crossing.at, c.sink.at, ...(c.marked === undefined ? [] : [c.marked.at])];
  const at = {
    file: c.in.file,
    start: Math.min(...places.map((each) => each.start)),
    end: Math.max(...places.map((each) => each.end)),
  };
  return [{ kind: 'wrap-in-lock', at, lock: { style: 'new-lock', sharedMemory: false } }];
}
