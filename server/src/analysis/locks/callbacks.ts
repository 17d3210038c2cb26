/** A callback that holds the only release of a lock and can end without it: `(err) => { if (err) return; release(); }`. */
import type { Place } from '../../findings/finding.ts';
import type { BindingId, ExprOf } from '../../facts/core.ts';
import { factsOf, fnOf, type FnRef, place } from '../program.ts';
import { bare, forEachExprIn } from '../walk.ts';
import type { Hold, Lock, Val } from './domain.ts';
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
      const leak = exitsKeeping(frame, arg.ref, st, hold);
      if (leak === undefined || leak.release === undefined) continue;
      frame.notes.leaks.push({ fn: frame.ref, hold, exit: leak.exit, why: 'returns', release: leak.release });
    }
  }
}

/** `lock.acquire(key, (done) => ...)`: the lock is kept until `done` is called. */
export function noteNeverDone(frame: Frame, ref: FnRef, lock: Lock, at: Place, st: State): void {
  const fn = fnOf(frame.it.program, ref);
  const [first] = fn.params;
  if (ref.file !== frame.file || fn.async || first?.target.k !== 'bind') return;
  const hold: Hold = { lock, at, token: frame.it.nextToken(), manual: true, moved: false };
  const inside = clone(st);
  inside.env.set(first.target.b, { k: 'release', token: hold.token });
  inside.held.push(hold);
  const leak = exitsKeeping(frame, ref, inside, hold);
  if (leak === undefined) return;
  const why = leak.release === undefined ? 'never' : 'returns';
  frame.notes.leaks.push({ fn: frame.ref, hold, exit: leak.exit, why, release: leak.release });
}

/** The way out of a callback on which it keeps a lock that it gives back on another one, or on none. */
function exitsKeeping(
  frame: Frame,
  ref: FnRef,
  st: State,
  { token }: Hold,
): { readonly exit: Place; readonly release: Place | undefined } | undefined {
  // Run on the side: what it does besides is told elsewhere.
  const side = newFrame(frame.it, ref, st, frame.depth + 1, noNotes(), frame.root);
  const fn = fnOf(frame.it.program, ref);
  const flow = runBlock(side, fn.body, [clone(st)]);
  const end = place(frame.file, [Math.max(fn.at[0], fn.at[1] - 1), fn.at[1]]);
  const exits = [...flow.returned, ...flow.next.map((next) => ({ st: next, at: end }))];
  const keeps = exits.filter((exit) => exit.st.held.some((h) => h.token === token && !h.moved));
  const release = side.releases.get(token);
  const [exit] = keeps;
  const all = keeps.length === exits.length;
  return exit === undefined || (all && release !== undefined) ? undefined : { exit: exit.at, release };
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
