/**
 * From candidates to verdicts: can another activation really come in between? Needs two parties that overlap
 * (with a named signal), that reach the same cell, and that no common lock keeps apart.
 */
import type { Place } from '../../findings/finding.ts';
import { asksAnew } from '../../knowledge/handlers.ts';
import { fnKey, fnOf, sameFn, type FnRef, type Program } from '../program.ts';
import { isContents, parentKey } from './cells.ts';
import type { Entries } from './entries.ts';
import type { Signal } from './handed.ts';
import type { Meetings } from './event-index.ts';
import { isApart } from './lock-owners.ts';
import type { Access, Candidate, Region } from './machine.ts';
import { common, family, inside, switchedOff, type Verdict, verdictOf, within } from './meeting.ts';
import { isMadeAnew, isOwnName } from './naming.ts';
import { lateResource, overtaken, rearm, revived, staleAct, taken, vanished, wiped } from './partners.ts';
import { takesMarkBack } from './switches.ts';
import { outdated } from './outdated.ts';
import { misplaced, skipped } from './places.ts';
import { asksAgain, firesOnce } from './repeats.ts';
import type { Held } from './state.ts';
import { overwritten } from './waiters.ts';

/** The verdicts on some candidates, each by itself. */
export function judgeAll(
  program: Program,
  candidates: readonly Candidate[],
  all: Meetings,
  entries: Entries,
): readonly Verdict[] {
  return candidates.flatMap((candidate) => {
    // Promises kept by key and never looked up are only counted or waited for.
    if (
      candidate.shape === 'clobber' &&
      candidate.cell.key.endsWith(']') &&
      !all.isLookedInto(parentKey(candidate.cell.canon))
    )
      return [];
    return judge(program, candidate, all, besides(entries, candidate)) ?? [];
  });
}

/** The signals of those who can come in between: some run beside certain others only. */
function besides(entries: Entries, c: Candidate): Entries {
  const own = fnKey(c.root);
  return {
    ...entries,
    signalOf(ref) {
      const key = fnKey(ref);
      const signal = entries.signalOf(ref);
      if (key === own || signal === undefined) return signal;
      if (signal.only !== undefined && !signal.only.has(own)) return undefined;
      const mine = entries.signalOf(c.root);
      return mine?.only === undefined || mine.only.has(key) ? signal : undefined;
    },
  };
}

/** Which verdicts stand, and what each is worth, in the light of the others: several roots can lead to one place. */
export function weigh(
  program: Program,
  verdicts: readonly Verdict[],
  all: Meetings,
  entries: Entries,
): readonly Verdict[] {
  const roots = new Map<string, Set<string>>();
  const place = ({ candidate: c }: Verdict): string => {
    const at = c.shown?.at ?? c.sink.at;
    return `${c.shape}:${at.file}:${at.start}`;
  };
  const outer = verdicts.filter(
    ({ candidate: c }) =>
      !entries.isInner(c.root) || c.region !== undefined || LIFE_ITSELF.test(fnOf(program, c.root).name),
  );
  for (const v of outer) {
    const at = roots.get(place(v)) ?? new Set();
    at.add(fnKey(v.candidate.root));
    roots.set(place(v), at);
  }
  return verdicts.flatMap((v) => {
    const from = roots.get(place(v));
    if (from === undefined) return [];
    const { candidate: c } = v;
    if (v.partner === undefined && asksAgain(program, c, all)) return [{ ...v, again: true }];
    const direct = from.size === 1 && c.region === undefined && !v.strong && LIFE.test(fnOf(program, c.root).name);
    const twice = v.partner === undefined || LIFE.test(fnOf(program, v.partner.root).name);
    if (c.shape === 'rearm' && firesOnce(program, c)) return [{ ...v, minor: true }];
    return direct && twice && (selfShape(c) || c.shape === 'guard-set') ? [{ ...v, minor: true }] : [v];
  });
}

const LIFE_ITSELF =
  /^(start|stop|connect|disconnect|open|close|init|initiali[sz]e|setup|shutdown|listen|destroy|dispose)$/;

