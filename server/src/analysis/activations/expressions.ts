/** Evaluates expressions of the core tree over abstract values, in evaluation order. */
import { assertNever, type Expr, type ExprOf } from '../../facts/core.ts';
import { assign, assignTo, lvalue } from './assign.ts';
import { awaitOf } from './awaits.ts';
import { call } from './calls.ts';
import { isShared, rootPath, show } from './cells.ts';
import { branch } from './conditions.ts';
import type { Frame, Machine } from './machine.ts';
import { index, member, variable, WHOLE_PROGRAM_GLOBALS } from './members.ts';
import { composed } from './naming.ts';
import { construct } from './run.ts';
import { readContents, write } from './sinks.ts';
import { crossVal } from './crossings.ts';
import { join } from './joins.ts';
import { clone, replace, type State } from './state.ts';
import { derived, derivedOf, joinVals, type Literal, negation, type Origin, UNKNOWN, type Val } from './values.ts';

export function evaluate(m: Machine, f: Frame, st: State, e: Expr): Val {
  if (f.depth > 0) m.budget -= 1;
  switch (e.k) {
    case 'const':
      return { origins: [], literal: constant(e) };
    case 'var':
      return variable(m, f, st, e);
    case 'global':
      return WHOLE_PROGRAM_GLOBALS.has(e.name)
        ? { origins: [], alias: rootPath({ kind: 'module', key: `global:${e.name}` }, e.name) }
        : UNKNOWN;
    case 'this':
      return f.self === undefined ? UNKNOWN : { origins: [], alias: f.self };
    case 'super':
      return f.self === undefined ? UNKNOWN : { origins: [], alias: f.self };
    case 'meta':
    case 'class':
      return UNKNOWN;
    case 'func':
      return { origins: [], fn: { file: f.ref.file, fn: e.fn, ...(f.self !== undefined ? { self: f.self } : {}) } };
    case 'member':
      return member(m, f, st, e);
    case 'index':
      return index(m, f, st, e);
    case 'call':
      return call(m, f, st, e, false);
    case 'new':
      return construct(m, f, st, e, true);
    case 'await':
      return awaitOf(m, f, st, e);
    case 'yield': {
      const val = e.e === undefined ? UNKNOWN : evaluate(m, f, st, e.e);
      if (f.fn.async) m.suspend(f, st, e.at);
      return { origins: [], ...(val.alias !== undefined ? {} : {}) };
    }
    case 'assign':
      return assign(m, f, st, e);
    case 'update': {
      const old = evaluate(m, f, st, e.target);
      const val = derived(old);
      const step = e.op === '++' ? 'up' : 'down';
      assignTo(m, f, st, { k: 'expr', at: e.target.at, e: e.target }, val, e.at, { step });
      return { origins: old.origins };
    }
    case 'unary': {
      if (e.op === 'delete') {
        const path = lvalue(m, f, st, e.e);
        write(m, f, st, path, UNKNOWN, {
          kind: 'reset',
          at: e.at,
          text: `deletes ${show(m.program, f.ref.file, e.e)}`,
          literal: { k: 'nullish' },
        });
        return UNKNOWN;
      }
      const val = evaluate(m, f, st, e.e);
      if (e.op === '-' && e.e.k === 'const' && typeof e.e.value === 'number')
        return { origins: [], literal: { k: 'const', value: -e.e.value } };
      return e.op === '!'
        ? negation(val)
        : e.op === 'void' || e.op === 'typeof'
          ? { origins: e.op === 'void' ? [] : val.origins }
          : derived(val);
    }
    case 'binary': {
      const epoch = st.epoch;
      const left = evaluate(m, f, st, e.left);
      const right = evaluate(m, f, st, e.right);
      const before = st.epoch === epoch ? left : crossVal(left, st);
      // How long a ring is says nothing of what is in it.
      const ring = e.op === '%' && right.origins.every((o) => o.how === 'size');
      const sum = presence(e.op, before, right) ?? (ring ? derived(before) : derived(before, right));
      return e.op === '+' ? composed(m, f, [e.left, e.right], [left, right], sum) : sum;
    }
    case 'logical':
      return logical(m, f, st, e);
    case 'cond': {
      const branches = branch(m, f, st, e.test);
      const yes = evaluate(m, f, branches.yes, e.then);
      const no = evaluate(m, f, branches.no, e.else);
      replace(st, join([branches.yes, branches.no]));
      return joinVals(yes, no);
    }
    case 'object':
      return object(m, f, st, e);
    case 'array': {
      const vals = sequence(m, f, st, e.elems);
      for (const [i, x] of e.elems.entries()) if (x.k === 'spread') readContents(m, f, st, vals[i]?.alias, x.at);
      const props = new Map(vals.map((v, i) => [String(i), v] as const));
      return {
        ...derivedOf(vals),
        fresh: true,
        ...(vals.length === 0 ? { literal: { k: 'empty' as const } } : { props }),
      };
    }
    case 'spread':
      return evaluate(m, f, st, e.e);
    case 'template': {
      const parts = sequence(m, f, st, e.parts);
      return composed(m, f, e.parts, parts, derivedOf(parts));
    }
    case 'tagged':
      evaluate(m, f, st, e.tag);
      sequence(m, f, st, e.parts);
      return UNKNOWN;
    case 'seq':
      return e.list.reduce<Val>((_, x) => evaluate(m, f, st, x), UNKNOWN);
    case 'import':
      evaluate(m, f, st, e.e);
      return { origins: [], pending: true };
    case 'cast':
      return evaluate(m, f, st, e.e);
    case 'jsx':
      for (const a of e.attrs) evaluate(m, f, st, a.value);
      sequence(m, f, st, e.children);
      return UNKNOWN;
    case 'opaque':
      sequence(m, f, st, e.parts);
      return UNKNOWN;
    default:
      return assertNever(e);
  }
}

