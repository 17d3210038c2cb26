/**
 * Races that need a second party of a certain kind: somebody who ends, stops, sets anew or marks while the first one
 * waits. What the first party does alone is no evidence.
 */
import { factsOf, fnOf, type FnRef, sameFn, type Program } from '../program.ts';
import { bare, forEachExprIn, targetOf } from '../walk.ts';
import { isContents, parentKey, type Path } from './cells.ts';
import { common, family, inside, switchedOff, type Verdict, verdictOf, within } from './meeting.ts';
import type { Entries } from './entries.ts';
import type { Meetings } from './event-index.ts';
import type { Access, Candidate } from './machine.ts';
import { OVER_STATES } from '../../knowledge/promises.ts';
import { ENDED } from './traces.ts';
import { isAlive } from './values.ts';

/** Names of what ends the life of an object, or of a stretch of its work; `resend` and `block` contain none. */
const ENDING = {
  test: (name: string): boolean =>
    ENDING_WORD.test(name.replace(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2_')),
};
const ENDING_WORD =
  /clos|dispos|destroy|stop|abort|cancel|shut|terminat|unmount|(?<![a-z])end(ed|ing)?$|leave|reset|clear|disconnect|detach|release|tear_?down|kill|quit|hang_?up|log_?out|unload|deactivat|invalidat|(?<![bcf])lock(ed)?$|unsubscribe|remove|pause/i;

/** What is emptied or taken out goes on living; only the function that does it itself ends something. */
const TIDYING = /clear|reset|remove|release|lock/i;
const BEGINNING = /^_?(start|begin|open|connect|init|create|load|set[uU]p|run|execute|enter|join)/;

/** Somebody closes, replaces or stops meanwhile, and what is written now outlives that. */
export function staleAct(program: Program, c: Candidate, all: Meetings, entries: Entries): Verdict | undefined {
  if (c.guardCell === undefined || c.literal !== undefined) return undefined;
  // A flag and a resource of one object; what is said of other objects is seldom about this one.
  if (c.guardCell.key.endsWith(']') || parentKey(c.guardCell.key) !== ownerOf(c.cell.key)) return undefined;
  // What is kept in the tested thing itself goes with it.
  if (parentKey(c.cell.key) === c.guardCell.key) return undefined;
  const flag = ENDING.test(c.guardCell.show) && c.own !== true;
  const known = all.accessesOf(family(c.guardCell)).filter((a) => breaks(c, a));
  if (known.length === 0) return undefined;
  // Subclasses share the names of their cells: the class at hand speaks first.
  const near = (a: Access): boolean => a.in.file === c.in.file;
  for (const a of [...known.filter(near), ...known.filter((x) => !near(x))]) {
    if (sameFn(a.root, c.root) || sameFn(a.in, c.in)) continue;
    if (switchedOff(c, a) || setUpAfterwards(program, c, a) || common(c.through, a.locks)) continue;
    // What fails to begin takes back its own beginning; it ends nobody else's.
    if (!ENDING.test(fnOf(program, a.in).name) && BEGINNING.test(fnOf(program, a.in).name)) continue;
    const root = fnOf(program, a.root).name;
    if (!flag && !(ENDING.test(root) && !TIDYING.test(root)) && !ENDING.test(fnOf(program, a.in).name)) continue;
    const signal = entries.signalOf(a.root);
    if (signal === undefined) continue;
    const cleans = cleaning(c.cell, all).some(
      (x) => sameFn(x.root, a.root) && (x.kind === 'reset' || x.kind === 'take' || x.kind === 'release'),
    );
    if (cleans) return verdictOf(c, signal, a);
  }
  return undefined;
}

/** A handler that the activation itself attaches to what it has set up: nothing calls it before. */
function setUpAfterwards(program: Program, c: Candidate, a: Access): boolean {
  return (
    a.root.file === c.sink.at.file &&
    inside(program, a.root.file, a.root.fn, c.in) &&
    fnOf(program, a.root).at[0] > c.sink.at.start
  );
}

/** Accesses of the cell and, when it is one element of a collection, of the collection as a whole. */
function cleaning(cell: Path, all: Meetings): readonly Access[] {
  const own = all.accessesOf(family(cell));
  const whole = isContents(cell) || cell.key.endsWith(']') ? all.accessesOf(parentKey(cell.canon)) : [];
  return [...own, ...whole];
}

/** The object whose field a cell is, or is kept in. */
function ownerOf(key: string): string {
  return parentKey(key.endsWith(']') ? parentKey(key) : key);
}

/** Whether the check would not have passed after this write. */
function breaks(c: Candidate, a: Access): boolean {
  if (a.literal?.k !== 'const') return c.polarity === 'present' && a.literal?.k === 'nullish';
  switch (c.polarity) {
    case 'absent':
      return a.literal.value === true;
    case 'present':
      return a.literal.value === false;
    case 'eq':
      return c.expected?.k === 'const' && a.literal.value !== c.expected.value;
    case 'ne':
      return c.expected?.k === 'const' && a.literal.value === c.expected.value;
    default:
      return false;
  }
}

/** Somebody stops the timer while its work waits; the work arms the next one all the same. */
export function rearm(program: Program, c: Candidate, own: readonly Access[], entries: Entries): Verdict | undefined {
  if (c.cell.key.endsWith(']')) return undefined;
  for (const a of own) {
    if (!ENDING.test(fnOf(program, a.root).name) && !ENDING.test(fnOf(program, a.in).name)) continue;
    if (a.kind !== 'release' || sameFn(a.root, c.root) || common(c.through, a.locks)) continue;
    // Subclasses share the names of their cells.
    if (c.undoing === true && fnOf(program, a.in).cls !== fnOf(program, c.in).cls) continue;
    // Clearing a timer to arm it anew is no stop.
    if (own.some((x) => x.kind === 'set' && sameFn(x.root, a.root))) continue;
    const signal = entries.signalOf(a.root);
    if (signal !== undefined) return verdictOf(c, signal, a);
  }
  return undefined;
}

/** Somebody sets the cell while work that nobody waits for is still under way. */
export function overtaken(
  program: Program,
  c: Candidate,
  own: readonly Access[],
  entries: Entries,
): Verdict | undefined {
  // Told of what the function itself writes down to follow, about a field of its own object; more is guessing.
  if (c.cell.depth !== 1 || c.cell.key.endsWith(']') || !inside(program, c.in.file, c.in.fn, c.root)) return undefined;
  for (const a of own) {
    if (a.kind !== 'set' || a.update || a.literal !== undefined || a.cell.canon !== c.cell.canon) continue;
    if (
      sameFn(a.root, c.root) ||
      sameFn(a.in, c.in) ||
      !/^(set|update|change|select|switch|replace)/i.test(fnOf(program, a.in).name)
    )
      continue;
    const signal = entries.signalOf(a.root);
    if (signal !== undefined) return verdictOf(c, signal, a);
  }
  return undefined;
}

/** The same, of a function that does nothing else. */
const ENDS =
  /^_?#?(on)?(force|do|async|try|hard|soft)?_?(clos|dispos|destroy|stop|abort|cancel|shut|terminat|unmount|end([A-Z]|$)|leave|disconnect|detach|teardown|kill|quit|hang_?up|log_?out|unload|deactivat|error|fail|lost|handle(Close|Disconnect|Error|End))/i;

function meets(program: Program, c: Candidate, a: Access): boolean {
  return a.cell.canon === c.cell.canon && !sameFn(a.root, c.root) && !sameFn(a.in, c.in) && !common(c.through, a.locks);
}

/** Subclasses share the names of their cells, and a base class is seldom about the same thing. */
function ofOneClass(program: Program, c: Candidate, a: Access): boolean {
  return a.in.file === c.in.file && fnOf(program, a.in).cls === fnOf(program, c.in).cls;
}

/** After the await the object is declared alive, whoever has ended it meanwhile. */
export function revived(program: Program, c: Candidate, own: readonly Access[], entries: Entries): Verdict | undefined {
  if (c.cell.depth !== 1 || c.cell.key.endsWith(']') || c.literal?.k !== 'const') return undefined;
  // Where the work holds a lock, its author has thought of who may come in between.
  if (c.through.length > 0) return undefined;
  // `this.terminating = true` after the await is no life.
  if (c.literal.value === true && OVER_STATES.test(c.cell.key.slice(c.cell.key.lastIndexOf('.')))) return undefined;
  if (ENDS.test(fnOf(program, c.root).name) || entries.signalOf(c.root) === undefined) return undefined;
  for (const a of own) {
    if (!meets(program, c, a) || (a.kind !== 'set' && a.kind !== 'reset')) continue;
    if (!ofOneClass(program, c, a)) continue;
    // Who ends only what is alive already does nothing while this begins.
    if (switchedOff(c, a) || onlyIfAlive(c, a)) continue;
    if (a.literal === undefined || a.literal.k === 'empty' || isAlive(a.literal)) continue;
    // The end that the work itself would have written is no other end.
    if (a.literal.k === 'const' && a.literal.value === c.literal.value) continue;
    if (!ENDS.test(fnOf(program, a.in).name) && !ENDS.test(fnOf(program, a.root).name)) continue;
    const signal = entries.signalOf(a.root);
    if (signal !== undefined) return verdictOf(c, signal, a);
  }
  return undefined;
}

/** `if (!this.connected) return; this.connected = false`. */
function onlyIfAlive(c: Candidate, a: Access): boolean {
  return a.when.some((w) => w.flag === c.cell.canon && w.is === 'truthy' && !w.not);
}

/** What was taken before the await is cleared after it, with what others have put there meanwhile. */
export function taken(program: Program, c: Candidate, own: readonly Access[], entries: Entries): Verdict | undefined {
  if (c.cell.root.kind !== 'this' && c.cell.root.kind !== 'module') return undefined;
  if (!within(program, c.fact.at, c.in)) return undefined;
  const signal = entries.signalOf(c.root);
  if (signal === undefined) return undefined;
  for (const a of own) {
    if (!meets(program, c, a) || a.kind !== 'set' || a.guarded || a.update) continue;
    if (a.literal !== undefined && a.literal.k !== 'const') continue;
    if (entries.signalOf(a.root) !== undefined) return verdictOf(c, signal, a);
  }
  return undefined;
}

/** Found there before the await and used after it: who ends it meanwhile leaves nothing to use. */
export function vanished(
  program: Program,
  c: Candidate,
  own: readonly Access[],
  entries: Entries,
): Verdict | undefined {
  if (c.cell.root.kind !== 'this' && c.cell.root.kind !== 'module') return undefined;
  if (!within(program, c.fact.at, c.in) || ENDS.test(fnOf(program, c.root).name)) return undefined;
  const signal = entries.signalOf(c.root);
  if (signal === undefined) return undefined;
  for (const a of own) {
    if (!meets(program, c, a) || a.kind !== 'reset' || a.literal?.k !== 'nullish' || switchedOff(c, a)) continue;
    if (!ofOneClass(program, c, a)) continue;
    if (!ENDS.test(fnOf(program, a.in).name) && !ENDS.test(fnOf(program, a.root).name)) continue;
    const other = entries.signalOf(a.root);
    if (other !== undefined) return verdictOf(c, other, a);
  }
  return undefined;
}

/**
 * `dispose() { this.disposed = true; this.socket?.close(); }` while `this.socket = await connect()` waits: whoever ends an
 * object for good, and says so, may do it at any time.
 */
export function lateResource(
  program: Program,
  c: Candidate,
  own: readonly Access[],
  entries: Entries,
): Verdict | undefined {
  const signal = entries.signalOf(c.root);
  if (signal === undefined || ENDS.test(fnOf(program, c.root).name) || ENDS.test(fnOf(program, c.in).name))
    return undefined;
  for (const a of own) {
    if (!meets(program, c, a) || a.kind !== 'release') continue;
    if (!ofOneClass(program, c, a)) continue;
    if (!ENDS.test(fnOf(program, a.in).name) || !endsForGood(program, a)) continue;
    const other = entries.signalOf(a.root);
    if (other !== undefined) return verdictOf(c, other, a);
  }
  return undefined;
}

/** The function sets a flag that says that it is over, and nobody of its class ever takes that back. */
function endsForGood(program: Program, { in: ref }: Access): boolean {
  const { cls } = fnOf(program, ref);
  const flags = new Set(assigned(program, ref, true));
  if (flags.size === 0) return false;
  return !factsOf(program, ref.file).functions.some(
    (fn) =>
      fn.cls === cls &&
      fn.kind !== 'constructor' &&
      fn.kind !== 'fields' &&
      assigned(program, { file: ref.file, fn: fn.id }, false).some((name) => flags.has(name)),
  );
}

/** Fields of `this` that a function sets to true or to false, of those that say that something is over. */
function assigned(program: Program, ref: FnRef, value: boolean): readonly string[] {
  const out: string[] = [];
  forEachExprIn(fnOf(program, ref), (e) => {
    const target = e.k === 'assign' ? targetOf(e) : undefined;
    const to = e.k === 'assign' ? bare(e.value) : undefined;
    if (target?.k !== 'member' || bare(target.obj).k !== 'this' || !ENDED.test(target.prop)) return;
    if (to?.k === 'const' && to.value === value) out.push(target.prop);
  });
  return out;
}

/** `await this.save(); this.dirty = false`: who marks it again meanwhile means work that nobody will do. */
export function wiped(program: Program, c: Candidate, own: readonly Access[], entries: Entries): Verdict | undefined {
  if (c.cell.root.kind !== 'this' && c.cell.root.kind !== 'module') return undefined;
  if (entries.signalOf(c.root) === undefined) return undefined;
  for (const a of own) {
    if (!meets(program, c, a) || a.kind !== 'set' || a.guarded) continue;
    if (a.literal?.k !== 'const' || a.literal.value !== true) continue;
    if (!ofOneClass(program, c, a)) continue;
    const other = entries.signalOf(a.root);
    if (other !== undefined) return verdictOf(c, other, a);
  }
  return undefined;
}
