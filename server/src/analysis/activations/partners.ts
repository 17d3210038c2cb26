/**
 * Races that need a second party of a certain kind: who takes the mark that was set meanwhile, who comes back to
 * life after it was ended. What the first party did alone is no evidence.
 */
import { fnKey, fnOf, type Program } from '../program.ts';
import { switchedOff, type Verdict, within } from './decide.ts';
import type { Entries } from './entries.ts';
import type { Access, Candidate } from './machine.ts';
import type { Literal } from './values.ts';

/** Names of what ends the life of an object, or of a stretch of its work. */
const ENDS =
  /^_?#?(on)?(force|do|async|try|hard|soft)?_?(clos|dispos|destroy|stop|abort|cancel|shut|terminat|unmount|end([A-Z]|$)|leave|disconnect|detach|teardown|kill|quit|hang_?up|log_?out|unload|deactivat|error|fail|lost|handle(Close|Disconnect|Error|End))/i;

/** Values of a state that say that nothing goes on. */
const OVER =
  /clos|dispos|destroy|stop|abort|cancel|terminat|^end|ended|idle|none|^off|error|fail|initial|unknown|disconnect|finish|done|complete|inactive|dead|left|released|paused|reject|ready_?to|loaded$/i;

/** A value that says that something is there, or goes on. */
export function isAlive(literal: Literal | undefined): boolean {
  if (literal?.k !== 'const') return false;
  return literal.value === true || (typeof literal.value === 'string' && !OVER.test(literal.value));
}

function meets(program: Program, c: Candidate, a: Access): boolean {
  return (
    a.cell.canon === c.cell.canon &&
    fnKey(a.root) !== fnKey(c.root) &&
    fnKey(a.in) !== fnKey(c.in) &&
    !c.through.some((x) => a.locks.some((y) => x.key === y.key))
  );
}

/** After the await the object is declared alive, whoever has ended it meanwhile. */
export function revived(program: Program, c: Candidate, own: readonly Access[], entries: Entries): Verdict | undefined {
  if (c.cell.depth !== 1 || c.cell.key.endsWith(']') || c.literal?.k !== 'const') return undefined;
  // `this.terminating = true` after the await is no life.
  if (c.literal.value === true && OVER.test(c.cell.key.slice(c.cell.key.lastIndexOf('.')))) return undefined;
  if (ENDS.test(fnOf(program, c.root).name) || entries.signalOf(c.root) === undefined) return undefined;
  for (const a of own) {
    if (!meets(program, c, a) || (a.kind !== 'set' && a.kind !== 'reset')) continue;
    // Subclasses share the names of their cells, and a base class is seldom about the same thing.
    if (a.in.file !== c.in.file || fnOf(program, a.in).cls !== fnOf(program, c.in).cls) continue;
    // Who ends only what is alive already does nothing while this begins.
    if (switchedOff(c, a) || onlyIfAlive(c, a)) continue;
    if (a.literal === undefined || a.literal.k === 'empty' || isAlive(a.literal)) continue;
    // The end that the work itself would have written is no other end.
    if (a.literal.k === 'const' && a.literal.value === c.literal.value) continue;
    if (!ENDS.test(fnOf(program, a.in).name) && !ENDS.test(fnOf(program, a.root).name)) continue;
    const signal = entries.signalOf(a.root);
    if (signal !== undefined)
      return { candidate: c, signal: signal.text, who: signal.who, partner: a, strong: signal.strong };
  }
  return undefined;
}

/** `if (!this.connected) return; this.connected = false`. */
function onlyIfAlive(c: Candidate, a: Access): boolean {
  return a.when.some((w) => w.flag === c.cell.canon && w.is === 'truthy' && !w.not);
}

/** Words for work that somebody asks for, to be done by whoever sees the mark. */
const MARK =
  /dirty|change|pending|need|request|modif|queued|again|stale|outdated|invalid|flush|unsaved|updat|schedul|retry|rerun|repeat|next|missed|should|restart|refresh|resync|must/i;

/** `if (this.dirty) { await this.save(); this.dirty = false; }` */
export function isMark(c: Candidate): boolean {
  return (
    c.literal?.k === 'const' && c.literal.value === false && MARK.test(c.cell.key.slice(c.cell.key.lastIndexOf('.')))
  );
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
    if (entries.signalOf(a.root) !== undefined)
      return { candidate: c, signal: signal.text, who: signal.who, partner: a, strong: signal.strong };
  }
  return undefined;
}
