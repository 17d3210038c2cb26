/**
 * How many simple steps a function takes when it is called with these arguments, by constant evaluation of
 * loop bounds and recursion. Only what is certain counts: an unknown bound is one round. A bound that the
 * caller of a handler chooses freely counts as unbounded.
 */
import type { Expr, ExprOf, Span, Stmt, StmtOf } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import type { CallGraph } from '../callgraph.ts';
import { fnKey, fnOf, place, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, bodiesOfStmt, childrenOf, exprsOfStmt } from '../walk.ts';
import { awaits, clockWait, counterIn, earlier, endsEarly, idles, stepOf, yields } from './loop-shapes.ts';
import { UNKNOWN_NUM, type Env, type Num, type Numbers } from './numbers.ts';
import { branchingOf, type Branching } from './recursion.ts';

export interface Culprit {
  readonly kind: 'loop' | 'recursion' | 'busy-wait';
  readonly at: Place;
  /** The function that loops or recurses. */
  readonly in: FnRef;
  /** `fibonacci(40)`, `10,000,000 rounds`; a clause. */
  readonly how: string;
  /** Calls that lead from the costed function to the culprit, outermost first. */
  readonly path: readonly { readonly at: Place; readonly callee: FnRef }[];
}

export interface Cost {
  readonly steps: number;
  readonly culprit?: Culprit;
}

const FREE: Cost = { steps: 0 };
const MAX_DEPTH = 10;
/** Functions costed in one run; beyond it everything else counts as one step. */
const BUDGET = 20_000;
/** Steps that a call of something external is worth. */
const HEAVY_METHODS: Readonly<Record<string, number>> = {
  stringify: 20,
  parse: 20,
  createHash: 50,
  createHmac: 50,
  digest: 50,
  update: 20,
  randomBytes: 50,
  structuredClone: 50,
};

export class Costs {
  private readonly memo = new Map<string, Cost>();
  private readonly branching = new Map<string, Branching | undefined>();
  private readonly active = new Set<string>();
  private spent = 0;
  private readonly program: Program;
  private readonly resolver: Resolver;
  private readonly graph: CallGraph;
  private readonly numbers: Numbers;

  constructor(program: Program, resolver: Resolver, graph: CallGraph, numbers: Numbers) {
    this.program = program;
    this.resolver = resolver;
    this.graph = graph;
    this.numbers = numbers;
  }

  /** Cost of one call of `ref`; `env` gives the values of its parameters. */
  of(ref: FnRef, env: Env): Cost {
    const key = `${fnKey(ref)}(${[...env].map(([b, v]) => `${b}=${v.k === 'num' ? v.v : v.k}`).join()})`;
    const known = this.memo.get(key);
    if (known !== undefined) return known;
    if (this.active.has(fnKey(ref)) || this.active.size > MAX_DEPTH || this.spent > BUDGET) return FREE;
    this.spent += 1;
    this.active.add(fnKey(ref));
    const cost = this.body(ref, fnOf(this.program, ref).body, env);
    this.active.delete(fnKey(ref));
    this.memo.set(key, cost);
    return cost;
  }

  private body(ref: FnRef, body: readonly Stmt[], env: Env): Cost {
    let total = FREE;
    for (const s of body) {
      const cost = this.statement(ref, s, env);
      total = add(total, cost);
      if (cost.steps === Infinity) break;
    }
    return total;
  }

  private statement(ref: FnRef, s: Stmt, env: Env): Cost {
    let own = FREE;
    for (const e of exprsOfStmt(s)) own = add(own, this.expr(ref, e, env));
    switch (s.k) {
      case 'if':
        return add(own, max(this.body(ref, s.then, env), this.body(ref, s.else, env)));
      case 'switch':
        return add(own, s.cases.map((c) => this.body(ref, c.body, env)).reduce(max, FREE));
      case 'loop':
        return this.loop(ref, s, own, env);
      case 'forEach': {
        const once = add(own, this.body(ref, s.body, env));
        if (yields(s.body)) return once;
        const size = this.numbers.sizeOf(ref, s.right, env);
        return times(once, size, { ref, at: [s.at[0], s.right.at[1]] }, s.right);
      }
      default:
        return bodiesOfStmt(s).reduce((sum, nested) => add(sum, this.body(ref, nested, env)), own);
    }
  }

  private loop(ref: FnRef, s: StmtOf<'loop'>, own: Cost, env: Env): Cost {
    const trips = s.test === undefined ? UNKNOWN_NUM : this.trips(ref, s, s.test, env);
    const once = add(own, this.body(ref, s.body, this.halfWay(ref, s, trips, env)));
    if (yields(s.body) || (s.test !== undefined && awaits(s.test))) return once;
    const head: Span = [s.at[0], s.update?.at[1] ?? s.test?.at[1] ?? s.at[1]];
    const wait = s.test !== undefined && clockWait(s.test);
    if (wait && idles(s.body))
      return {
        steps: 1e9,
        culprit: {
          kind: 'busy-wait',
          at: place(ref.file, head),
          in: ref,
          how: 'spins until the clock says so',
          path: [],
        },
      };
    return times(once, endsEarly(s.body) ? earlier(trips) : trips, { ref, at: head }, s.test);
  }

