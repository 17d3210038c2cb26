/** What the text of a loop says about it, looked up once: its counter, what it assigns, whether it can end. */
import type { Expr, StmtOf } from '../../facts/core.ts';
import { exprsOfStmt, forEachExpr, forEachStmt, patternExprs } from '../walk.ts';

export interface LoopPlan {
  readonly loop: StmtOf<'loop' | 'forEach'>;
  /** The loop itself awaits: it does not hold its thread. */
  readonly awaits: boolean;
  /** It has an end: a condition, a `break`, `return` or `throw`. */
  readonly exits: boolean;
  /** Variables that it assigns. */
  readonly assigned: readonly number[];
  /** `o.p` and `this.p` that it assigns. */
  readonly members: readonly Extract<Expr, { k: 'member' }>[];
  /** Arrays that it adds to. */
  readonly grown: readonly Expr[];
  readonly counter: Counter | undefined;
  /** It does nothing at all but look at variables of its own thread. */
  readonly stands: boolean;
}

interface Counter {
  readonly b: number;
  readonly step: number;
  readonly op: '<' | '<=' | '>' | '>=' | '!==';
  readonly bound: Expr;
}

export function planOf(loop: StmtOf<'loop' | 'forEach'>): LoopPlan {
  let awaits = loop.k === 'forEach' && loop.kind === 'await';
  let exits = loop.k === 'forEach' || (loop.test !== undefined && !isTrue(loop.test));
  const assigned = new Set<number>();
  const members: Extract<Expr, { k: 'member' }>[] = [];
  const grown: Expr[] = [];
  const visit = (e: Expr): void => {
    if (e.k === 'await') awaits = true;
    else if (e.k === 'assign') {
      if (e.target.k === 'bind') assigned.add(e.target.b);
      else if (e.target.k === 'expr') note(e.target.e);
      else for (const x of patternExprs(e.target)) note(x);
    } else if (e.k === 'update') note(e.target);
    else if (e.k === 'call' && e.callee.k === 'member' && /^(push|unshift|pop|shift|splice)$/.test(e.callee.prop))
      grown.push(e.callee.obj);
  };
  const note = (e: Expr): void => {
    if (e.k === 'var') assigned.add(e.b);
    else if (e.k === 'member') members.push(e);
  };
  const inner = new Set<unknown>();
  if (loop.k === 'loop') {
    if (loop.test !== undefined) forEachExpr(loop.test, visit);
    if (loop.update !== undefined) forEachExpr(loop.update, visit);
  }
  forEachStmt(loop.body, (s) => {
    if (s.k === 'let' && s.kind === 'await using') awaits = true;
    if (s.k === 'forEach' && s.kind === 'await') awaits = true;
    if (s.k === 'loop' || s.k === 'forEach' || s.k === 'switch') forEachStmt(bodyOf(s), (x) => inner.add(x));
    for (const e of exprsOfStmt(s)) forEachExpr(e, visit);
  });
  forEachStmt(loop.body, (s) => {
    if (s.k === 'return' || s.k === 'throw') exits = true;
    if (s.k === 'break' && (s.label !== undefined || !inner.has(s))) exits = true;
  });
  const counter = loop.k === 'loop' ? counterOf(loop, new Set(bodyAssigned(loop))) : undefined;
  return { loop, awaits, exits, assigned: [...assigned], members, grown, counter, stands: standsStill(loop) };
}

function standsStill(loop: StmtOf<'loop' | 'forEach'>): boolean {
  if (loop.k !== 'loop' || loop.test === undefined || loop.update !== undefined || isTrue(loop.test)) return false;
  let still = true;
  forEachExpr(loop.test, (e) => {
    if (!/^(var|member|const|this|unary|binary|logical)$/.test(e.k)) still = false;
  });
  forEachStmt(loop.body, (s) => {
    if (s.k !== 'empty' && s.k !== 'block' && s.k !== 'continue') still = false;
  });
  return still;
}

function bodyOf(s: StmtOf<'loop' | 'forEach' | 'switch'>): StmtOf<'loop'>['body'] {
  return s.k === 'switch' ? s.cases.flatMap((c) => [...c.body]) : s.body;
}

function isTrue(e: Expr): boolean {
  return e.k === 'const' && Boolean(e.value);
}

function bodyAssigned(loop: StmtOf<'loop'>): number[] {
  const out: number[] = [];
  forEachStmt(loop.body, (s) => {
    for (const root of exprsOfStmt(s))
      forEachExpr(root, (e) => {
        if (e.k === 'assign' && e.target.k === 'bind') out.push(e.target.b);
        if (e.k === 'update' && e.target.k === 'var') out.push(e.target.b);
      });
  });
  return out;
}

const MIRRORED = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '!==': '!==' } as const;

/** `i < n; i++` and the like, with `i` left alone in the body. */
function counterOf(loop: StmtOf<'loop'>, assignedInBody: ReadonlySet<number>): Counter | undefined {
  const { test: t, update: u } = loop;
  if (t?.k !== 'binary' || u === undefined) return undefined;
  const op = t.op === '!=' ? '!==' : t.op;
  if (op !== '<' && op !== '<=' && op !== '>' && op !== '>=' && op !== '!==') return undefined;
  let b: number;
  let step: number;
  if (u.k === 'update' && u.target.k === 'var') {
    b = u.target.b;
    step = u.op === '++' ? 1 : -1;
  } else if (
    u.k === 'assign' &&
    (u.op === '+=' || u.op === '-=') &&
    u.target.k === 'bind' &&
    u.value.k === 'const' &&
    typeof u.value.value === 'number'
  ) {
    b = u.target.b;
    step = u.op === '+=' ? u.value.value : -u.value.value;
  } else return undefined;
  if (assignedInBody.has(b) || step === 0) return undefined;
  if (t.left.k === 'var' && t.left.b === b) return { b, step, op, bound: t.right };
  if (t.right.k === 'var' && t.right.b === b) return { b, step, op: MIRRORED[op], bound: t.left };
  return undefined;
}
