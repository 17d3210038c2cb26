/**
 * Effects that load something for what they depend on: when that changes while the load is awaited, a second load is
 * under way, and the answers are stored in the order in which they arrive. Effects of React (`useEffect` with
 * dependencies), watchers of Vue (`watch`), and handlers of events at which somebody asks anew (`onChange`). A clean-up, a test of a flag or of the dependency after the wait, or a
 * signal handed on says that the author has thought of it.
 */
import type { Expr, ExprOf, FileFacts, FunctionFacts, Stmt } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { asksAnew } from '../../knowledge/handlers.ts';
import { namesIn } from '../flow.ts';
import { type FnRef, place, type Program } from '../program.ts';
import { bare, bodiesOfStmt, childrenOf, exprsOfStmt, forEachExpr, forEachStmt, targetOf } from '../walk.ts';
import { show } from './cells.ts';

export interface StaleEffect {
  /** The function that registers the effect. */
  readonly in: FnRef;
  readonly effectAt: Place;
  /** The dependency that the load is for; of a handler what it was given. */
  readonly dependency: string;
  /** The event, when a handler stores the answer. */
  readonly event?: string;
  readonly load: { readonly at: Place; readonly text: string };
  readonly store: { readonly at: Place; readonly text: string };
}

const EFFECTS = new Set(['useEffect', 'useLayoutEffect']);

export function staleEffects(program: Program, file: string): readonly StaleEffect[] {
  const facts = program.files.get(file);
  if (facts === undefined || !mayHave(facts)) return [];
  return new Effects(program, file, facts).find();
}

function mayHave(facts: FileFacts): boolean {
  return facts.specifiers.some((s) => /^(react|preact|vue|@vue\/.*|preact\/hooks|@wordpress\/element)$/.test(s));
}

/** What a callback stores: by a setter of a state, or in the `value` of a reference. */
interface Stores {
  readonly setters: ReadonlySet<number>;
  readonly refs: ReadonlySet<number>;
}

class Effects {
  private readonly out: StaleEffect[] = [];
  private readonly stores: Stores;

  constructor(
    private readonly program: Program,
    private readonly file: string,
    private readonly facts: FileFacts,
  ) {
    this.stores = this.findStores();
  }

  find(): readonly StaleEffect[] {
    for (const fn of this.facts.functions)
      forEachStmt(fn.body, (s) => {
        for (const e of exprsOfStmt(s))
          forEachExpr(e, (x) => {
            if (x.k === 'call') this.effect({ file: this.file, fn: fn.id }, x);
            if (x.k === 'jsx') for (const a of x.attrs) this.handler({ file: this.file, fn: fn.id }, a.name, a.value);
          });
      });
    return this.out;
  }

  private effect(ref: FnRef, e: ExprOf<'call'>): void {
    const name = this.nameOf(e.callee);
    const [first, second] = e.args;
    if (EFFECTS.has(name) && first?.k === 'func' && second?.k === 'array') {
      const dependencies = new Set(second.elems.map((x) => this.text(x)));
      const callback = this.facts.functions[first.fn];
      if (dependencies.size === 0 || callback === undefined || cleansUp(callback)) return;
      for (const run of [callback, ...this.startedIn(callback)]) this.follow(ref, e, run, dependencies);
    }
    if (name === 'watch' && second?.k === 'func') {
      const callback = this.facts.functions[second.fn];
      if (callback === undefined || callback.params.length > 2) return;
      const dependencies = new Set(
        callback.params.flatMap((p) => namesIn(p.target)).map((b) => this.facts.bindings[b]?.name ?? ''),
      );
      this.follow(ref, e, callback, dependencies);
    }
  }

  /** `<input onChange={async (e) => setHits(await search(e.target.value))} />`, also by the name of the handler. */
  private handler(ref: FnRef, event: string, value: Expr): void {
    if (!asksAnew(event)) return;
    const e = bare(value);
    const binding = e.k === 'var' ? this.facts.bindings[e.b] : undefined;
    let made = binding?.init === undefined ? e : bare(binding.init);
    if (made.k === 'call' && this.nameOf(made.callee) === 'useCallback' && made.args[0] !== undefined)
      made = bare(made.args[0]);
    const id = binding?.fn ?? (made.k === 'func' ? made.fn : undefined);
    const run = id === undefined ? undefined : this.facts.functions[id];
    if (run === undefined) return;
    const given = run.params.flatMap((p) => namesIn(p.target)).map((b) => this.facts.bindings[b]?.name ?? '');
    this.follow(ref, value, run, new Set(given), event);
  }

