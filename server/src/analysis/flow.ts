/**
 * Where function values go: a small flow analysis (0-CFA restricted to functions) over parameters, fields,
 * variables and the collections in them. It answers two questions the static resolver cannot: which functions
 * may be called through a stored value (`for (const l of this.listeners) l()`, `routes.get(path)(req)`), and
 * which parameters of a function are called by it. Collections and the objects in them are one cell each.
 */
import type { BindingId, Expr, ExprOf, Pattern } from '../facts/core.ts';
import { bindingOf, factsOf, fnKey, fnOf, thisClassOf, type FnRef, type Program } from './program.ts';
import type { Resolver } from './resolve.ts';
import { saysSame } from './same.ts';
import { keptFor, type Kept, type Tracker } from './tracking.ts';
import { bare, forEachExprIn, forEachStmt } from './walk.ts';

/** What a value expression may hold: functions, or whatever a cell or parameter holds. */
export interface FlowSource {
  readonly fns: readonly FnRef[];
  /** `P:fn.i` parameter, `C:file#cls.field` field, `V:file#b` variable. */
  readonly cells: readonly string[];
}

const NOTHING: FlowSource = { fns: [], cells: [] };

/** Methods that give (some of) the elements of a collection back. */
const ELEMENTS = new Set([
  'get',
  'at',
  'shift',
  'pop',
  'values',
  'entries',
  'slice',
  'splice',
  'concat',
  'filter',
  'reverse',
  'toSorted',
  'sort',
  'find',
  'findLast',
  'next',
  'flat',
  'bind',
]);
/** Methods that put their arguments into a collection. */
const STORES = new Set(['push', 'unshift', 'add', 'set', 'splice', 'append', 'enqueue']);
/** Methods that call their callback with elements of the collection. */
export const ITERATORS = new Set([
  'forEach',
  'map',
  'flatMap',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'reduce',
  'reduceRight',
  'sort',
  'toSorted',
  'from',
  'replace',
  'replaceAll',
]);

const OTHER_COLLECTION_METHODS = new Set(['has', 'delete', 'clear', 'keys', 'includes', 'indexOf', 'join', 'fill']);

/** A method of collections that does not call what is in them. */
export function isCollectionMethod(name: string): boolean {
  return ELEMENTS.has(name) || STORES.has(name) || OTHER_COLLECTION_METHODS.has(name);
}

export interface FunctionFlow {
  /** What an expression in a function may hold, as cells and functions. */
  sourceOf(ctx: FnRef, e: Expr): FlowSource;
  /** Functions that ended up in a cell. */
  inCell(cell: string): readonly FnRef[];
}

/** The variable at the root of a cell key, for tests and messages. */
function variableCell(file: string, b: BindingId): string {
  return `V:${file}#${b}`;
}

export function paramCell(ref: FnRef, index: number): string {
  return `P:${fnKey(ref)}.${index}`;
}

/** Index of the parameter that declares a binding; properties of a destructured parameter count as the parameter. */
export function paramIndexOf(program: Program, file: string, b: BindingId): { ref: FnRef; index: number } | undefined {
  const binding = bindingOf(program, file, b);
  if (binding.kind !== 'param') return undefined;
  const ref = { file, fn: binding.owner };
  const index = fnOf(program, ref).params.findIndex((p) => bindsName(p.target, b));
  return index < 0 ? undefined : { ref, index };
}

function bindsName(p: Pattern | undefined, b: BindingId): boolean {
  if (p === undefined) return false;
  switch (p.k) {
    case 'bind':
      return p.b === b;
    case 'expr':
      return false;
    case 'objectPattern':
      return p.props.some((prop) => bindsName(prop.target, b)) || bindsName(p.rest, b);
    case 'arrayPattern':
      return p.elems.some((elem) => bindsName(elem?.target, b)) || bindsName(p.rest, b);
  }
}

/** Names bound by a pattern. */
export function namesIn(p: Pattern, out: BindingId[] = []): BindingId[] {
  switch (p.k) {
    case 'bind':
      out.push(p.b);
      break;
    case 'expr':
      break;
    case 'objectPattern':
      for (const prop of p.props) namesIn(prop.target, out);
      if (p.rest !== undefined) namesIn(p.rest, out);
      break;
    case 'arrayPattern':
      for (const elem of p.elems) if (elem !== undefined) namesIn(elem.target, out);
      if (p.rest !== undefined) namesIn(p.rest, out);
      break;
  }
  return out;
}

/** One move of values: whatever `source` holds, `cell` holds too. */
interface Move {
  readonly cell: string;
  readonly source: FlowSource;
}

/** Under this name, and that of a cell, results note that they asked what is in it. */
const IN_CELL = 'functions in';

/** The moves that each file makes, kept between runs. */
const movesOf = new WeakMap<Tracker, Kept<string, readonly Move[]>>();

