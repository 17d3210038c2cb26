/**
 * inconsistent-locking between activations, where no annotation says so: a cell that one function reads, awaits and
 * writes under a lock, and another one writes without it (or under another lock, or under a lock of which every
 * object has its own). Reads outside are no mistake by themselves, nor is a lock that guards only what lies between.
 */
import type { DocTag } from '../../facts/core.ts';
import type { Finding } from '../../findings/finding.ts';
import { instanceLockFinding, unguardedFinding } from '../../rules/locks/unguarded.ts';
import { isTestFile } from '../activations/entries.ts';
import type { AnalysisContext } from '../context.ts';
import { outermost, bindingOf, classOf, factsOf, fnKey, fnOf, place, sameFn, type FnRef } from '../program.ts';
import { bare, forEachExprIn, forEachStmt } from '../walk.ts';
import { type Discipline, guards, heldAs, type Touch } from './discipline.ts';
import type { Held, Lock } from './domain.ts';
import type { LockView } from './index.ts';
import { lockNamed } from './lock-names.ts';
import { sectionsOf, staleWritesIn, type Span } from './sections.ts';

/** What makes an object ready, before others know it. */
const START =
  /^_?(start|init|initiali[sz]e|set[uU]p|open|boot|listen|launch|create|bootstrap|onInit|onModuleInit|ngOnInit)(?![a-z])/;

export function inconsistentLocks(view: LockView, discipline: Discipline, ctx: AnalysisContext): Finding[] {
  const { said } = ctx;
  const out: Finding[] = [];
  const check = (cell: string, found: Finding | undefined): void => {
    if (found === undefined || isSaid(found, said)) return;
    const tags = tagsOf(view, cell);
    // A lock that an annotation names: that rule speaks for itself.
    if (tags.some((tag) => tag.name === 'guardedBy')) return;
    const benign = tags.find((tag) => tag.name === 'interleaveBenign');
    if (benign === undefined) out.push(found);
    else ctx.excuse(place(fileOfCell(cell), benign.at));
  };
  for (const [cell, touches] of discipline.touches) check(cell, unguarded(view, discipline, touches));
  for (const [cell, touches] of discipline.ofInstances) check(cell, perInstance(view, discipline, touches));
  return out;
}

const fileOfCell = (cell: string): string => /^[Cxv]:(.*)#\d+/.exec(cell)?.[1] ?? '';

/** Another analysis has told of the same write in one of its schedules. */
function isSaid(found: Finding, said: readonly Finding[]): boolean {
  return said.some(
    (other) =>
      other.rule === 'race-across-await' &&
      [other.at, ...other.schedule.steps.map((step) => step.at)].some(
        (at) => at.file === found.at.file && at.start < found.at.end && found.at.start < at.end,
      ),
  );
}

function unguarded(view: LockView, discipline: Discipline, touches: readonly Touch[]): Finding | undefined {
  for (const lock of locksIn(discipline, touches)) {
    const id = discipline.lockId(lock);
    const holdOf = (t: Touch): Held | undefined => heldAs(discipline, t, id);
    const inside = touches.filter((t) => holdOf(t) !== undefined);
    const writes = touches.filter((t) => holdOf(t) === undefined && isOutsideWrite(view, discipline, t));
    if (writes.length === 0) continue;
    if (!inside.some((t) => t.act === 'write' || t.act === 'change')) continue;
    for (const section of sectionsOf(inside, holdOf)) {
      for (const span of staleWritesIn(view.program, section)) {
        const disturbing = writes.filter((write) => disturbs(write, span));
        // A lock that fewer functions take than go without it guards something else.
        const without = span.k === 'overwritten' ? writes : disturbing;
        if (functionsOf(view, inside).size < functionsOf(view, without).size) continue;
        for (const write of disturbing) {
          if (sameFn(owner(view, write), owner(view, span.last)) || sameFn(write.root, span.last.root)) continue;
          if (isKeptOut(discipline, span, write)) continue;
          const signal = overlapping(view, span, write);
          if (signal === undefined) continue;
          const name = write.held.length > 0 ? undefined : lockNamed(view, span.hold.lock, write.fn);
          return unguardedFinding(view.program, span, write, signal, name?.runs === true ? name.expression : undefined);
        }
      }
    }
  }
  return undefined;
}

const RESET = /^(=nothing|=false|=0|=|empty)$/;

/** Whether the write makes a difference to the section. */
function disturbs(write: Touch, { k, first, last }: Span): boolean {
  // Whoever resets after a test means to forget what was there, whatever it was.
  if (k === 'overwritten' && first.act !== 'read' && RESET.test(last.value ?? '')) return false;
  // Both put the same there: nothing is lost.
  if (k === 'overwritten') return write.value === undefined || write.value !== last.value;
  // A second one in the same direction goes past what was tested; one in the other direction only leaves more room.
  return last.value === 'less'
    ? write.act === 'write' || write.value === 'less'
    : write.value === last.value && last.value === 'more';
}

