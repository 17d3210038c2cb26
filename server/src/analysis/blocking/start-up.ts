/**
 * Functions that set something up which lasts: they fill fields or variables that outlive the call, register
 * handlers, or make the object that does the work afterwards. They run before there is anybody to serve, so a
 * library's asynchronous function of this kind may read its files in one go.
 */
import type { Expr, FunctionFacts } from '../../facts/core.ts';
import { factsOf, fnOf, type FnRef, type Program } from '../program.ts';
import { bare, forEachExprIn, forEachStmt } from '../walk.ts';
import type { Root } from './roots.ts';

export function setsUp(program: Program, ref: FnRef, roots: readonly Root[]): boolean {
  const fn = fnOf(program, ref);
  return (
    fn.kind === 'constructor' ||
    fillsState(program, ref, fn) ||
    makesWorker(fn) ||
    roots.some(({ at }) => at.file === ref.file && fn.at[0] <= at.start && at.end <= fn.at[1])
  );
}

/** Assigns what outlives the call: `this.config = ...`, a variable of the module. */
function fillsState(program: Program, ref: FnRef, fn: FunctionFacts): boolean {
  let fills = false;
  forEachExprIn(fn, (e) => {
    if (e.k !== 'assign' || e.op !== '=') return;
    if (e.target.k === 'expr' && e.target.e.k === 'member' && rootOf(e.target.e).k === 'this') fills = true;
    if (e.target.k === 'bind' && factsOf(program, ref.file).bindings[e.target.b]?.owner !== ref.fn) fills = true;
  });
  return fills;
}

/** Gives out an instance, or an object with functions: what works from then on. */
function makesWorker(fn: FunctionFacts): boolean {
  let makes = false;
  forEachStmt(fn.body, (s) => {
    if (s.k !== 'return' || s.e === undefined) return;
    const e = bare(s.e);
    if (e.k === 'func' || (e.k === 'new' && e.callee.k !== 'global')) makes = true;
    if (e.k === 'object' && e.props.some((p) => p.k === 'prop' && (p.kind === 'method' || bare(p.value).k === 'func')))
      makes = true;
  });
  return makes;
}

function rootOf(e: Expr): Expr {
  return e.k === 'member' || e.k === 'index' ? rootOf(bare(e.obj)) : e;
}