export function makeFunctionFlow(program: Program, resolver: Resolver): FunctionFlow {
  let moves: Move[] = [];

  const into = (cell: string, source: FlowSource): void => {
    if (source.fns.length > 0 || source.cells.length > 0) moves.push({ cell, source });
  };
  const sourceOf = (ctx: FnRef, e: Expr): FlowSource => source(ctx, e, 0);

  const source = (ctx: FnRef, e: Expr, depth: number): FlowSource => {
    if (depth > 12) return NOTHING;
    switch (e.k) {
      case 'func':
        return { fns: [{ file: ctx.file, fn: e.fn }], cells: [] };
      case 'var': {
        const binding = bindingOf(program, ctx.file, e.b);
        if (binding.fn !== undefined) return { fns: [{ file: ctx.file, fn: binding.fn }], cells: [] };
        const param = paramIndexOf(program, ctx.file, e.b);
        if (param !== undefined) return { fns: [], cells: [paramCell(param.ref, param.index)] };
        if (binding.kind === 'import') {
          const entity = resolver.entityOf(ctx, e);
          return entity.k === 'function' ? { fns: [entity], cells: [] } : NOTHING;
        }
        return { fns: [], cells: [variableCell(ctx.file, e.b)] };
      }
      case 'member':
        return member(ctx, e, depth);
      case 'index':
        return source(ctx, e.obj, depth + 1);
      case 'call': {
        const callee = bare(e.callee);
        if (callee.k === 'member' && ELEMENTS.has(callee.prop)) return source(ctx, callee.obj, depth + 1);
        if (callee.k === 'member' && (callee.prop === 'from' || callee.prop === 'of') && e.args[0] !== undefined)
          return source(ctx, e.args[0], depth + 1);
        return NOTHING;
      }
      case 'cast':
      case 'await':
      case 'spread':
        return source(ctx, e.e, depth + 1);
      case 'logical':
        return union([source(ctx, e.left, depth + 1), source(ctx, e.right, depth + 1)]);
      case 'cond':
        return union([source(ctx, e.then, depth + 1), source(ctx, e.else, depth + 1)]);
      case 'assign':
        return source(ctx, e.value, depth + 1);
      case 'array':
        return e.elems.length > 64 ? NOTHING : union(e.elems.map((elem) => source(ctx, elem, depth + 1)));
      case 'new': {
        // `new Map([[k, f]])`, `new Set([f])`
        const callee = bare(e.callee);
        if (callee.k === 'global' && (callee.name === 'Map' || callee.name === 'Set') && e.args[0] !== undefined)
          return source(ctx, e.args[0], depth + 1);
        return NOTHING;
      }
      case 'object': {
        if (e.props.length > 64) return NOTHING;
        return union(
          e.props.map((p) => (p.k === 'spread' ? source(ctx, p.e, depth + 1) : source(ctx, p.value, depth + 1))),
        );
      }
      default:
        return NOTHING;
    }
  };

  const member = (ctx: FnRef, e: ExprOf<'member'>, depth: number): FlowSource => {
    const obj = bare(e.obj);
    if (obj.k === 'this' || obj.k === 'super') {
      const own = thisClassOf(program, ctx);
      if (own === undefined) return NOTHING;
      const method = methodOf(ctx, e);
      if (method !== undefined) return { fns: [method], cells: [] };
      return { fns: [], cells: [`C:${ctx.file}#${own.cls}.${e.prop}`] };
    }
    const entity = resolver.entityOf(ctx, obj);
    if (entity.k === 'instance' || entity.k === 'class') {
      const method = methodOf(ctx, e);
      if (method !== undefined) return { fns: [method], cells: [] };
      return { fns: [], cells: [`C:${entity.file}#${entity.cls}.${e.prop}`] };
    }
    const whole = resolver.entityOf(ctx, e);
    if (whole.k === 'function') return { fns: [whole], cells: [] };
    // A property of an element or of an options object: one cell with the object.
    return source(ctx, obj, depth + 1);
  };

  const methodOf = (ctx: FnRef, e: ExprOf<'member'>): FnRef | undefined => {
    const entity = resolver.entityOf(ctx, e);
    return entity.k === 'function' ? { file: entity.file, fn: entity.fn } : undefined;
  };

  // ------------------------------------------------------------------------------------------- collect
  const { tracker } = resolver;
  const kept = keptFor(movesOf, tracker);
  const files = [...program.files.keys()].map((file) =>
    kept.get(file, () => {
      moves = [];
      for (const fn of factsOf(program, file).functions) collect({ file, fn: fn.id });
      return moves;
    }),
  );

  function collect(ctx: FnRef): void {
    const fn = fnOf(program, ctx);
    forEachStmt(fn.body, (s) => {
      if (s.k === 'let') {
        for (const d of s.decls) if (d.init !== undefined) flowInto(ctx, d.target, source(ctx, d.init, 0));
      } else if (s.k === 'forEach') {
        flowInto(ctx, s.target, source(ctx, s.right, 0));
      }
    });
    forEachExprIn(fn, (e) => {
      if (e.k === 'assign') {
        flowInto(ctx, e.target, source(ctx, e.value, 0));
      } else if (e.k === 'call' || e.k === 'new') {
        collectCall(ctx, e);
      }
    });
  }

  function collectCall(ctx: FnRef, e: ExprOf<'call'> | ExprOf<'new'>): void {
    if (e.args.length === 0) return;
    const callee = bare(e.callee);
    const args = e.args.map((arg) => source(ctx, arg, 0));
    if (callee.k === 'member') {
      if (STORES.has(callee.prop)) {
        const target = source(ctx, callee.obj, 0);
        for (const cell of target.cells) for (const arg of args) into(cell, arg);
      }
      if (ITERATORS.has(callee.prop)) {
        // Elements arrive as the callback's parameters.
        const elements = source(ctx, callee.prop === 'from' && e.args[0] !== undefined ? e.args[0] : callee.obj, 0);
        for (const arg of args)
          for (const f of arg.fns)
            for (let i = 0; i < Math.min(2, fnOf(program, f).params.length); i++) into(paramCell(f, i), elements);
      }
    }
    if (args.every((a) => a.fns.length === 0 && a.cells.length === 0)) return;
    for (const target of resolver.calleesOf(ctx, e)) {
      if (target.k !== 'function') continue;
      const g = { file: target.file, fn: target.fn };
      const params = fnOf(program, g).params;
      args.forEach((arg, i) => {
        const at =
          i < params.length
            ? i
            : params.length > 0 && params[params.length - 1]?.rest === true
              ? params.length - 1
              : -1;
        if (at >= 0) into(paramCell(g, at), arg);
      });
    }
  }

  function flowInto(ctx: FnRef, target: Pattern, from: FlowSource): void {
    if (from.fns.length === 0 && from.cells.length === 0) return;
    if (target.k === 'expr') {
      for (const cell of source(ctx, target.e, 0).cells) into(cell, from);
      return;
    }
    for (const b of namesIn(target)) {
      const param = paramIndexOf(program, ctx.file, b);
      into(param !== undefined ? paramCell(param.ref, param.index) : variableCell(ctx.file, b), from);
    }
  }

  const cells = contents(tracker, files);
  return {
    sourceOf,
    inCell(cell) {
      tracker.read(`${IN_CELL} ${cell}`);
      return [...(cells.get(cell)?.values() ?? [])];
    },
  };
}