/** Methods that an owner calls once, one after the other: it would have to call them twice at once. */
const LIFE =
  /^_?(start|stop|connect|disconnect|open|close|init|initiali[sz]e|set[uU]p|shut[dD]own|begin|attach|detach|abort|destroy|dispose|listen|login|logout|ready|touch(Start|End)|commit|rollback|reset|boot|launch)(?![a-z])|^startup/;

function judge(program: Program, c: Candidate, all: Meetings, entries: Entries): Verdict | undefined {
  if (onlyJoins(c, all) || onlyTallies(c, all)) return undefined;
  const whole = c.shape === 'drain-reset' || c.shape === 'write-back' ? all.accessesOf(`${c.cell.canon}[]`) : [];
  const inFamily = all.accessesOf(family(c.cell));
  const own = whole.length === 0 ? inFamily : [...inFamily, ...whole];
  const among = amongSiblings(program, c, own);
  if (among !== undefined) return among;
  const idle = c.through.filter((l) => l.maker !== undefined && isApart(program, l.maker, c.cell, c.root));
  return withIdle(betweenActivations(program, withoutLocks(c, idle), own, all, entries), idle);
}

/**
 * `if (!this.ready) { await this.opened; this.ready = true; }`: everybody waits for the same and writes down the same.
 * A flag that the function takes back again is a lock, and a wait for its release lets several in.
 */
function onlyJoins(c: Candidate, all: Meetings): boolean {
  if (c.shape !== 'guard-set' || c.crossing.joins !== true || c.literal?.k !== 'const') return false;
  const { value } = c.literal;
  return !all
    .accessesOf(family(c.cell))
    .some((a) => sameFn(a.in, c.in) && a.literal?.k === 'const' && a.literal.value !== value);
}

/** `if (served < 1) await warm(); served++`: nobody ever gives back what is counted. */
function onlyTallies(c: Candidate, all: Meetings): boolean {
  if (c.marked?.counted !== true || c.marked.cell.key !== c.cell.key || c.literal !== undefined) return false;
  return !all.accessesOf(family(c.cell)).some((a) => a.step === 'down');
}

function withoutLocks(c: Candidate, idle: readonly Held[]): Candidate {
  return idle.length === 0 ? c : { ...c, through: c.through.filter((l) => !idle.includes(l)) };
}

/** Names the lock that keeps nobody out, for who wonders why it does not. */
function withIdle(verdict: Verdict | undefined, [lock]: readonly Held[]): Verdict | undefined {
  return verdict === undefined || lock === undefined ? verdict : { ...verdict, idle: lock };
}

/** Elements of one Promise.all, or rounds of one loop. */
function amongSiblings(program: Program, c: Candidate, own: readonly Access[]): Verdict | undefined {
  const { region } = c;
  // Elements of one list have keys of their own.
  if (region === undefined || (region.element === '*' && c.cell.key.endsWith('.<records>'))) return undefined;
  const idle = c.through.filter((l) => l.maker !== undefined && !standsIn(program, region.at, l.maker));
  const between = c.through.filter((l) => !region.locks.includes(l.id) && !idle.includes(l));
  if (selfShape(c)) {
    if (c.shape === 'late-answer') return undefined;
    if (!siblings(program, c, region, own) || between.some((l) => l.reentrant !== true)) return undefined;
    return withIdle({ candidate: c, signal: region.what, who: 'call', strong: true }, idle);
  }
  if (region.element === '*' || c.shape !== 'drain-reset') return undefined;
  const partner = own.find(
    (a) =>
      a.kind === 'add' &&
      a.region?.id === region.id &&
      a.region.at.file === region.at.file &&
      a.region.element !== region.element &&
      !common(between, a.locks),
  );
  return partner === undefined ? undefined : { candidate: c, signal: region.what, who: 'call', partner, strong: true };
}

