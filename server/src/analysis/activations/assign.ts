/** Assignments, destructuring and bindings: values go into locals and into cells. */
import { assertNever, type Expr, type ExprOf, type Pattern } from '../../facts/core.ts';
import { namesIn } from '../flow.ts';
import { bare, targetOf, textOf } from '../walk.ts';
import { bindingKey, field, isShared, type Path, show } from './cells.ts';
import { evaluate, noteAbsent } from './expressions.ts';
import type { Frame, Machine } from './machine.ts';
import { isOwn } from './own-data.ts';
import { elementPath, isCellVariable, memberPath, readCell } from './members.ts';
import { writesAt } from './places.ts';
import { deferToSettling } from './run.ts';
import { write } from './sinks.ts';
import { crossVal } from './crossings.ts';
import { join } from './joins.ts';
import { clone, forget, replace, setLocal, type State } from './state.ts';
import { dereferencedOnTheWay } from './traces.ts';
import { following, partTrail, REST_PART } from './trails.ts';
import { derived, isReset, joinVals, UNKNOWN, type Val } from './values.ts';

/** Path of an assignment target; its object is evaluated. */
export function lvalue(m: Machine, f: Frame, st: State, target: Expr): Path | undefined {
  switch (target.k) {
    case 'member': {
      const obj = evaluate(m, f, st, target.obj);
      return memberPath(m, f, target, obj);
    }
    case 'index': {
      const obj = evaluate(m, f, st, target.obj);
      const key = evaluate(m, f, st, target.key);
      return elementPath(m, f, obj.alias, target.key, key);
    }
    case 'var':
      return isCellVariable(f, target.b) ? m.owners.variablePath(f.ref, target.b) : undefined;
    case 'cast':
      return lvalue(m, f, st, target.e);
    default:
      evaluate(m, f, st, target);
      return undefined;
  }
}

export function assign(m: Machine, f: Frame, st: State, e: ExprOf<'assign'>): Val {
  if (e.op === '=') {
    const val = evaluate(m, f, st, e.value);
    if (val.fn !== undefined && e.target.k === 'expr' && e.value.k === 'func') deferToSettling(m, val);
    const step = stepOf(f, e);
    return assignTo(m, f, st, e.target, val, e.at, {
      ...(val.literal === undefined && isOwn(f, e.value) ? { own: true } : {}),
      ...(step !== undefined ? { step } : {}),
    });
  }
  const target = targetOf(e);
  if (target === undefined) return evaluate(m, f, st, e.value);
  const old = evaluate(m, f, st, target);
  if (e.op === '??=' || e.op === '||=' || e.op === '&&=') {
    const skip = clone(st);
    if (e.op !== '&&=') noteAbsent(m, f, st, target, old);
    const val = evaluate(m, f, st, e.value);
    assignTo(m, f, st, e.target, val, e.at);
    replace(st, join([skip, st]));
    return joinVals(old, val);
  }
  const epoch = st.epoch;
  const val = evaluate(m, f, st, e.value);
  const before = st.epoch === epoch ? old : crossVal(old, st);
  const step = e.op === '+=' ? 'up' : e.op === '-=' ? 'down' : undefined;
  return assignTo(m, f, st, e.target, derived(before, val), e.at, step === undefined ? {} : { step });
}

/** `size = size + 1` counts up. */
function stepOf(f: Frame, e: ExprOf<'assign'>): How['step'] {
  const target = targetOf(e);
  const value = bare(e.value);
  if (target === undefined || value.k !== 'binary' || (value.op !== '+' && value.op !== '-')) return undefined;
  const names = (b: number): string => `${f.facts.bindings[b]?.name ?? ''}#${b}`;
  const name = textOf(target, names);
  if (name === undefined || textOf(bare(value.left), names) !== name) return undefined;
  return value.op === '+' ? 'up' : 'down';
}

/** A declaration makes a new variable: what is known of the one of the last call, or of the last round, is not about it. */
export function declare(f: Frame, st: State, target: Pattern): void {
  for (const b of namesIn(target)) {
    const binding = f.facts.bindings[b];
    if (binding === undefined || binding.owner === 0 || !binding.captured) continue;
    const key = bindingKey(f.ref.file, b);
    forget(st, (cell) => cell.root.key === key);
  }
}