  /** What a round costs on average is what the middle one costs: inner loops often run up to the outer counter. */
  private halfWay(ref: FnRef, s: StmtOf<'loop'>, trips: Num, env: Env): Env {
    const test = s.test === undefined ? undefined : bare(s.test);
    if (trips.k !== 'num' || test?.k !== 'binary') return env;
    const [side] = this.counterFirst(ref, s, test.left, test.right);
    const counter = counterIn(side);
    const step = counter === undefined ? undefined : stepOf(s, counter);
    if (counter === undefined || step === undefined || step.factor > 1) return env;
    const start = this.startOf(ref, s, counter, env);
    if (start.k !== 'num') return env;
    return new Map([...env, [counter, { k: 'num', v: start.v + (trips.v * step.by) / 2 }]]);
  }

  /** Rounds of a counted loop; the smallest conjunct of its test wins. */
  private trips(ref: FnRef, s: StmtOf<'loop'>, test: Expr, env: Env): Num {
    const e = bare(test);
    if (e.k === 'logical' && e.op === '&&') {
      const [a, b] = [this.trips(ref, s, e.left, env), this.trips(ref, s, e.right, env)];
      if (a.k === 'num' && b.k === 'num') return a.v < b.v ? a : b;
      return a.k === 'num' ? a : b.k === 'num' ? b : a.k === 'input' ? a : b;
    }
    if (e.k !== 'binary' || !/^([<>]=?|!==?)$/.test(e.op)) return UNKNOWN_NUM;
    const flipped = e.op.startsWith('>') && counterIn(e.right) !== undefined && counterIn(e.left) === undefined;
    const [counterSide, boundSide] = flipped ? [e.right, e.left] : this.counterFirst(ref, s, e.left, e.right);
    const counter = counterIn(counterSide);
    if (counter === undefined) return UNKNOWN_NUM;
    const step = stepOf(s, counter);
    if (step === undefined) return UNKNOWN_NUM;
    let bound = this.numbers.eval(ref, boundSide, env);
    const start = this.startOf(ref, s, counter, env);
    if (step.by < 0 && start.k !== 'unknown') bound = this.countdown(start, bound);
    if (bound.k !== 'num') return bound;
    let rounds = step.by < 0 ? bound.v : bound.v - (start.k === 'num' ? start.v : 0);
    if (counterSide.k === 'binary' && counterSide.op === '*') rounds = Math.sqrt(Math.max(0, bound.v));
    if (step.factor > 1) rounds = Math.log(Math.max(1, rounds)) / Math.log(step.factor);
    else rounds /= Math.abs(step.by);
    return { k: 'num', v: Math.max(0, rounds) };
  }

  private countdown(start: Num, bound: Num): Num {
    if (start.k === 'input') return start;
    return start.k === 'num' ? { k: 'num', v: start.v - (bound.k === 'num' ? bound.v : 0) } : UNKNOWN_NUM;
  }

  private counterFirst(ref: FnRef, s: StmtOf<'loop'>, left: Expr, right: Expr): readonly [Expr, Expr] {
    void ref;
    const l = counterIn(left);
    return l !== undefined && stepOf(s, l) !== undefined ? [left, right] : [right, left];
  }

  private startOf(ref: FnRef, s: StmtOf<'loop'>, counter: number, env: Env): Num {
    for (const init of s.init) {
      if (init.k !== 'let') continue;
      for (const d of init.decls)
        if (d.target.k === 'bind' && d.target.b === counter && d.init !== undefined)
          return this.numbers.eval(ref, d.init, env);
    }
    const init = this.program.files.get(ref.file)?.bindings[counter]?.init;
    if (init !== undefined) return this.numbers.eval(ref, init, env);
    return env.get(counter) ?? UNKNOWN_NUM;
  }

  private expr(ref: FnRef, e: Expr, env: Env): Cost {
    if (e.k === 'call' || e.k === 'new') return this.call(ref, e, env);
    let total = FREE;
    for (const child of childrenOf(e)) total = add(total, this.expr(ref, child, env));
    return total;
  }

