/**
 * What a person is shown before anybody listens to them: `pick.show(); await fill(); pick.onDidAccept(...)`. Whoever
 * accepts or closes it meanwhile is not heard. Editors' extensions do this with quick picks, input boxes and panels.
 */
import type { BindingId, Expr, ExprOf, FileFacts, FunctionFacts } from '../../facts/core.ts';
import { SHOWN_BY } from '../../knowledge/emitters.ts';
import { type FnRef, place, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { awaitsIn, bare, forEachExprIn, forEachStmt } from '../walk.ts';
import { show } from './cells.ts';
import type { LostEvent } from './lost-events.ts';

/** Something that is shown, and the call from which on it is. */
interface Shown {
  readonly b: BindingId;
  readonly by: Expr;
}

export function shownFirst(
  program: Program,
  resolver: Resolver,
  facts: FileFacts,
  ref: FnRef,
  fn: FunctionFacts,
): readonly LostEvent[] {
  return shownIn(resolver, ref, fn).flatMap(({ b, by }): readonly LostEvent[] => {
    const first = listenersOf(facts, fn, b)[0];
    if (first === undefined || first.e.at[0] < by.at[1]) return [];
    const awaitAt = [...awaitsIn(fn)]
      .sort((x, y) => x[0] - y[0])
      .find((at) => by.at[1] <= at[1] && at[1] <= first.e.at[0]);
    if (awaitAt === undefined) return [];
    return [
      {
        in: ref,
        kind: 'shown',
        what: show(program, ref.file, first.e),
        cause: { at: place(ref.file, by.at), text: show(program, ref.file, by) },
        awaitAt: place(ref.file, awaitAt),
        at: place(ref.file, first.e.at),
        waits: first.waits,
        by: undefined,
      },
    ];
  });
}

/** Variables that hold something a person sees, each with the call that shows it. */
function shownIn(resolver: Resolver, ref: FnRef, fn: FunctionFacts): readonly Shown[] {
  const made = new Map<BindingId, ExprOf<'call'>>();
  forEachStmt(fn.body, (s) => {
    if (s.k !== 'let') return;
    for (const d of s.decls) {
      const init = d.init === undefined ? undefined : bare(d.init);
      if (d.target.k === 'bind' && init?.k === 'call') made.set(d.target.b, init);
    }
  });
  return [...made].flatMap(([b, call]): readonly Shown[] => {
    const maker = resolver.calleesOf(ref, call).find((c) => c.k === 'external' && c.module === 'vscode');
    const shownBy = maker?.k === 'external' ? SHOWN_BY[maker.path.at(-1) ?? ''] : undefined;
    if (shownBy === undefined) return [];
    if (shownBy === 'itself') return [{ b, by: call }];
    let by: Expr | undefined;
    forEachExprIn(fn, (x) => {
      const callee = x.k === 'call' ? bare(x.callee) : undefined;
      if (callee?.k === 'member' && callee.prop === shownBy && holds(callee.obj, b)) by ??= x;
    });
    return by === undefined ? [] : [{ b, by }];
  });
}

/** Where a function, or a promise that it makes on the spot, begins to listen to what a variable holds. */
function listenersOf(
  facts: FileFacts,
  fn: FunctionFacts,
  b: BindingId,
): readonly { readonly e: Expr; readonly waits: boolean }[] {
  const found: { e: Expr; waits: boolean }[] = [];
  const collect = (each: FunctionFacts, waits: boolean): void => {
    forEachExprIn(each, (x) => {
      if (x.k === 'member' && /^on(Did|Will)[A-Z]/.test(x.prop) && holds(x.obj, b)) found.push({ e: x, waits });
      const [executor] = x.k === 'new' ? x.args : [];
      const inner = executor?.k === 'func' ? facts.functions[executor.fn] : undefined;
      if (!waits && inner !== undefined) collect(inner, true);
    });
  };
  collect(fn, false);
  return found.sort((x, y) => x.e.at[0] - y.e.at[0]);
}

/** `panel`, `panel.webview` */
function holds(e: Expr, b: BindingId): boolean {
  const on = bare(e);
  return on.k === 'var' ? on.b === b : on.k === 'member' && holds(on.obj, b);
}