  /** Functions made in the effect that it runs itself: `const load = async () => ...; load()`, `(async () => ...)()`. */
  private startedIn(callback: FunctionFacts): readonly FunctionFacts[] {
    const started: FunctionFacts[] = [];
    for (const s of callback.body)
      for (const e of exprsOfStmt(s))
        forEachExpr(e, (x) => {
          if (x.k !== 'call') return;
          const callee = bare(x.callee);
          const binding = callee.k === 'var' ? this.facts.bindings[callee.b] : undefined;
          const init = binding?.init === undefined ? undefined : bare(binding.init);
          const id = callee.k === 'func' ? callee.fn : (binding?.fn ?? (init?.k === 'func' ? init.fn : undefined));
          const fn = id === undefined ? undefined : this.facts.functions[id];
          if (fn?.parent === callback.id) started.push(fn);
        });
    return started;
  }

  /** Statements in order: the load for the dependency, then the store of what came. */
  private follow(
    ref: FnRef,
    effect: Expr,
    run: FunctionFacts,
    dependencies: ReadonlySet<string>,
    event?: string,
  ): void {
    const came = new Set<number>();
    let load: { readonly e: Expr; readonly dependency: string } | undefined;
    let checked = false;
    const visit = (body: readonly Stmt[]): void => {
      for (const s of body) {
        if (s.k === 'if' && load !== undefined && this.looksAgain(s.test, run, came)) checked = true;
        for (const e of exprsOfStmt(s)) {
          this.chain(ref, effect, e, dependencies, event);
          forEachExpr(e, (x) => {
            if (x.k === 'await' && bare(x.e).k === 'call') {
              const dependency = this.dependencyIn(bare(x.e), dependencies);
              if (dependency !== undefined && !this.handsSignal(x.e)) load ??= { e: x, dependency };
            }
            const stored = load === undefined || checked ? undefined : this.stored(x, came, load.e);
            if (stored !== undefined && load !== undefined) this.push(ref, effect, load, stored, event);
          });
        }
        // What came of an await, and what was made of it.
        if (s.k === 'let' && load !== undefined)
          for (const d of s.decls)
            if (d.init !== undefined && (contains(d.init, load.e) || mentionsAny(d.init, came)))
              for (const b of namesIn(d.target)) came.add(b);
        for (const nested of bodiesOfStmt(s)) visit(nested);
      }
    };
    visit(run.body);
  }

  /** `load(id).then((x) => setX(x))`, `load(id).then(setX)` */
  private chain(ref: FnRef, effect: Expr, e: Expr, dependencies: ReadonlySet<string>, event?: string): void {
    let x = bare(e);
    let next: Expr | undefined;
    while (x.k === 'call' && x.callee.k === 'member' && /^(then|catch|finally)$/.test(x.callee.prop)) {
      if (x.callee.prop === 'then') next = x.args[0];
      x = bare(x.callee.obj);
    }
    const dependency = x.k === 'call' && next !== undefined ? this.dependencyIn(x, dependencies) : undefined;
    if (next === undefined || dependency === undefined || this.handsSignal(x)) return;
    const load = { e: x, dependency };
    const handler = bare(next);
    if (handler.k === 'var' && this.stores.setters.has(handler.b)) this.push(ref, effect, load, handler, event);
    const fn = handler.k === 'func' ? this.facts.functions[handler.fn] : undefined;
    if (fn === undefined) return;
    const came = new Set(fn.params.flatMap((p) => namesIn(p.target)));
    let checked = false;
    forEachStmt(fn.body, (s) => {
      if (s.k === 'if' && this.looksAgain(s.test, fn, came)) checked = true;
      for (const inner of exprsOfStmt(s))
        forEachExpr(inner, (y) => {
          const stored = checked ? undefined : this.stored(y, came, undefined);
          if (stored !== undefined) this.push(ref, effect, load, stored, event);
        });
    });
  }

  /** A call of a setter, or an assignment to `ref.value`, with what came of the load. */
  private stored(e: Expr, came: ReadonlySet<number>, load: Expr | undefined): Expr | undefined {
    const fromLoad = (x: Expr): boolean => mentionsAny(x, came) || (load !== undefined && contains(x, load));
    if (e.k === 'call') {
      const callee = bare(e.callee);
      const [value] = e.args;
      return callee.k === 'var' && this.stores.setters.has(callee.b) && value !== undefined && fromLoad(value)
        ? e
        : undefined;
    }
    if (e.k !== 'assign' || e.op !== '=') return undefined;
    const target = targetOf(e);
    const obj = target?.k === 'member' && target.prop === 'value' ? bare(target.obj) : undefined;
    return obj?.k === 'var' && this.stores.refs.has(obj.b) && fromLoad(e.value) ? e : undefined;
  }