function betweenActivations(
  program: Program,
  c: Candidate,
  own: readonly Access[],
  all: Meetings,
  entries: Entries,
): Verdict | undefined {
  const signal = entries.signalOf(c.root);
  const alone = signal?.only !== undefined && !signal.only.has(fnKey(c.root));
  if (
    c.shape === 'guard-set' &&
    c.polarity === 'present' &&
    (c.literal?.k === 'nullish' || takesMarkBack(c.cell, c.literal)) &&
    signal !== undefined &&
    covers(program, c)
  ) {
    const partner = own.find(
      (a) =>
        a.kind === 'set' &&
        (takesMarkBack(c.cell, c.literal)
          ? a.literal?.k === 'const' && a.literal.value === true
          : a.literal === undefined) &&
        !a.guarded &&
        !a.update &&
        a.cell.canon === c.cell.canon &&
        !a.cell.canon.endsWith(']') &&
        !sameFn(a.root, c.root) &&
        !sameFn(a.in, c.in) &&
        !common(c.through, a.locks) &&
        c.cell.root.kind === 'this' &&
        entries.signalOf(a.root) !== undefined,
    );
    return partner === undefined ? undefined : verdictOf(c, signal, partner);
  }
  if (c.shape === 'late-answer' && !asksAnew(signal?.event)) return undefined;
  const through = c.through;
  const guardedByCallers = alwaysLocked(c, all);
  if (
    signal !== undefined &&
    !alone &&
    through.length === 0 &&
    selfShape(c) &&
    !guardedByCallers &&
    sharedByActivations(program, c, signal) &&
    // A queue that one reader empties is as common as one that several do.
    (c.side !== 'empty' || signal.strong)
  ) {
    if (c.shape !== 'guard-set' || mayReport(program, c, signal)) return verdictOf(c, signal);
  }
  if (c.shape === 'waiter')
    return signal !== undefined && sharedByActivations(program, c, signal)
      ? overwritten(program, c, all, signal)
      : undefined;
  if (c.shape === 'stale-act') return staleAct(program, c, all, entries);
  if (c.shape === 'overtaken') return overtaken(program, c, own, entries);
  if (c.shape === 'rearm') return rearm(program, c, own, entries);
  if (c.shape === 'revive') return revived(program, c, own, entries);
  if (c.shape === 'wiped') return wiped(program, c, own, entries);
  if (c.shape === 'skips') return skipped(c, all, entries);
  if (c.shape === 'late-resource') return lateResource(program, c, own, entries);
  if (c.shape === 'vanished') return vanished(program, c, own, entries);
  if (c.shape === 'take-reset') return taken(program, c, own, entries);
  if (c.shape === 'moved-place') return misplaced(c, all, entries);
  if (c.shape === 'outdated') return outdated(program, c, all, entries);
  if (c.shape === 'write-back' || c.shape === 'drain-reset') {
    for (const a of own) {
      if (sameFn(a.root, c.root) && c.cell.root.kind !== 'captured') continue;
      if (sameFn(a.root, c.root) && sameFn(a.in, c.in)) continue;
      if (
        c.shape === 'drain-reset' &&
        a.kind !== 'add' &&
        !(a.kind === 'set' && (a.update || a.cell.canon.endsWith(']')))
      )
        continue;
      if (a.kind === 'release' || switchedOff(c, a)) continue;
      if (c.shape === 'write-back' && (a.kind === 'reset' || a.kind === 'take')) continue;
      if (c.shape === 'write-back' && a.literal !== undefined) continue;
      if (common(through, a.locks)) continue;
      const other = entries.signalOf(a.root);
      if (other === undefined) continue;
      // A captured variable meets closures of the same activation; everything else must be reached by others.
      if (c.cell.root.kind === 'captured' && !encloses(program, c, a)) continue;
      if (c.cell.root.kind !== 'captured' && signal === undefined && !other.strong) continue;
      return verdictOf(c, other, a);
    }
  }
  return undefined;
}

function encloses(program: Program, c: Candidate, a: Access): boolean {
  const { owner } = c.cell.root;
  const within = (root: FnRef): boolean => owner !== undefined && inside(program, root.file, root.fn, owner);
  const own = (root: FnRef): boolean => root.file === owner?.file && root.fn === owner.fn;
  // Every call of the owner has its own; one of the two must be a function that stands in it.
  return within(a.root) && (!own(a.root) || (within(c.root) && !own(c.root)));
}

