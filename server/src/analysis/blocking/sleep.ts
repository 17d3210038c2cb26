/**
 * `Atomics.wait` with a timeout on memory that nobody else can reach: a sleep in place of a timer. Nobody can wake it
 * earlier, and the event loop sleeps with it.
 */
import type { BindingId, Expr, ExprOf, FileFacts } from '../../facts/core.ts';
import { factsOf, type FnRef, type Program } from '../program.ts';
import { bare, forEachExprIn } from '../walk.ts';

export function isSleep(program: Program, ref: FnRef, e: ExprOf<'call'>): boolean {
  if (!isAtomicsWait(e)) return false;
  const [view, , expected, timeout] = e.args;
  if (view === undefined || expected === undefined || timeout === undefined) return false;
  // Fresh memory holds zeros: whoever expects something else does not wait.
  if (expected.k !== 'const' || Number(expected.value) !== 0) return false;
  if (timeout.k === 'const' && timeout.value === 0) return false;
  const facts = factsOf(program, ref.file);
  return isOwnView(
    facts,
    own(facts, view, (use) => isAtomicsWait(use) && use.args[0] !== undefined),
  );
}

function isAtomicsWait(e: Expr): e is ExprOf<'call'> {
  return e.k === 'call' && isMember(bare(e.callee), 'Atomics', 'wait');
}

function isMember(e: Expr, object: string, prop: string): boolean {
  return e.k === 'member' && e.prop === prop && e.obj.k === 'global' && e.obj.name === object;
}

function isOwnView(facts: FileFacts, e: Expr | undefined): boolean {
  const [memory] = made(e, 'Int32Array') ?? made(e, 'BigInt64Array') ?? [];
  return (
    memory !== undefined &&
    made(
      own(facts, memory, (use) => use.k === 'new'),
      'SharedArrayBuffer',
    ) !== undefined
  );
}

function made(e: Expr | undefined, name: string): readonly Expr[] | undefined {
  const inner = e === undefined ? undefined : bare(e);
  return inner?.k === 'new' && inner.callee.k === 'global' && inner.callee.name === name ? inner.args : undefined;
}

/** What an expression stands for, when its name is used for nothing else in the file; otherwise undefined. */
function own(facts: FileFacts, e: Expr, allowed: (use: ExprOf<'call'> | ExprOf<'new'>) => boolean): Expr | undefined {
  const inner = bare(e);
  if (inner.k !== 'var') return inner;
  if (facts.exports.some((x) => x.b === inner.b)) return undefined;
  let mentions = 0;
  let fine = 0;
  for (const fn of facts.functions)
    forEachExprIn(fn, (x) => {
      if (x.k === 'var' && x.b === inner.b) mentions++;
      if ((x.k === 'call' || x.k === 'new') && allowed(x) && isVar(x.args[0], inner.b)) fine++;
    });
  const binding = facts.bindings[inner.b];
  return mentions === fine && binding?.kind === 'const' ? binding.init : undefined;
}

function isVar(e: Expr | undefined, b: BindingId): boolean {
  const inner = e === undefined ? undefined : bare(e);
  return inner?.k === 'var' && inner.b === b;
}
