/**
 * State of React that is updated from what it was when the call began: `await save(); setCount(count + 1)`. `count` is a
 * constant of one rendering; what others set while the call waits is lost. The function form, `setCount((n) => n + 1)`,
 * starts from what is there by then (react.dev, `useState`: "Updating state based on the previous state").
 */
import type { BindingId, Expr, ExprOf, FileFacts, FunctionFacts } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { type FnRef, place, type Program } from '../program.ts';
import { awaitsIn, bare, forEachExpr, forEachExprIn, forEachStmt } from '../walk.ts';
import { show } from './cells.ts';

export interface StaleState {
  readonly in: FnRef;
  readonly name: string;
  readonly setter: string;
  /** The call of the setter, and what it is given. */
  readonly at: Place;
  readonly value: Place;
  readonly read: Place;
  readonly awaitAt: Place;
  /** The value itself waits: it can't be computed in a function of its own. */
  readonly waits: boolean;
}

export function staleStates(program: Program, file: string): readonly StaleState[] {
  const facts = program.files.get(file);
  if (facts === undefined || !facts.specifiers.some((s) => /^(react|preact|preact\/hooks)$/.test(s))) return [];
  const states = statesIn(facts);
  if (states.size === 0) return [];
  return facts.functions.flatMap((fn) => within(program, facts, { file, fn: fn.id }, fn, states));
}

/** `const [count, setCount] = useState(0)`: the state that a setter sets. */
function statesIn(facts: FileFacts): ReadonlyMap<BindingId, BindingId> {
  const out = new Map<BindingId, BindingId>();
  for (const fn of facts.functions)
    forEachStmt(fn.body, (s) => {
      if (s.k !== 'let') return;
      for (const d of s.decls) {
        const init = d.init === undefined ? undefined : bare(d.init);
        if (d.target.k !== 'arrayPattern' || init?.k !== 'call' || !isUseState(facts, init.callee)) continue;
        const [state, setter] = d.target.elems;
        if (state?.target.k === 'bind' && setter?.target.k === 'bind') out.set(setter.target.b, state.target.b);
      }
    });
  return out;
}

function isUseState(facts: FileFacts, callee: Expr): boolean {
  const e = bare(callee);
  return (e.k === 'member' ? e.prop : e.k === 'var' ? facts.bindings[e.b]?.name : undefined) === 'useState';
}

function within(
  program: Program,
  facts: FileFacts,
  ref: FnRef,
  fn: FunctionFacts,
  states: ReadonlyMap<BindingId, BindingId>,
): readonly StaleState[] {
  const waits = awaitsIn(fn);
  const calls: ExprOf<'call'>[] = [];
  forEachExprIn(fn, (e) => {
    if (e.k === 'call') calls.push(e);
  });
  const handler = fn.async ? undefined : handlerOf(facts, fn);
  return calls.flatMap((call): readonly StaleState[] => {
    const callee = bare(call.callee);
    const state = callee.k === 'var' ? states.get(callee.b) : undefined;
    const [value] = call.args;
    if (callee.k !== 'var' || state === undefined || value === undefined || call.args.length > 1) return [];
    const read = useOf(value, state);
    // `setItems(items)` puts back what was there; that is what it is for.
    if (read === undefined || bare(value) === read) return [];
    const wait = waits.findLast((at) => at[1] <= call.at[1]) ?? handler;
    if (wait === undefined) return [];
    const { file } = ref;
    return [
      {
        in: ref,
        name: facts.bindings[state]?.name ?? '',
        setter: show(program, file, callee),
        at: place(file, call.at),
        value: place(file, value.at),
        read: place(file, read.at),
        awaitAt: place(file, wait),
        waits: wait[0] >= value.at[0],
      },
    ];
  });
}

/** The state in an expression, outside of functions made there. */
function useOf(value: Expr, state: BindingId): Expr | undefined {
  let found: Expr | undefined;
  forEachExpr(value, (x) => {
    if (x.k === 'var' && x.b === state) found ??= x;
  });
  return found;
}

/** `load().then((more) => setItems([...items, ...more]))`: what the function waits for is what it is the handler of. */
function handlerOf(facts: FileFacts, fn: FunctionFacts): Expr['at'] | undefined {
  const around = fn.parent === undefined ? undefined : facts.functions[fn.parent];
  if (around === undefined) return undefined;
  let at: Expr['at'] | undefined;
  forEachExprIn(around, (e) => {
    const callee = e.k === 'call' ? bare(e.callee) : undefined;
    if (e.k !== 'call' || callee?.k !== 'member' || callee.prop !== 'then') return;
    if (e.args.some((arg) => arg.k === 'func' && arg.fn === fn.id)) at = callee.obj.at;
  });
  return at;
}
