/** Names, assignments, and what leaves the function: a release function handed on is somebody else's business. */
import type { Expr, ExprOf, Pattern } from '../../facts/core.ts';
import { bindingOf, fnOf, type FnRef, place } from '../program.ts';
import { forEachExpr, forEachExprIn } from '../walk.ts';
import { NONE, vaguePath, type Val } from './domain.ts';
import { evaluate, noteGuarded, variablePath } from './expressions.ts';
import type { Frame, State } from './frame.ts';
import { commitEvents } from './holding.ts';
import { deliveryOf } from './signals.ts';
import { noteTaken, noteTouch } from './touches.ts';

export function bindPattern(frame: Frame, target: Pattern, val: Val, st: State): void {
  switch (target.k) {
    case 'bind':
      if (val.k === 'none') st.env.delete(target.b);
      else st.env.set(target.b, val);
      return;
    case 'arrayPattern':
      for (const [i, elem] of target.elems.entries()) {
        if (elem === undefined) continue;
        const part = val.k === 'tuple' ? (val.vals[i] ?? NONE) : NONE;
        bindPattern(frame, elem.target, part, st);
      }
      return;
    case 'objectPattern':
      for (const p of target.props) {
        const key = typeof p.key === 'string' ? p.key : undefined;
        const part: Val =
          val.k === 'object' && key !== undefined
            ? (val.props.get(key) ?? NONE)
            : val.k === 'path' && key !== undefined
              ? {
                  k: 'path',
                  path: { root: val.path.root, steps: [...val.path.steps, key] },
                  cls: val.cls === undefined ? undefined : `${val.cls}.${key}`,
                  name: key,
                }
              : NONE;
        if (val.k === 'path' && part.k === 'path') noteTaken(frame, val, part, p.target.at, st);
        bindPattern(frame, p.target, part, st);
      }
      return;
    case 'expr':
      evaluate(frame, target.e, st);
      moveOut(frame, val, st);
      return;
  }
}

export function evalAssign(frame: Frame, e: ExprOf<'assign'>, val: Val, st: State): void {
  if (e.target.k === 'expr') {
    evaluate(frame, e.target.e, st);
    noteDelivery(frame, e, st);
    publish(frame, e.value, st);
    moveOut(frame, val, st);
    return;
  }
  if (e.target.k === 'bind') {
    const binding = bindingOf(frame.it.program, frame.file, e.target.b);
    if (binding.owner === 0) {
      noteDelivery(frame, e, st);
      const path = variablePath(frame, e.target.b);
      noteGuarded(frame, path, path, e, st);
      noteTouch(frame, path, path, e, st);
      moveOut(frame, val, st);
    }
    st.assume.delete(`#${e.target.b}`);
    st.env.set(
      e.target.b,
      val.k === 'none' ? { k: 'path', path: vaguePath(), cls: undefined, name: binding.name } : val,
    );
    return;
  }
  bindPattern(frame, e.target, val, st);
}

/** Something that others may wait for changes, is emitted, or settles. */
export function noteDelivery(frame: Frame, e: Expr, st: State): void {
  const cell = deliveryOf(frame.it.program, frame.ref, e);
  const { kind } = fnOf(frame.it.program, frame.ref);
  if (cell === undefined || kind === 'constructor' || kind === 'fields' || kind === 'module') return;
  commitEvents(frame, [{ k: 'write', cell, at: place(frame.file, e.at), fn: frame.ref, held: [], trace: [] }], st);
}

/** A value that leaves the function: the release it holds is somebody else's business. */
export function moveOut(frame: Frame, val: Val, st: State): void {
  if (val.k === 'release') st.held = st.held.map((h) => (h.token === val.token ? { ...h, moved: true } : h));
  else if (val.k === 'tuple') val.vals.forEach((v) => moveOut(frame, v, st));
  else if (val.k === 'object') for (const v of val.props.values()) moveOut(frame, v, st);
  else if (val.k === 'promise') moveOut(frame, val.run.value, st);
  else if (val.k === 'fn') capture(frame, val.ref, st);
}

/** Closures in a returned value take the release functions they mention with them. */
export function takeAlong(frame: Frame, val: Val, st: State): void {
  if (val.k === 'fn') capture(frame, val.ref, st);
  else if (val.k === 'object') for (const v of val.props.values()) takeAlong(frame, v, st);
}

/** A closure that mentions a release function takes it along. */
export function capture(frame: Frame, ref: FnRef, st: State): void {
  if (ref.file !== frame.file) return;
  forEachExprIn(fnOf(frame.it.program, ref), (x) => {
    if (x.k === 'var') {
      const val = st.env.get(x.b);
      if (val?.k === 'release') moveOut(frame, val, st);
    }
    if (x.k === 'func') capture(frame, { file: ref.file, fn: x.fn }, st);
    // A closure that releases by the lock's own method.
    if (x.k === 'call' && x.callee.k === 'member' && /^(release|unlock)$/i.test(x.callee.prop))
      st.held = st.held.map((h) => (h.manual ? { ...h, moved: true } : h));
  });
}

export function publish(frame: Frame, e: Expr, st: State): void {
  forEachExpr(e, (x) => {
    if (x.k === 'var') st.fresh.delete(x.b);
  });
}
