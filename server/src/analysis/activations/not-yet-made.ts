/**
 * A name that does not exist yet: a timer or a listener is set up, the function waits, and only then declares the
 * `const` that the callback speaks of. A callback that comes during the wait throws a `ReferenceError`
 * (ECMA-262, 9.1.1.1.6 GetBindingValue: an uninitialised binding).
 */
import type { BindingId, Expr, FileFacts, FunctionFacts } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { LISTENS } from '../../knowledge/emitters.ts';
import { DEFERRING } from '../../knowledge/promises.ts';
import { type FnRef, place, type Program } from '../program.ts';
import { awaitsIn, bare, bodiesOfStmt, exprsOfStmt, forEachExpr, forEachExprIn, forEachStmt } from '../walk.ts';

export interface NotYetMade {
  readonly in: FnRef;
  readonly name: string;
  /** Where the callback speaks of it. */
  readonly at: Place;
  /** The call that sets the callback up. */
  readonly setUp: Place;
  readonly awaitAt: Place;
  readonly declared: Place;
}

export function notYetMade(program: Program, file: string): readonly NotYetMade[] {
  const facts = program.files.get(file);
  if (facts === undefined) return [];
  return facts.functions.flatMap((fn) => (fn.hasAwait && fn.id !== 0 ? within(facts, { file, fn: fn.id }, fn) : []));
}

function within(facts: FileFacts, ref: FnRef, fn: FunctionFacts): readonly NotYetMade[] {
  const declared = declaredIn(fn);
  if (declared.size === 0) return [];
  const awaits = awaitsIn(fn);
  const callbacks: { readonly setUp: Expr; readonly fn: FunctionFacts }[] = [];
  forEachExprIn(fn, (e) => {
    if (e.k !== 'call' || !defers(e.callee)) return;
    for (const arg of e.args) {
      const made = arg.k === 'func' ? facts.functions[arg.fn] : undefined;
      if (made !== undefined) callbacks.push({ setUp: e, fn: made });
    }
  });
  const told = new Set<BindingId>();
  const out: NotYetMade[] = [];
  for (const { setUp, fn: callback } of callbacks)
    for (const { e, b } of namesIn(callback)) {
      const at = declared.get(b);
      if (at === undefined || told.has(b) || at[0] < setUp.at[1]) continue;
      const wait = awaits.find((each) => setUp.at[1] <= each[0] && each[1] <= at[1]);
      if (wait === undefined) continue;
      told.add(b);
      const { file } = ref;
      out.push({
        in: ref,
        name: facts.bindings[b]?.name ?? '',
        at: place(file, e.at),
        setUp: place(file, setUp.at),
        awaitAt: place(file, wait),
        declared: place(file, at),
      });
    }
  return out;
}

/** The `const` and `let` of a function, with their declarations. */
function declaredIn(fn: FunctionFacts): ReadonlyMap<BindingId, Expr['at']> {
  const out = new Map<BindingId, Expr['at']>();
  forEachStmt(fn.body, (s) => {
    if (s.k !== 'let' || s.kind === 'var') return;
    for (const d of s.decls) if (d.target.k === 'bind') out.set(d.target.b, d.at);
  });
  return out;
}

/** `setTimeout(...)`, `socket.once(...)`: the callback comes later, and not because this function has gone on. */
function defers(callee: Expr): boolean {
  const e = bare(callee);
  return e.k === 'member' ? LISTENS.has(e.prop) : e.k === 'global' && DEFERRING.has(e.name);
}

/** Variables that a callback reads before it waits for anything itself. */
function namesIn(fn: FunctionFacts): readonly { readonly e: Expr; readonly b: BindingId }[] {
  const out: { e: Expr; b: BindingId }[] = [];
  let waited = false;
  const visit = (body: FunctionFacts['body']): void => {
    for (const s of body) {
      for (const e of exprsOfStmt(s))
        forEachExpr(e, (x) => {
          if (x.k === 'await') waited = true;
          if (x.k === 'var' && !waited) out.push({ e: x, b: x.b });
        });
      for (const inner of bodiesOfStmt(s)) visit(inner);
    }
  };
  visit(fn.body);
  return out;
}