  /** A test of something that is not only what came of the load. */
  private looksAgain(test: Expr, run: FunctionFacts, came: ReadonlySet<number>): boolean {
    let again = false;
    forEachExpr(test, (x) => {
      if (x.k === 'member' && (x.prop === 'current' || x.prop === 'aborted')) again = true;
      if (x.k !== 'var' || came.has(x.b)) return;
      const binding = this.facts.bindings[x.b];
      // What it has made itself, and what the whole file shares unchanged, cannot tell.
      if (binding === undefined || binding.owner === run.id || (binding.owner === 0 && !binding.reassigned)) return;
      again = true;
    });
    return again;
  }

  private handsSignal(e: Expr): boolean {
    let hands = false;
    forEachExpr(e, (x) => {
      if (x.k === 'object' && x.props.some((p) => p.k === 'prop' && p.key === 'signal')) hands = true;
      if (x.k === 'member' && x.prop === 'signal') hands = true;
    });
    return hands;
  }

  /** The dependency that the arguments of a load are made of, also through constants of the effect. */
  private dependencyIn(call: Expr, dependencies: ReadonlySet<string>): string | undefined {
    return call.k === 'call' ? this.dependencyOf(call.args, dependencies) : undefined;
  }

  private dependencyOf(list: readonly Expr[], dependencies: ReadonlySet<string>, depth = 0): string | undefined {
    let found: string | undefined;
    const visit = (e: Expr): void => {
      if (found !== undefined) return;
      if ((e.k === 'var' || e.k === 'member') && dependencies.has(this.text(e))) {
        found = this.text(e);
        return;
      }
      const init = e.k === 'var' ? this.facts.bindings[e.b]?.init : undefined;
      const owner = e.k === 'var' ? this.facts.bindings[e.b]?.owner : undefined;
      if (init !== undefined && owner !== 0 && depth < 3 && bare(init).k !== 'call') {
        found = this.dependencyOf([init], dependencies, depth + 1);
      }
      // What the load is asked of is not what it is for.
      if (e.k === 'call') for (const arg of e.args) visit(arg);
      else if (e.k !== 'func') for (const child of childrenOf(e)) visit(child);
    };
    for (const e of list) visit(e);
    return found;
  }

  private findStores(): Stores {
    const setters = new Set<number>();
    const refs = new Set<number>();
    for (const fn of this.facts.functions)
      forEachStmt(fn.body, (s) => {
        if (s.k !== 'let') return;
        for (const d of s.decls) {
          const init = d.init === undefined ? undefined : bare(d.init);
          if (init?.k !== 'call') continue;
          const name = this.nameOf(init.callee);
          if (name === 'useState' && d.target.k === 'arrayPattern') {
            const setter = d.target.elems[1]?.target;
            if (setter?.k === 'bind') setters.add(setter.b);
          }
          if (/^(ref|shallowRef)$/.test(name) && d.target.k === 'bind') refs.add(d.target.b);
        }
      });
    return { setters, refs };
  }

  private nameOf(e: Expr): string {
    const callee = bare(e);
    if (callee.k === 'member') return callee.prop;
    if (callee.k === 'global') return callee.name;
    return callee.k === 'var' ? (this.facts.bindings[callee.b]?.name ?? '') : '';
  }

  private text(e: Expr): string {
    return show(this.program, this.file, e, 200);
  }

  private push(
    ref: FnRef,
    effect: Expr,
    load: { readonly e: Expr; readonly dependency: string },
    store: Expr,
    event: string | undefined,
  ): void {
    if (this.out.some((o) => o.load.at.start === load.e.at[0])) return;
    this.out.push({
      in: ref,
      effectAt: place(this.file, effect.at),
      dependency: load.dependency,
      ...(event === undefined ? {} : { event }),
      load: { at: place(this.file, load.e.at), text: show(this.program, this.file, load.e) },
      store: { at: place(this.file, store.at), text: show(this.program, this.file, store) },
    });
  }
}

/** `return () => { ... }`: what was started is called off, or told to keep still. */
function cleansUp(callback: FunctionFacts): boolean {
  let returns = false;
  forEachStmt(callback.body, (s) => {
    if (s.k === 'return' && s.e !== undefined) returns ||= bare(s.e).k !== 'const';
  });
  return returns;
}

function contains(outer: Expr, inner: Expr): boolean {
  let found = false;
  forEachExpr(outer, (x) => {
    if (x === inner) found = true;
  });
  return found;
}

function mentionsAny(e: Expr, bindings: ReadonlySet<number>): boolean {
  let found = false;
  forEachExpr(e, (x) => {
    if (x.k === 'var' && bindings.has(x.b)) found = true;
  });
  return found;
}
