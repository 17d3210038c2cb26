/**
 * From pairs of unordered accesses to defects. Every race must be explained by one report, and a report
 * stands where the mend belongs: at the side that does without the lock, at the plain side of a mixed pair,
 * at the side with the wrong lock. Where both sides are to blame, races that hang together are one defect.
 */
import { idOf } from '../acts.ts';
import type { RuleId } from '../../../findings/catalogue.ts';
import type { Program } from '../../program.ts';
import type { Agent } from '../agent.ts';
import { cellKey } from '../memory.ts';
import { siteKey, type Access, type Race, type SiteFacts } from '../shadow.ts';
import type { Token } from '../tokens.ts';
import type { Knowledge } from '../knowledge.ts';
import { guardOf } from './annotations.ts';
import { lockName } from './frames.ts';
import type { ForeignReport, RaceKind, RaceReport } from './report.ts';

export interface RaceInput {
  readonly program: Program;
  readonly knowledge: Knowledge;
  readonly races: readonly Race[];
  readonly sites: ReadonlyMap<string, SiteFacts>;
}

interface Judged {
  readonly race: Race;
  readonly kind: RaceKind;
  /** Undefined: both are. */
  readonly culprit: Access | undefined;
}

export function classifyRaces(input: RaceInput): readonly (RaceReport | ForeignReport)[] {
  const out: (RaceReport | ForeignReport)[] = [];
  const foreign = new Map<string, ForeignReport>();
  const open: Judged[] = [];
  for (const race of input.races) {
    const stolen = robbed(input.knowledge, race);
    if (stolen !== undefined) {
      const key = `${siteKey(stolen.release.site)}|${stolen.release.act.callAt?.start ?? 0}`;
      if (!foreign.has(key)) foreign.set(key, stolen);
      continue;
    }
    open.push(judge(input, race));
  }
  out.push(...foreign.values());

  const blamed = new Map<string, Judged[]>();
  for (const j of open) {
    if (j.culprit === undefined) continue;
    const key = siteKey(j.culprit.site);
    blamed.set(key, [...(blamed.get(key) ?? []), j]);
  }
  for (const j of open) {
    // What else goes wrong at a place that is to blame anyway belongs to the same report.
    if (j.culprit !== undefined) continue;
    const at = [siteKey(j.race.first.site), siteKey(j.race.second.site)].find((key) => blamed.has(key));
    if (at !== undefined)
      blamed.get(at)?.push({ ...j, culprit: at === siteKey(j.race.first.site) ? j.race.first : j.race.second });
  }
  for (const group of blamed.values()) {
    const first = [...group].sort((a, b) => weight(b) - weight(a))[0];
    if (first?.culprit !== undefined) out.push(reportOf(input, first, first.culprit, partners(group, first)));
  }
  const rest = open.filter((j) => !blamed.has(siteKey(j.race.first.site)) && !blamed.has(siteKey(j.race.second.site)));
  for (const group of components(rest)) {
    const best = choose(group);
    if (best !== undefined) out.push(reportOf(input, best.judged, best.at, partners(group, best.judged)));
  }
  return out;
}

// ------------------------------------------------------------------------------------------- who is to blame

/** Locks that an access is made under; the word of a lock is not guarded by the lock itself. */
function realLocks(k: Knowledge, access: Access): readonly Token[] {
  const own = cellKey(access.buffer, access.start);
  return access.held.filter((t) => t.cell !== own && (t.name !== undefined || k.book.isLock(t.cell)));
}

function robbed(k: Knowledge, { first, second }: Race): ForeignReport | undefined {
  for (const [victim, other] of [
    [first, second],
    [second, first],
  ] as const) {
    const release = victim.robbed ?? victim.held.find((t) => t.stolen !== undefined)?.stolen;
    // Handing over on purpose looks different: there nobody ever gives back its own.
    if (release !== undefined && k.ownReleases.has(idOf(release.act))) return { k: 'foreign', release, victim, other };
  }
  return undefined;
}

function judge(input: RaceInput, race: Race): Judged {
  const { first: a, second: b } = race;
  const [la, lb] = [realLocks(input.knowledge, a), realLocks(input.knowledge, b)];
  if (a.atomic && b.atomic) return { race, kind: 'width', culprit: undefined };
  if (a.atomic !== b.atomic) {
    const [plain, atomic] = a.atomic ? [b, a] : [a, b];
    const [heldPlain, heldAtomic] = a.atomic ? [lb, la] : [la, lb];
    return { race, kind: 'mixed', culprit: heldPlain.length > 0 && heldAtomic.length === 0 ? atomic : plain };
  }
  if (la.length > 0 && lb.length > 0) {
    if (la.some((t) => lb.some((u) => u.cell === t.cell))) return { race, kind: 'shared-side', culprit: undefined };
    return { race, kind: 'different', culprit: wrongLock(input, race, la, lb) };
  }
  if (la.length > 0) return { race, kind: 'bare', culprit: b };
  if (lb.length > 0) return { race, kind: 'bare', culprit: a };
  return { race, kind: 'none', culprit: undefined };
}

