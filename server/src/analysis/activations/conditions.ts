/**
 * Tests and the branches they open. A test of a cell is a guard in both branches; a test after an await that
 * compares with what was known before (a generation, an identity, an abort signal) makes stale facts good.
 */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { ABORT_TEST, LIVENESS } from '../../knowledge/promises.ts';
import { bare, forEachExpr } from '../walk.ts';
import { bindingKey, isShared, show } from './cells.ts';
import { asksPresence, evaluate } from './expressions.ts';
import type { Frame, Machine } from './machine.ts';
import { elementPath, isCellVariable } from './members.ts';
import { crossVal, validate } from './crossings.ts';
import { join } from './joins.ts';
import { clone, emptyState, type Guard, type Polarity, setLocal, type Side, type State } from './state.ts';
import { derived, joinVals, type Literal, UNKNOWN, type Val } from './values.ts';

export interface Branches {
  readonly yes: State;
  readonly no: State;
  readonly val: Val;
}

const OPPOSITE: Readonly<Record<Polarity, Polarity>> = {
  absent: 'present',
  present: 'absent',
  less: 'more',
  more: 'less',
  eq: 'ne',
  ne: 'eq',
  other: 'other',
};

/** Evaluates a condition; `st` is used up. */
export function branch(m: Machine, f: Frame, st: State, test: Expr): Branches {
  const e = bare(test);
  if (e.k === 'unary' && e.op === '!') {
    const inner = branch(m, f, st, e.e);
    return { yes: inner.no, no: inner.yes, val: inner.val };
  }
  if (e.k === 'logical' && e.op !== '??') {
    const left = branch(m, f, st, e.left);
    const right = branch(m, f, e.op === '&&' ? left.yes : left.no, e.right);
    const val = joinVals(left.val, right.val);
    return e.op === '&&'
      ? { yes: right.yes, no: either(left.no, right.no), val }
      : { yes: either(left.yes, right.yes), no: right.no, val };
  }
  if (e.k === 'const') {
    const val = evaluate(m, f, st, e);
    const other = { ...clone(st), dead: true };
    return e.value ? { yes: st, no: other, val } : { yes: other, no: st, val };
  }
  if (e.k === 'call' && e.callee.k === 'global' && e.callee.name === 'Boolean' && e.args[0] !== undefined)
    return branch(m, f, st, e.args[0]);
  if (e.k === 'binary' && COMPARISONS.has(e.op)) return compare(m, f, st, e);
  const val = evaluate(m, f, st, e);
  const yes = clone(st);
  const no = st;
  note(m, f, yes, e, val, 'present');
  note(m, f, no, e, val, 'absent');
  settled(f, e, val, yes, no);
  reentry(m, f, yes, e);
  liveness(yes, e);
  liveness(no, e);
  return { yes, no, val };
}

/** One of several tests led here; each of them may be the one whose answer goes stale. */
export function either(a: State, b: State): State {
  const joined = join([a, b]);
  if (a.dead || b.dead) return joined;
  const merged = new Map<string, Guard>();
  for (const g of [...joined.guards, ...a.guards, ...b.guards]) {
    const key = `${g.cell.key}@${g.at.start}`;
    const old = merged.get(key);
    if (old === undefined || (old.polarity === 'present' && g.polarity !== 'present')) merged.set(key, g);
  }
  joined.guards = [...merged.values()];
  return joined;
}

const COMPARISONS = new Set(['===', '!==', '==', '!=', '<', '<=', '>', '>=', 'in', 'instanceof']);

