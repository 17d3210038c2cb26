/**
 * `assert(!this.updating)`: a test like any other, whose other branch leaves the function. An assertion is one of
 * Node's, one of the packages known for it, or a function of the program that throws unless its argument holds.
 */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { fnOf, type FnRef } from '../program.ts';
import { bare } from '../walk.ts';
import { branch } from './conditions.ts';
import { sequence } from './expressions.ts';
import type { Frame, Machine } from './machine.ts';
import { replace, type State } from './state.ts';

const MODULES = new Set(['assert', 'assert/strict', 'invariant', 'tiny-invariant', 'ts-invariant']);

/** What is asserted by the call; undefined when it asserts nothing. */
export function asserted(m: Machine, f: Frame, e: ExprOf<'call'>): Expr | undefined {
  const [test] = e.args;
  if (test === undefined) return undefined;
  const callees = m.resolver.calleesOf(f.ref, e);
  const asserts = callees.some((c) => {
    if (c.k === 'external')
      return MODULES.has(c.module) && (c.path.length === 0 || /^(ok|strict|assert)$/.test(c.path.at(-1) ?? ''));
    return c.k === 'function' && throwsUnless(m, c);
  });
  return asserts ? test : undefined;
}

/** `function assert(condition) { if (!condition) throw ... }` */
function throwsUnless(m: Machine, ref: FnRef): boolean {
  const fn = fnOf(m.program, ref);
  const [param] = fn.params;
  const [first, ...more] = fn.body;
  if (param?.target.k !== 'bind' || first?.k !== 'if' || more.length > 1 || fn.async) return false;
  const test = bare(first.test);
  const subject = test.k === 'unary' && test.op === '!' ? bare(test.e) : undefined;
  return subject?.k === 'var' && subject.b === param.target.b && first.then.at(-1)?.k === 'throw';
}

export function passAssertion(m: Machine, f: Frame, st: State, test: Expr, others: readonly Expr[]): void {
  const { yes } = branch(m, f, st, test);
  sequence(m, f, yes, others);
  replace(st, yes);
}