/** Another lock, which the section holds all the time, is held for the write as well. */
function isKeptOut(discipline: Discipline, { first, last }: Span, write: Touch): boolean {
  return write.held.some(({ lock }) => {
    if (!guards(lock)) return false;
    const id = discipline.lockId(lock);
    const [before, after] = [heldAs(discipline, first, id), heldAs(discipline, last, id)];
    return before !== undefined && before.at.start === after?.at.start && before.at.file === after.at.file;
  });
}

const owner = (view: LockView, t: Touch): FnRef => outermost(view.program, t.fn);

const functionsOf = (view: LockView, touches: readonly Touch[]): ReadonlySet<string> =>
  new Set(touches.map((t) => fnKey(owner(view, t))));

function locksIn(discipline: Discipline, touches: readonly Touch[]): readonly Lock[] {
  const locks = new Map<string, Lock>();
  for (const t of touches) for (const { lock } of t.held) if (guards(lock)) locks.set(discipline.lockId(lock), lock);
  return [...locks.values()];
}

/** A write that no lock keeps away from others, or only one that everybody else does without. */
function isOutsideWrite(view: LockView, discipline: Discipline, t: Touch): boolean {
  if (t.act !== 'write' && t.act !== 'change') return false;
  // Under a lock that has no name for others it may well be safe.
  if (t.held.some((h) => !guards(h.lock))) return false;
  const facts = factsOf(view.program, t.at.file);
  if (isTestFile(t.at.file, facts)) return false;
  return !START.test(fnOf(view.program, t.root).name) && !START.test(fnOf(view.program, owner(view, t)).name);
}

/** Why the write can come while the section waits. */
function overlapping(view: LockView, span: Span, write: Touch): string | undefined {
  const { overlap, graph } = view;
  const own = overlap.signal(write.root, write.root);
  if (own !== undefined) return overlap.signal(span.last.root, write.root);
  const started = overlap.signal(span.last.root, span.last.root);
  if (started === undefined) return undefined;
  // The holder was started and not waited for; the same code goes on to the write.
  const before = graph.in(span.last.root).filter((edge) => edge.kind === 'call');
  const goesOn = graph
    .in(write.root)
    .some((later) => before.some((edge) => sameFn(edge.caller, later.caller) && edge.at[0] < later.at[0]));
  return goesOn ? started : undefined;
}

/** What all objects of a class share, under a lock that each of them has for itself. */
function perInstance(view: LockView, discipline: Discipline, touches: readonly Touch[]): Finding | undefined {
  for (const lock of locksIn(discipline, touches)) {
    const id = discipline.lockId(lock);
    const holdOf = (t: Touch): Held | undefined => heldAs(discipline, t, id);
    for (const section of sectionsOf(touches, holdOf)) {
      const span = staleWritesIn(view.program, section).find(({ k }) => k === 'overwritten');
      if (span === undefined || (span.first.act !== 'read' && span.first.act !== 'test')) continue;
      const signal = view.overlap.signal(span.last.root, span.last.root);
      const own = fnOf(view.program, outermost(view.program, span.last.root)).cls;
      if (signal === undefined || own === undefined) continue;
      const cls = { file: span.last.root.file, cls: own };
      if (isMadeOften(view, cls))
        return instanceLockFinding(view.program, span, classOf(view.program, cls).name, signal);
    }
  }
  return undefined;
}

/** More than one object of a class is made: in several places, in a loop, or in a function that others call. */
function isMadeOften({ program, it }: LockView, cls: { readonly file: string; readonly cls: number }): boolean {
  let made = 0;
  for (const [file, facts] of program.files)
    for (const fn of facts.functions) {
      const ref = { file, fn: fn.id };
      const inLoop: [number, number][] = [];
      forEachStmt(fn.body, (s) => {
        if (s.k === 'loop' || s.k === 'forEach') inLoop.push([s.at[0], s.at[1]]);
      });
      forEachExprIn(fn, (e) => {
        if (e.k !== 'new' || bare(e.callee).k !== 'var') return;
        const entity = it.resolver.entityOf(ref, e);
        if (entity.k !== 'instance' || entity.file !== cls.file || entity.cls !== cls.cls) return;
        const repeated = fn.id !== 0 || inLoop.some(([start, end]) => start <= e.at[0] && e.at[1] <= end);
        made += repeated ? 2 : 1;
      });
    }
  return made > 1;
}

/** What the declaration of a cell says in JSDoc. */
function tagsOf({ program }: LockView, cell: string): readonly DocTag[] {
  const m = /^([Cxv]):(.*)#(\d+)(?:\.(.*))?$/.exec(cell);
  const [kind, file, id, name] = [m?.[1], m?.[2], Number(m?.[3]), m?.[4]];
  if (file === undefined || !program.files.has(file)) return [];
  if (kind === 'v') return bindingOf(program, file, id).tags;
  return classOf(program, { file, cls: id }).fields.find((f) => f.name === name)?.tags ?? [];
}