/** What is said of an assignment besides its value. */
interface How {
  /** What is stored belongs to this call alone. */
  readonly own?: boolean;
  readonly step?: 'up' | 'down';
}

export function assignTo(
  m: Machine,
  f: Frame,
  st: State,
  target: Pattern,
  val: Val,
  at: Expr['at'],
  how: How = {},
): Val {
  switch (target.k) {
    case 'bind':
      bindName(m, f, st, target.b, val, at, how);
      return val;
    case 'expr': {
      if (target.e.k === 'var') {
        bindName(m, f, st, target.e.b, val, at, how);
        return val;
      }
      if (target.e.k === 'member' && target.e.prop === 'length') {
        const list = evaluate(m, f, st, target.e.obj);
        write(m, f, st, list.alias, UNKNOWN, {
          kind: 'reset',
          at,
          text: `empties ${show(m.program, f.ref.file, target.e.obj)}`,
          literal: { k: 'empty' },
        });
        return val;
      }
      writesAt(m, f, st, target.e);
      dereferencedOnTheWay(m, f, st, target.e);
      const path = lvalue(m, f, st, target.e);
      const name = show(m.program, f.ref.file, target.e);
      const reset = isReset(val.literal);
      const settled = path !== undefined && val.alias?.key === path.key ? UNKNOWN : val;
      write(m, f, st, path, settled, {
        kind: reset ? 'reset' : 'set',
        at,
        text: reset ? `resets ${name}` : `writes ${name}`,
        ...(val.literal !== undefined ? { literal: val.literal } : {}),
        ...how,
      });
      // The same value is now both in the local and in the cell.
      return path === undefined ? val : { ...val, stored: path.key };
    }
    case 'objectPattern':
      for (const p of target.props) {
        const key = typeof p.key === 'string' ? p.key : undefined;
        const part = key === undefined ? derived(val) : (val.props?.get(key) ?? partOf(m, f, val, key, p.target.at));
        assignTo(m, f, st, p.target, p.init === undefined ? part : joinVals(part, evaluate(m, f, st, p.init)), at);
      }
      if (target.rest !== undefined)
        assignTo(m, f, st, target.rest, { ...derived(val), ...partTrail(val, REST_PART) }, at);
      return val;
    case 'arrayPattern':
      for (const [i, elem] of target.elems.entries()) {
        if (elem !== undefined) assignTo(m, f, st, elem.target, val.props?.get(String(i)) ?? derived(val), at);
      }
      if (target.rest !== undefined) assignTo(m, f, st, target.rest, derived(val), at);
      return val;
    default:
      return assertNever(target);
  }
}

function partOf(m: Machine, f: Frame, val: Val, key: string, at: Expr['at']): Val {
  if (val.common === true && (val.alias === undefined || !isShared(val.alias)))
    return { origins: val.origins, common: true };
  const path = field(val.alias, key);
  const stale = val.origins.filter((o) => o.crossed !== undefined);
  return path === undefined
    ? { ...derived(val), ...partTrail(val, key) }
    : following(readCell(m, f, path, at, derived({ origins: stale }).origins), partTrail(val, key));
}

function bindName(m: Machine, f: Frame, st: State, b: number, val: Val, at: Expr['at'], how: How): void {
  const key = bindingKey(f.ref.file, b);
  if (isCellVariable(f, b)) {
    const path = m.owners.variablePath(f.ref, b);
    const name = f.facts.bindings[b]?.name ?? '';
    const reset = isReset(val.literal);
    write(m, f, st, path, val, {
      kind: reset ? 'reset' : 'set',
      at,
      text: reset ? `resets ${name}` : `writes ${name}`,
      ...(val.literal !== undefined ? { literal: val.literal } : {}),
      ...how,
    });
    if (f.facts.bindings[b]?.owner === 0) return;
  }
  // A collection that starts empty in a local is filled before it goes anywhere.
  const { literal, ...rest } = val;
  setLocal(st, key, literal?.k === 'empty' ? rest : val);
}