function compare(m: Machine, f: Frame, st: State, e: ExprOf<'binary'>): Branches {
  const epoch = st.epoch;
  let left = evaluate(m, f, st, e.left);
  const right = evaluate(m, f, st, e.right);
  if (st.epoch !== epoch) left = crossVal(left, st);
  const yes = clone(st);
  const no = st;
  const val = derived(left, right);
  const typed = typeofTest(e);
  const constant: Literal | undefined = typed
    ? { k: 'nullish' }
    : (literalOf(e.right, right) ?? literalOf(e.left, left));
  const subject = (typed ? bare(e.right).k === 'const' : literalOf(e.right, right) !== undefined) ? left : right;
  const negated = e.op === '!==' || e.op === '!=';
  if (e.op === 'in' || e.op === 'instanceof') {
    const cell = e.op === 'in' ? elementOrigin(m, f, right, e) : left;
    note(m, f, yes, e, cell, 'present');
    note(m, f, no, e, cell, 'absent');
    return { yes, no, val };
  }
  const asks = right.literal === constant ? asksPresence(e.op, subject, constant) : undefined;
  const places = subject.origins.filter((o) => o.how === 'position');
  if (asks !== undefined && places.length > 0) {
    note(m, f, yes, e, { origins: places }, asks ? 'present' : 'absent');
    note(m, f, no, e, { origins: places }, asks ? 'absent' : 'present');
    return { yes, no, val };
  }
  if (e.op === '<' || e.op === '<=' || e.op === '>' || e.op === '>=') {
    const leftIsCell = left.origins.length > 0;
    const grows = (e.op === '<' || e.op === '<=') === leftIsCell;
    const cells = leftIsCell ? left : right;
    const counted = cells.origins.some((o) => o.how === 'size');
    // `queue.length > 0` asks whether there is something.
    const some = counted && constant?.k === 'const' && (constant.value === 0 || constant.value === 1);
    const polarity: Polarity = !counted ? 'other' : some ? (grows ? 'absent' : 'present') : grows ? 'less' : 'more';
    note(m, f, yes, e, cells, polarity, constant, grows ? 'below' : 'above');
    note(m, f, no, e, cells, OPPOSITE[polarity], constant, grows ? 'above' : 'below');
    if (leftIsCell && right.origins.length > 0) identity(yes, no, e, left, right);
    return { yes, no, val };
  }
  if (constant !== undefined) {
    const nothing =
      constant.k === 'nullish' ||
      (constant.k === 'const' &&
        (constant.value === false || (constant.value === 0 && subject.origins.some((o) => o.how === 'size'))));
    const truth = constant.k === 'const' && constant.value === true;
    const polarity: Polarity = nothing ? 'absent' : truth ? 'present' : 'eq';
    const [whenYes, whenNo] = negated ? [OPPOSITE[polarity], polarity] : [polarity, OPPOSITE[polarity]];
    // A count that has not come down to nothing is above it; one that has not reached its most is below.
    const side: Side | undefined =
      constant.k === 'const' && typeof constant.value === 'number'
        ? constant.value === 0
          ? 'above'
          : 'below'
        : undefined;
    const empty: Side | undefined =
      side === 'above' && subject.origins.some((o) => o.how === 'size') ? 'empty' : undefined;
    note(m, f, yes, e, subject, whenYes, constant, negated ? side : empty);
    note(m, f, no, e, subject, whenNo, constant, negated ? empty : side);
    if (constant.k === 'nullish') {
      holdsNothing(f, negated ? no : yes, e);
      const asked = bare(e.left).k === 'const' || right.literal !== constant ? e.right : e.left;
      settled(f, asked, subject, negated ? yes : no, negated ? no : yes);
    }
    liveness(yes, e);
    liveness(no, e);
    return { yes, no, val };
  }
  identity(yes, no, e, left, right);
  if (yes.suspended && (asksIfNewest(f, left, e.right, right) || asksIfNewest(f, right, e.left, left))) {
    validate(yes);
    validate(no);
  }
  const both: Val = { origins: [...left.origins, ...right.origins] };
  note(m, f, yes, e, both, 'other');
  note(m, f, no, e, both, 'other');
  return { yes, no, val };
}

/** `typeof x === 'undefined'` asks whether there is something, like `x === undefined`. */
function typeofTest(e: ExprOf<'binary'>): boolean {
  const sides = [bare(e.left), bare(e.right)];
  return (
    sides.some((x) => x.k === 'unary' && x.op === 'typeof') &&
    sides.some((x) => x.k === 'const' && x.value === 'undefined')
  );
}

/** `if (handler != null) return handler`: from here on the local holds nothing, whatever it was read from. */
function holdsNothing(f: Frame, st: State, e: ExprOf<'binary'>): void {
  for (const side of [bare(e.left), bare(e.right)]) {
    if (side.k !== 'var' || isCellVariable(f, side.b) || st.dead) continue;
    const key = bindingKey(f.ref.file, side.b);
    if (st.locals.get(key) !== undefined) setLocal(st, key, { origins: [], literal: { k: 'nullish' } });
  }
}

/** `if (token !== undefined)`, where the call at hand gives none, or one that it has just made: one way only. */
function settled(f: Frame, asked: Expr, val: Val, there: State, missing: State): void {
  const e = bare(asked);
  if (e.k !== 'var' || f.facts.bindings[e.b]?.kind !== 'param' || isCellVariable(f, e.b)) return;
  if (val.omitted === true) there.dead = true;
  else if (val.fresh === true) missing.dead = true;
}

function elementOrigin(m: Machine, f: Frame, val: Val, e: ExprOf<'binary'>): Val {
  const path = val.alias;
  const cell =
    path === undefined || !isShared(path)
      ? undefined
      : elementPath(m, f, path, e.left, e.left.k === 'const' ? undefined : evaluate(m, f, emptyState(), e.left));
  return cell === undefined ? UNKNOWN : { origins: [{ cell, at: m.place(f, e.at), how: 'has' }] };
}