const PARTNER_SHAPES: ReadonlySet<Candidate['shape']> = new Set([
  'stale-act',
  'drain-reset',
  'rearm',
  'overtaken',
  'revive',
  'take-reset',
  'vanished',
  'late-resource',
  'skips',
  'wiped',
  'outdated',
  'waiter',
  'moved-place',
]);

function selfShape(c: Candidate): boolean {
  return !PARTNER_SHAPES.has(c.shape);
}

/** Two elements of one Promise.all (or two rounds of one loop) that mean the same cell. */
function siblings(program: Program, c: Candidate, region: Region, own: readonly Access[]): boolean {
  if (c.cell.root.kind === 'local' || c.cell.root.kind === 'param') return false;
  const { owner } = c.cell.root;
  // A variable of a function that the elements call is made anew by each of these calls.
  if (c.cell.root.kind === 'captured' && owner !== undefined && !standsIn(program, region.at, owner)) return false;
  if (region.element !== '*') {
    return own.some(
      (a) =>
        a.region?.id === region.id &&
        a.region.at.file === region.at.file &&
        a.region.element !== region.element &&
        (a.cell.key === c.cell.key || isContents(a.cell)),
    );
  }
  if (region.callback === undefined) return true;
  // State made inside the callback is the callback's own.
  if (owner !== undefined && inside(program, owner.file, owner.fn, region.callback)) return false;
  for (const match of c.cell.key.slice(c.cell.root.key.length).matchAll(/#v(\d+)|@(\d+)\b/g)) {
    const binding =
      match[1] !== undefined ? program.files.get(region.callback.file)?.bindings[Number(match[1])] : undefined;
    const fn = binding?.owner ?? (match[2] !== undefined ? Number(match[2]) : undefined);
    // Only names from around the callback mean the same to all of its runs.
    if (
      fn !== undefined &&
      fn !== 0 &&
      (fn === region.callback.fn ||
        !inside(program, region.callback.file, region.callback.fn, { file: region.callback.file, fn }))
    )
      return false;
  }
  return !/\?\d/.test(c.cell.key);
}

function standsIn(program: Program, at: Place, owner: FnRef): boolean {
  const [start, end] = fnOf(program, owner).at;
  return at.file === owner.file && start <= at.start && at.end <= end;
}

/** Whether two activations of the root see the same cell. */
function sharedByActivations(program: Program, c: Candidate, signal: Signal): boolean {
  switch (c.cell.root.kind) {
    case 'this':
    case 'module':
      return true;
    case 'captured': {
      const owner = c.cell.root.owner;
      // Every activation of the owner has its own; only code inside it shares one.
      return owner !== undefined && owner.fn !== c.root.fn && inside(program, c.root.file, c.root.fn, owner);
    }
    case 'file': {
      // A file that the activation makes anew is its own.
      if (isMadeAnew(c.cell.key)) return false;
      // A path that the activation makes up itself is its own file; one from the instance or module is everybody's.
      const ownPath = isOwnName(program, c.cell.key);
      if (c.shape === 'guard-set') return !ownPath && (signal.strong || fnOf(program, c.root).cls !== undefined);
      return !ownPath || signal.strong || fnOf(program, c.root).cls !== undefined;
    }
    default:
      return false;
  }
}

/** Tear-downs guarded against absence are run twice only by those who really call twice. */
function mayReport(program: Program, c: Candidate, signal: Signal): boolean {
  switch (c.polarity) {
    case 'absent':
    case 'less':
    case 'ne':
      return true;
    case 'eq':
      return covers(program, c) && (c.literal !== undefined || signal.strong);
    case 'other':
      // A comparison in one helper and a write in another are seldom about the same decision, unless both name one entry.
      return covers(program, c) || (c.cell.keyed && c.cell.key.endsWith(']') && within(program, c.fact.at, c.root));
    default:
      return false;
  }
}

function covers(program: Program, c: Candidate): boolean {
  return within(program, c.fact.at, c.in);
}

/** A public helper that the program itself only calls with a lock held. */
function alwaysLocked(c: Candidate, all: Meetings): boolean {
  const records = all.callsOf(fnKey(c.root)).filter((r) => !sameFn(r.root, c.root));
  return records.length > 0 && records.every((r) => r.locks.length > 0);
}