/** Which side holds a lock that does not belong to the cell, if the program tells. */
function wrongLock(
  input: RaceInput,
  { first, second }: Race,
  la: readonly Token[],
  lb: readonly Token[],
): Access | undefined {
  const guard = guardOf(input.program, first.site) ?? guardOf(input.program, second.site);
  if (guard !== undefined) {
    const right = (tokens: readonly Token[]): boolean =>
      tokens.some((t) => lastName(lockName(input.program, input.knowledge, t)) === lastName(guard));
    const [a, b] = [right(la), right(lb)];
    if (a !== b) return a ? second : first;
  }
  const cells = new Set([cellKey(first.buffer, first.start), cellKey(second.buffer, second.start)]);
  const support = (tokens: readonly Token[]): number =>
    Math.max(
      ...tokens.map((t) => {
        let votes = t.buffer === first.buffer ? 0.5 : 0;
        for (const facts of input.sites.values()) {
          if ([...cells].some((c) => facts.cells.get(c)?.always.includes(t.cell) === true)) votes++;
        }
        return votes;
      }),
    );
  const [a, b] = [support(la), support(lb)];
  return a === b ? undefined : a > b ? second : first;
}

export function lastName(path: string): string {
  return path.replace(/^.*[.#]/, '');
}

// --------------------------------------------------------------------------------------------- what belongs together

function components(judged: readonly Judged[]): readonly (readonly Judged[])[] {
  const parent = new Map<string, string>();
  const find = (x: string): string => {
    let r = x;
    for (let p = parent.get(r); p !== undefined && p !== r; p = parent.get(r)) r = p;
    return r;
  };
  for (const { race } of judged) {
    const [a, b] = [find(siteKey(race.first.site)), find(siteKey(race.second.site))];
    parent.set(a, a);
    parent.set(b, a);
  }
  const groups = new Map<string, Judged[]>();
  for (const j of judged) {
    const root = find(siteKey(j.race.first.site));
    groups.set(root, [...(groups.get(root) ?? []), j]);
  }
  return [...groups.values()];
}

function partners(group: readonly Judged[], shown: Judged): readonly Access[] {
  const seen = new Set([siteKey(shown.race.first.site), siteKey(shown.race.second.site)]);
  const out: Access[] = [];
  for (const { race } of group) {
    for (const access of [race.first, race.second]) {
      const key = siteKey(access.site);
      if (seen.has(key)) continue;
      seen.add(key);
      out.push(access);
    }
  }
  return out;
}

const KIND_WEIGHT: Readonly<Record<RaceKind, number>> = {
  mixed: 3,
  width: 3,
  bare: 2,
  different: 2,
  'shared-side': 1,
  none: 1,
};

/** The worse a race, the better it explains: writes lose more than reads, updates more than stores. */
function weight({ race, kind }: Judged): number {
  const of = (access: Access): number => (access.kind === 'update' ? 3 : access.kind === 'write' ? 2 : 0);
  return of(race.first) + of(race.second) + KIND_WEIGHT[kind] / 10;
}

function choose(group: readonly Judged[]): { readonly judged: Judged; readonly at: Access } | undefined {
  const writes = group.filter(({ race }) => race.first.kind !== 'read' && race.second.kind !== 'read');
  const pool = writes.length > 0 ? writes : group;
  let best: { judged: Judged; at: Access; score: number } | undefined;
  for (const judged of pool) {
    for (const [at, other] of [
      [judged.race.first, judged.race.second],
      [judged.race.second, judged.race.first],
    ] as const) {
      const score = anchorScore(at, other) + weight(judged);
      const earlier =
        best !== undefined &&
        score === best.score &&
        at.site.file === best.at.site.file &&
        at.site.start < best.at.site.start;
      if (best === undefined || score > best.score || earlier) best = { judged, at, score };
    }
  }
  return best;
}

/** Whoever started the other and does not wait for it is to blame; among equals it is the one that writes. */
function anchorScore(at: Access, other: Access): number {
  if (descends(other.agent, at.agent)) return 20;
  if (descends(at.agent, other.agent)) return 0;
  return at.kind === 'update' ? 12 : at.kind === 'write' ? 11 : 10;
}

function descends(agent: Agent, ancestor: Agent): boolean {
  for (let a = agent.parent; a !== undefined; a = a.parent) if (a === ancestor) return true;
  return false;
}

// ------------------------------------------------------------------------------------------------------ reports

function reportOf(input: RaceInput, { race, kind }: Judged, at: Access, more: readonly Access[]): RaceReport {
  const other = at === race.first ? race.second : race.first;
  const guard = guardOf(input.program, at.site);
  const otherHeld = realLocks(input.knowledge, other);
  return {
    k: 'race',
    rule: ruleOf(kind, at, guard),
    kind,
    at,
    other,
    more,
    held: realLocks(input.knowledge, at),
    otherHeld,
    missing: kind === 'bare' ? otherHeld.find((t) => t.name === undefined && !everHeld(input, at, t.cell)) : undefined,
    guard,
  };
}

/** Whether the code of an access is reached with a lock held, too: there it must not be taken again. */
function everHeld(input: RaceInput, at: Access, lock: string): boolean {
  const place = siteKey(at.site);
  for (const facts of input.sites.values()) {
    if (siteKey(facts.site) !== place) continue;
    for (const { ever } of facts.cells.values()) if (ever.has(lock)) return true;
  }
  return false;
}

function ruleOf(kind: RaceKind, at: Access, guard: string | undefined): RuleId {
  switch (kind) {
    case 'mixed':
    case 'width':
      return 'mixed-atomic-access';
    case 'different':
      return 'inconsistent-locking';
    case 'bare':
      if (guard !== undefined) return 'inconsistent-locking';
      break;
    case 'none':
    case 'shared-side':
      break;
  }
  return at.kind === 'read' ? 'unlocked-shared-read' : 'unlocked-shared-mutation';
}
