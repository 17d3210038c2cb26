/** A callback that holds the only release of a lock and can end without it: `(err) => { if (err) return; release(); }`. */
import type { BindingId, ExprOf } from '../../facts/core.ts';
import { factsOf, fnOf, type FnRef, place } from '../program.ts';
import { bare, forEachExprIn } from '../walk.ts';
import type { Val } from './domain.ts';
import { clone, type Frame, newFrame, type State } from './frame.ts';
import { noNotes } from './interp.ts';
import { runBlock } from './statements.ts';

/** Events that come once, or end what they belong to. */
const LAST = /^(end|close|finish|exit|error|abort|done|drain|timeout|response|ready|open|connect)$/;
const DEFERRED = /^(setTimeout|setImmediate|queueMicrotask|nextTick)$/;

export function noteAbandoned(frame: Frame, e: ExprOf<'call'>, args: readonly Val[], st: State): void {
  for (const [i, arg] of args.entries()) {
    if (arg.k !== 'fn' || arg.ref.file !== frame.file || !comesOnce(frame, e, i, arg.ref)) continue;
    for (const [b, val] of st.env) {
      if (val.k !== 'release' || !mentions(frame, arg.ref, b) || !onlyIn(frame, arg.ref, b)) continue;
      const hold = st.held.find((h) => h.token === val.token && h.manual && !h.moved);
      if (hold === undefined) continue;
      // Run on the side: what it does besides is told elsewhere.
      const side = newFrame(frame.it, arg.ref, st, frame.depth + 1, noNotes(), frame.root);
      const fn = fnOf(frame.it.program, arg.ref);
      const flow = runBlock(side, fn.body, [clone(st)]);
      const end = place(frame.file, [Math.max(fn.at[0], fn.at[1] - 1), fn.at[1]]);
      const exits = [...flow.returned, ...flow.next.map((next) => ({ st: next, at: end }))];
      const keeps = exits.filter((exit) => exit.st.held.some((h) => h.token === val.token && !h.moved));
      const release = side.releases.get(val.token);
      const [exit] = keeps;
      if (release === undefined || exit === undefined || keeps.length === exits.length) continue;
      frame.notes.leaks.push({ fn: frame.ref, hold, exit: exit.at, why: 'returns', release });
    }
  }
}

/** Whether the callback is called one time: a recurring event may come again with what it waits for. */
function comesOnce(frame: Frame, e: ExprOf<'call'>, index: number, ref: FnRef): boolean {
  const callee = bare(e.callee);
  const name = callee.k === 'member' ? callee.prop : callee.k === 'global' ? callee.name : '';
  const [first] = e.args;
  const event = first?.k === 'const' && typeof first.value === 'string' ? first.value : undefined;
  if (name === 'once' || DEFERRED.test(name)) return true;
  if (event !== undefined && index > 0 && /^(on|addListener|addEventListener)$/.test(name)) return LAST.test(event);
  // `fs.readFile(path, (error, data) => ...)`
  const [param] = fnOf(frame.it.program, ref).params;
  const b = param?.target.k === 'bind' ? param.target.b : undefined;
  const paramName = b === undefined ? '' : (factsOf(frame.it.program, ref.file).bindings[b]?.name ?? '');
  return index === e.args.length - 1 && /^_?(err|error|e)$/.test(paramName);
}

function mentions(frame: Frame, ref: FnRef, b: BindingId): boolean {
  let found = false;
  forEachExprIn(fnOf(frame.it.program, ref), (x) => {
    if (x.k === 'var' && x.b === b) found = true;
  });
  return found;
}

/** No other function mentions the release, nor the function around. */
function onlyIn(frame: Frame, ref: FnRef, b: BindingId): boolean {
  return factsOf(frame.it.program, frame.file).functions.every(
    (fn) => fn.id === ref.fn || !mentions(frame, { file: frame.file, fn: fn.id }, b),
  );
}