/** `this.db !== undefined`, `list.indexOf(x) >= 0`: a boolean that tells whether the cell holds something. */
function presence(op: string, left: Val, right: Val): Val | undefined {
  const asks = asksPresence(op, left, right.literal);
  if (asks === undefined) return undefined;
  return {
    origins: left.origins.map((o) =>
      o.how === 'derived' ? o : { ...o, how: 'has' as const, negated: asks !== (o.negated !== true) },
    ),
  };
}

/** True when the comparison holds for something that is there, false when it holds for nothing; else undefined. */
export function asksPresence(op: string, subject: Val, literal: Literal | undefined): boolean | undefined {
  if (subject.origins.length === 0 || literal === undefined) return undefined;
  const equals = op === '===' || op === '==';
  const differs = op === '!==' || op === '!=';
  if (literal.k === 'nullish') return equals ? false : differs ? true : undefined;
  if (literal.k !== 'const') return undefined;
  if (typeof literal.value === 'boolean') {
    const asked = equals ? literal.value : differs ? !literal.value : undefined;
    if (asked !== undefined) return asked;
  }
  const all = (how: Origin['how']): boolean => subject.origins.every((o) => o.how === how || o.how === 'derived');
  const some = (how: Origin['how']): boolean => subject.origins.some((o) => o.how === how);
  if (all('position') && some('position')) {
    if (literal.value === -1) return equals ? false : differs || op === '>' ? true : undefined;
    if (literal.value === 0) return op === '<' ? false : op === '>=' ? true : undefined;
  }
  if (all('size') && some('size') && literal.value === 0)
    return equals ? false : differs || op === '>' ? true : undefined;
  return undefined;
}

/** Values of expressions evaluated one after the other; earlier ones go stale when later ones await. */
export function sequence(m: Machine, f: Frame, st: State, list: readonly Expr[]): readonly Val[] {
  const out: Val[] = [];
  for (const e of list) {
    const epoch = st.epoch;
    const val = evaluate(m, f, st, e);
    if (st.epoch !== epoch) for (const [i, v] of out.entries()) out[i] = crossVal(v, st);
    out.push(val);
  }
  return out;
}

export function constant(e: ExprOf<'const'>): Literal {
  if (e.value === undefined || e.value === null) return { k: 'nullish' };
  if (e.value === '') return { k: 'empty' };
  return { k: 'const', value: e.value };
}

function object(m: Machine, f: Frame, st: State, e: ExprOf<'object'>): Val {
  const props = new Map<string, Val>();
  const parts: Val[] = [];
  for (const p of e.props) {
    const epoch = st.epoch;
    let val: Val;
    if (p.k === 'spread') {
      val = evaluate(m, f, st, p.e);
      readContents(m, f, st, val.alias, p.e.at);
    } else {
      if (p.k === 'computed') evaluate(m, f, st, p.key);
      val = p.value.k === 'func' && p.kind !== 'init' ? UNKNOWN : evaluate(m, f, st, p.value);
      if (p.k === 'prop' && val.fn === undefined) props.set(p.key, val);
    }
    if (st.epoch !== epoch) {
      for (const [i, v] of parts.entries()) parts[i] = crossVal(v, st);
      for (const [k, v] of props) if (v !== val) props.set(k, crossVal(v, st));
    }
    parts.push(val);
  }
  const literal: Literal | undefined = e.props.length === 0 ? { k: 'empty' } : undefined;
  return { ...derivedOf(parts), fresh: true, props, ...(literal !== undefined ? { literal } : {}) };
}

function logical(m: Machine, f: Frame, st: State, e: ExprOf<'logical'>): Val {
  if (e.op === '??') {
    const left = evaluate(m, f, st, e.left);
    const present = clone(st);
    noteAbsent(m, f, st, e.left, left);
    const right = evaluate(m, f, st, e.right);
    replace(st, join([present, st]));
    const either = joinVals(left, right);
    // `deps.rename ?? rename`: what nobody of the program replaces is what it is by default.
    return left.fn === undefined && right.fn !== undefined ? { ...either, fn: right.fn } : either;
  }
  const left = branch(m, f, st, e.left);
  const taken = e.op === '&&' ? left.yes : left.no;
  const right = evaluate(m, f, taken, e.right);
  const result = join([taken, e.op === '&&' ? left.no : left.yes]);
  replace(st, result);
  return e.op === '&&'
    ? {
        origins: joinVals(left.val, right).origins,
        ...(right.alias !== undefined ? { alias: right.alias } : {}),
        ...(right.pending === true ? { pending: true } : {}),
      }
    : joinVals(left.val, right);
}

export function noteAbsent(m: Machine, f: Frame, st: State, e: Expr, val: Val): void {
  const at = m.place(f, e.at);
  const guards = val.origins
    .filter((o) => isShared(o.cell) && o.how !== 'derived')
    .map((o) => ({
      cell: o.cell,
      at,
      text: show(m.program, f.ref.file, e),
      polarity: 'absent' as const,
      ...(o.crossed !== undefined ? { crossed: o.crossed } : {}),
    }));
  const looked = new Set(guards.filter((g) => !('crossed' in g)).map((g) => g.cell.key));
  if (guards.length > 0) st.guards = [...st.guards.filter((g) => !looked.has(g.cell.key)), ...guards];
}