  private call(ref: FnRef, e: ExprOf<'call'> | ExprOf<'new'>, env: Env): Cost {
    let total: Cost = { steps: 1 };
    for (const arg of [e.callee, ...e.args]) total = add(total, this.expr(ref, arg, env));
    const callee = bare(e.callee);
    const name = callee.k === 'member' ? callee.prop : callee.k === 'global' ? callee.name : '';
    const targets = this.resolver.calleesOf(ref, e).filter((c) => c.k === 'function');
    if (targets.length === 0)
      total = add(total, { steps: Object.hasOwn(HEAVY_METHODS, name) ? (HEAVY_METHODS[name] ?? 1) : 1 });
    for (const target of targets.slice(0, 3)) {
      const step = { at: place(ref.file, e.at), callee: target };
      const recursive = this.recursion(ref, target, e, env);
      const cost = recursive ?? this.of(target, this.bind(ref, target, e.args, env));
      total = add(
        total,
        cost.culprit === undefined
          ? cost
          : {
              ...cost,
              culprit: {
                ...cost.culprit,
                path: recursive === undefined ? [step, ...cost.culprit.path] : cost.culprit.path,
              },
            },
      );
    }
    for (const edge of this.graph.out(ref)) {
      // Callbacks that run during the call, once for every element of a collection of known size.
      if (edge.call !== e || edge.kind !== 'callback') continue;
      const cost = this.of(edge.callee, env);
      const size =
        callee.k === 'member'
          ? callee.prop === 'from' && e.args[0] !== undefined
            ? this.numbers.sizeOf(ref, e, env)
            : this.numbers.sizeOf(ref, callee.obj, env)
          : UNKNOWN_NUM;
      total = add(
        total,
        times(
          add(cost, { steps: 1 }),
          size.k === 'input' ? UNKNOWN_NUM : size,
          { ref, at: [e.at[0], callee.at[1]] },
          undefined,
        ),
      );
    }
    return total;
  }

  private recursion(ref: FnRef, target: FnRef, e: ExprOf<'call'> | ExprOf<'new'>, env: Env): Cost | undefined {
    if (this.active.has(fnKey(target))) return undefined;
    const key = fnKey(target);
    if (!this.branching.has(key)) this.branching.set(key, branchingOf(this.program, this.resolver, target));
    const branching = this.branching.get(key);
    if (branching === undefined) return undefined;
    const given = branching.params.map((index): Num => {
      const arg = e.args[index];
      const init = fnOf(this.program, target).params[index]?.init;
      if (arg !== undefined) return this.numbers.eval(ref, arg, env);
      return init !== undefined ? this.numbers.eval(target, init, new Map()) : UNKNOWN_NUM;
    });
    const n = given.reduce(plus);
    if (n.k === 'unknown') return undefined;
    const steps = n.k === 'input' ? Infinity : branching.base ** n.v;
    const name = fnOf(this.program, target).name;
    const how =
      n.k === 'input'
        ? `${name}(n) calls itself ${branching.calls.length} times for every n, and n is chosen by the caller`
        : `${name}(${n.v}) calls itself about ${approximately(steps)} times`;
    return { steps, culprit: { kind: 'recursion', at: place(ref.file, e.at), in: target, how, path: [] } };
  }

  private bind(ref: FnRef, target: FnRef, args: readonly Expr[], env: Env): Env {
    const bound = new Map<number, Num>();
    for (const [i, param] of fnOf(this.program, target).params.entries()) {
      if (param.target.k !== 'bind') continue;
      const arg = args[i];
      const value =
        arg !== undefined
          ? this.numbers.eval(ref, arg, env)
          : param.init !== undefined
            ? this.numbers.eval(target, param.init, new Map())
            : UNKNOWN_NUM;
      if (value.k !== 'unknown') bound.set(param.target.b, value);
    }
    // Closures see the values of their surroundings.
    if (fnOf(this.program, target).parent !== 0 && target.file === ref.file)
      for (const [b, v] of env) if (!bound.has(b)) bound.set(b, v);
    return bound;
  }
}

/** What is not known makes the sum unknown; what others choose makes it theirs. */
function plus(a: Num, b: Num): Num {
  if (a.k === 'unknown' || b.k === 'unknown') return UNKNOWN_NUM;
  return a.k === 'num' && b.k === 'num' ? { k: 'num', v: a.v + b.v } : { k: 'input' };
}

export function approximately(n: number): string {
  if (n >= 1e12) return `10^${Math.round(Math.log10(n))}`;
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, n))) - 1);
  return (Math.round(n / digits) * digits).toLocaleString('en-US');
}

function add(a: Cost, b: Cost): Cost {
  const culprit = b.steps > a.steps || a.culprit === undefined ? (b.culprit ?? a.culprit) : a.culprit;
  return culprit === undefined ? { steps: a.steps + b.steps } : { steps: a.steps + b.steps, culprit };
}

function max(a: Cost, b: Cost): Cost {
  return b.steps > a.steps ? b : a;
}

function times(once: Cost, trips: Num, where: { ref: FnRef; at: Span }, bound: Expr | undefined): Cost {
  if (trips.k === 'unknown' || (trips.k === 'num' && trips.v <= 1)) return add(once, { steps: 1 });
  const steps = trips.k === 'input' ? Infinity : trips.v * (once.steps + 1);
  void bound;
  const how = trips.k === 'input' ? 'loops as often as the caller asks' : `takes about ${approximately(steps)} steps`;
  // The heaviest part names the place: a loop around a recursion is less telling than the recursion.
  const culprit: Culprit =
    once.culprit !== undefined && once.culprit.kind !== 'loop' && once.steps >= 1e7
      ? once.culprit
      : { kind: 'loop', at: place(where.ref.file, where.at), in: where.ref, how, path: [] };
  return { steps, culprit };
}