/** The functions in each cell, by key. */
type Contents = ReadonlyMap<string, ReadonlyMap<string, FnRef>>;

const contentsLast = new WeakMap<Tracker, { readonly moves: readonly (readonly Move[])[]; readonly cells: Contents }>();

/** Where function values end up by the moves of all files. These are seldom others than before. */
function contents(tracker: Tracker, moves: readonly (readonly Move[])[]): Contents {
  const last = contentsLast.get(tracker);
  if (last !== undefined && saysSame(last.moves, moves)) return last.cells;
  const edges = new Map<string, Set<string>>();
  const values = new Map<string, Map<string, FnRef>>();
  const addValue = (cell: string, fn: FnRef): boolean => {
    let map = values.get(cell);
    if (map === undefined) values.set(cell, (map = new Map<string, FnRef>()));
    const key = fnKey(fn);
    // A cell that holds everything tells nothing: give up on it.
    if (map.has(key) || map.size >= 64) return false;
    map.set(key, fn);
    return true;
  };
  for (const { cell, source: from } of moves.flat()) {
    for (const fn of from.fns) addValue(cell, fn);
    for (const other of from.cells) {
      if (other === cell) continue;
      let targets = edges.get(other);
      if (targets === undefined) edges.set(other, (targets = new Set()));
      targets.add(cell);
    }
  }
  const work = [...values.keys()];
  while (work.length > 0) {
    const cell = work.pop();
    if (cell === undefined) break;
    for (const to of edges.get(cell) ?? []) {
      let changed = false;
      for (const fn of values.get(cell)?.values() ?? []) changed = addValue(to, fn) || changed;
      if (changed) work.push(to);
    }
  }
  contentsLast.set(tracker, { moves, cells: values });
  tracker.tell(IN_CELL, new Map([...values].map(([cell, fns]) => [cell, [...fns.keys()].join()])));
  return values;
}

function union(sources: readonly FlowSource[]): FlowSource {
  const some = sources.filter((s) => s.fns.length > 0 || s.cells.length > 0);
  if (some.length === 0) return NOTHING;
  if (some.length === 1 && some[0] !== undefined) return some[0];
  return { fns: some.flatMap((s) => s.fns), cells: [...new Set(some.flatMap((s) => s.cells))] };
}