function literalOf(e: Expr, val: Val): Literal | undefined {
  if (val.literal !== undefined) return val.literal;
  const inner = bare(e);
  // Members of enums and other constants by convention.
  if (
    inner.k === 'member' &&
    /^[A-Z]/.test(inner.prop) &&
    val.origins.every((o) => !isShared(o.cell) || o.cell.root.kind === 'module')
  )
    return { k: 'const', value: inner.prop };
  return undefined;
}

function identity(yes: State, no: State, e: ExprOf<'binary'>, left: Val, right: Val): void {
  if (!isIdentity(left, e.right, right) && !isIdentity(right, e.left, left)) return;
  validate(yes);
  validate(no);
}

/** `if (this.generation !== mine) return`: one side is read now, the other is what this activation knows it by. */
function isIdentity(now: Val, e: Expr, mine: Val): boolean {
  if (!now.origins.some((o) => o.crossed === undefined && o.how === 'exact' && isShared(o.cell))) return false;
  const other = bare(e);
  if (mine.origins.some((o) => o.crossed !== undefined && now.origins.some((x) => x.cell.key === o.cell.key)))
    return true;
  return other.k !== 'member' || IDENTITY.test(other.prop);
}

/** Names of what tells one request, or one state of things, from another. */
const IDENTITY =
  /^(current|active|latest|last|value|self)$|id$|ids$|key$|token$|version$|generation|epoch|seq|rev|stamp|nonce|count|request|session|signal|hash|etag|name$|url$|uri$|path$|query|term|page|cursor|index/i;

/** `if (input.value !== query) return`: what this activation was given, held against what is asked for now. */
function asksIfNewest(f: Frame, own: Val, e: Expr, other: Val): boolean {
  if (own.about === undefined || own.answer?.awaited === true) return false;
  if (other.answer !== undefined || other.about !== undefined) return false;
  let root = bare(e);
  while (root.k === 'member' || root.k === 'index' || (root.k === 'call' && root.callee.k === 'member'))
    root = bare(root.k === 'call' ? root.callee : root.obj);
  if (root.k === 'global' || root.k === 'this') return true;
  return root.k === 'var' && f.facts.bindings[root.b]?.owner !== f.ref.fn;
}

/** `this.disposed`, `signal.aborted`, `isMounted.current`: the author looks whether going on makes sense. */
function liveness(st: State, e: Expr): void {
  if (!st.suspended) return;
  let alive = false;
  let aborted = false;
  forEachExpr(e, (x) => {
    const name = x.k === 'member' ? x.prop : x.k === 'global' ? x.name : '';
    if (LIVENESS.test(name)) alive = true;
    if (ABORT_TEST.test(name)) aborted = true;
  });
  if (aborted) validate(st);
  if (alive) st.live = true;
}

/** `if (this.holder.getStore()) return body()`: the caller's async context holds the lock already. */
function reentry(m: Machine, f: Frame, st: State, e: Expr): void {
  if (e.k !== 'call' || e.callee.k !== 'member' || e.callee.prop !== 'getStore') return;
  m.hold(st, {
    key: `reentrant:${show(m.program, f.ref.file, e.callee.obj)}`,
    show: show(m.program, f.ref.file, e.callee.obj),
    reentrant: true,
    at: m.place(f, e.at),
  });
}

export function note(
  m: Machine,
  f: Frame,
  st: State,
  e: Expr,
  val: Val,
  polarity: Polarity,
  value?: Literal,
  side?: Side,
): void {
  // What this activation has just made is there, whatever it was made from.
  if (val.origins.length === 0 || st.dead || (val.fresh === true && polarity !== 'other')) return;
  const at = m.place(f, e.at);
  const added: Guard[] = [];
  for (const o of val.origins) {
    if (!isShared(o.cell)) continue;
    const meant = o.negated === true ? OPPOSITE[polarity] : polarity;
    const p = o.how === 'derived' && (meant === 'absent' || meant === 'present') ? 'other' : meant;
    added.push({
      cell: o.cell,
      at,
      text: show(m.program, f.ref.file, e),
      polarity: p,
      ...(side !== undefined ? { side } : {}),
      ...(value !== undefined ? { value } : {}),
      ...(o.crossed !== undefined ? { crossed: o.crossed } : {}),
    });
  }
  if (added.length === 0) return;
  // A state that was asked for by its value is a decision about going on.
  if (added.some((g) => g.crossed === undefined && g.value?.k === 'const')) st.looked = true;
  // A fresh look replaces what an earlier one said; a stale local says nothing new.
  const looked = new Set(added.filter((g) => g.crossed === undefined).map((g) => g.cell.key));
  st.guards = [...st.guards.filter((g) => !looked.has(g.cell.key)), ...added].slice(-24);
}
