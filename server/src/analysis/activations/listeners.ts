/** Who listens from here on: waiters for one event, listeners, and settlers kept for whoever brings the answer. */
import type { BindingId, Expr, ExprOf, FileFacts, FunctionFacts, Stmt } from '../../facts/core.ts';
import type { FnRef, Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, bindingsIn, exprsOfStmt, forEachExpr, forEachExprIn, targetOf } from '../walk.ts';
import { show } from './cells.ts';

/** Somebody waits for something from here on. */
export interface Waiter {
  readonly at: Expr['at'];
  readonly waits: boolean;
  /** What is listened to, and for which event. */
  readonly on?: string;
  readonly event?: string;
  /** The container and the key under which a settler is kept for whoever brings the answer. */
  readonly kept?: { readonly container: Expr; readonly key: Expr | undefined };
  /** The listener's function. */
  readonly callback?: number;
}

/** Reads them from the statements of one function. */
export class Listeners {
  constructor(
    private readonly program: Program,
    private readonly resolver: Resolver,
    private readonly facts: FileFacts,
    private readonly ref: FnRef,
  ) {}

  /** The first waiter or listener that a statement registers itself. */
  in(s: Stmt): Waiter | undefined {
    for (const e of exprsOfStmt(s)) {
      let found: Waiter | undefined;
      forEachExpr(e, (x) => {
        found ??= this.waiter(x);
      });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private waiter(e: Expr): Waiter | undefined {
    if (e.k === 'new' && bare(e.callee).k === 'global' && this.text(e.callee) === 'Promise') {
      const [executor] = e.args;
      return executor?.k === 'func' ? this.inExecutor(executor.fn) : undefined;
    }
    if (e.k !== 'call') return undefined;
    const callee = bare(e.callee);
    if (callee.k === 'var' || callee.k === 'global') {
      const [target, event] = e.args;
      const once = this.resolver
        .calleesOf(this.ref, e)
        .some((c) => c.k === 'external' && /^(node:)?events$/.test(c.module) && c.path[0] === 'once');
      if (!once || target === undefined || event?.k !== 'const' || typeof event.value !== 'string') return undefined;
      return { at: e.at, waits: true, on: this.text(target), event: event.value };
    }
    if (callee.k !== 'member') return undefined;
    return this.listener(e, callee);
  }

  private listener(e: ExprOf<'call'>, callee: ExprOf<'member'>): Waiter | undefined {
    const [first, second] = e.args;
    if (/^(on|once|addListener|addEventListener)$/.test(callee.prop)) {
      if (first?.k !== 'const' || typeof first.value !== 'string' || second === undefined) return undefined;
      return { at: e.at, waits: false, on: this.text(callee.obj), event: first.value };
    }
    // `this.onDidRegister((type) => ...)` that settles what this function waits for.
    if (!/^on(Did|Will)?[A-Z]/.test(callee.prop) || first?.k !== 'func') return undefined;
    const settles = this.inFunction(first.fn).some(
      (x) => x.k === 'call' && bare(x.callee).k === 'member' && (bare(x.callee) as ExprOf<'member'>).prop === 'resolve',
    );
    return settles ? { at: e.at, waits: true, callback: first.fn } : undefined;
  }

  /** `new Promise((resolve) => socket.once('open', resolve))`, `new Promise((resolve) => waiting.set(id, resolve))` */
  private inExecutor(fn: number): Waiter | undefined {
    const settler = settlerOf(this.facts.functions[fn]);
    if (settler === undefined) return undefined;
    for (const x of this.inFunction(fn)) {
      if (x.k === 'call') {
        const callee = bare(x.callee);
        if (callee.k !== 'member') continue;
        if (callee.prop === 'set' && x.args[1] !== undefined && bindingsIn(x.args[1]).includes(settler))
          return { at: x.at, waits: true, kept: { container: callee.obj, key: x.args[0] } };
        const listener = this.listener(x, callee);
        if (listener !== undefined) return { ...listener, waits: true };
      }
      if (x.k === 'assign' && bindingsIn(x.value).includes(settler)) {
        const target = targetOf(x);
        if (target?.k === 'index') return { at: x.at, waits: true, kept: { container: target.obj, key: target.key } };
      }
    }
    return undefined;
  }

  text(e: Expr): string {
    return show(this.program, this.ref.file, e, 200);
  }

  inFunction(fn: number): readonly Expr[] {
    const out: Expr[] = [];
    const facts = this.facts.functions[fn];
    if (facts !== undefined) forEachExprIn(facts, (x) => void out.push(x));
    return out;
  }
}

/** `resolve` of the executor of a promise. */
export function settlerOf(executor: FunctionFacts | undefined): BindingId | undefined {
  const [resolve] = executor?.params ?? [];
  return resolve?.target.k === 'bind' ? resolve.target.b : undefined;
}
