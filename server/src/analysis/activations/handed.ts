/**
 * What one function hands over to be called, and whom it calls: handlers and listeners, callbacks that somebody keeps,
 * entries of tables that are called by name.
 */
import type { Expr, ExprOf, FileFacts, FunctionFacts, FunctionId } from '../../facts/core.ts';
import { HANDLER_PROPERTY, registration } from '../../knowledge/handlers.ts';
import { fnKey, fnOf, lineOf, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, forEachExprIn } from '../walk.ts';
import { show } from './cells.ts';
import { type Overlap, overlapsIn } from './started.ts';

export interface Signal {
  readonly text: string;
  /** Registered with something that calls again and again; otherwise a public interface that callers may use so. */
  readonly strong: boolean;
  /** How a message calls one activation: `request`, `call of get`. */
  readonly who: string;
  /** The event that calls it: `input`, `onDidChangeSelection`. */
  readonly event?: string;
  /** Known to run beside these functions only, by their keys. */
  readonly only?: ReadonlySet<string>;
}

export interface Handovers {
  readonly calls: (readonly [callee: string, caller: FnRef])[];
  readonly overlaps: Overlap[];
  readonly handed: { readonly key: string; readonly signal: Signal | undefined; readonly isLiteral: boolean }[];
}

export function scan(
  program: Program,
  resolver: Resolver,
  ref: FnRef,
  facts: FileFacts,
  fn: FunctionFacts,
  out: Handovers,
): void {
  const handed = (arg: Expr, signal: Signal | undefined): void => {
    const x = bare(arg);
    const bound = x.k === 'call' && x.callee.k === 'member' && x.callee.prop === 'bind' ? x.callee.obj : x;
    if (bound.k !== 'func' && bound.k !== 'var' && bound.k !== 'member') return;
    const entity =
      bound.k === 'func' ? { k: 'function' as const, file: ref.file, fn: bound.fn } : resolver.entityOf(ref, bound);
    if (entity.k !== 'function') return;
    out.handed.push({ key: fnKey(entity), signal, isLiteral: bound.k === 'func' });
  };
  out.overlaps.push(...overlapsIn(program, resolver, ref, facts, fn));
  forEachExprIn(fn, (e) => {
    if (e.k === 'call' || e.k === 'new') {
      const own = resolver.calleesOf(ref, e).filter((callee) => callee.k === 'function');
      if (fn.kind !== 'constructor' || e.k === 'new') for (const callee of own) out.calls.push([fnKey(callee), ref]);
      for (const { key, to } of keptCallbacks(program, ref, e, own[0])) {
        const text = `callback that ${to} keeps and may call again before an earlier call has finished`;
        out.handed.push({ key, signal: { text, strong: false, who: `call from ${to}` }, isLiteral: true });
      }
    }
    if (e.k === 'index' && e.key.k !== 'const') {
      for (const key of tableEntries(resolver, ref, e.obj)) {
        const table = show(program, ref.file, e.obj, 40);
        const text = `entry of the table ${table}, called by name on line ${lineOf(facts, e.at[0])}`;
        out.handed.push({ key, signal: { text, strong: false, who: 'call by name' }, isLiteral: true });
      }
    }
    if (e.k === 'call') {
      const callee = bare(e.callee);
      const name =
        callee.k === 'member'
          ? callee.prop
          : callee.k === 'var'
            ? (facts.bindings[callee.b]?.name ?? '')
            : callee.k === 'global'
              ? callee.name
              : '';
      const receiver = callee.k === 'member' ? show(program, ref.file, callee.obj) : '';
      const [first] = e.args;
      const reg = registration(name, first?.k === 'const' && typeof first.value === 'string', receiver);
      for (const arg of e.args) {
        if (reg === undefined || !reg.repeats) {
          if (arg.k === 'func' && reg !== undefined) handed(arg, undefined);
          continue;
        }
        const line = lineOf(facts, e.at[0]);
        handed(arg, {
          text: `${reg.what} registered with ${show(program, ref.file, e.callee, 40)} on line ${line}`,
          strong: true,
          who: whoOf(reg.what),
          event: first?.k === 'const' && typeof first.value === 'string' ? first.value : name,
        });
      }
    } else if (e.k === 'object') {
      for (const p of e.props) {
        if (p.k === 'prop' && HANDLER_PROPERTY.test(p.key) && /^(on|handle)[A-Z]|^(handler|execute)$/.test(p.key)) {
          handed(p.value, { text: `handler ${p.key}`, strong: true, who: `call of ${p.key}`, event: p.key });
        }
      }
    } else if (e.k === 'jsx') {
      for (const a of e.attrs)
        if (/^on[A-Z]/.test(a.name))
          handed(a.value, {
            text: `event handler ${a.name}`,
            strong: true,
            who: `${a.name} event`,
            event: a.name,
          });
    } else if (
      e.k === 'assign' &&
      e.target.k === 'expr' &&
      e.target.e.k === 'member' &&
      /^on[a-z]+$/i.test(e.target.e.prop)
    ) {
      const event = e.target.e.prop;
      handed(e.value, { text: `event handler ${event}`, strong: true, who: `${event} event`, event });
    }
  });
}

/**
 * Closures that somebody keeps: `super({ run: (x) => this.#run(x) })`, `new Client(() => this.onReady())` where the
 * constructor stores its parameter, a `Proxy` and its traps. Who keeps a callback calls it when it likes.
 */
function* keptCallbacks(
  program: Program,
  ref: FnRef,
  e: ExprOf<'call'> | ExprOf<'new'>,
  ctor: FnRef | undefined,
): Iterable<{ readonly key: string; readonly to: string }> {
  const isSuper = e.callee.k === 'super';
  if (e.k === 'call' && !isSuper) return;
  const kept: FunctionId[] = [];
  const takesTraps = isSuper || (e.callee.k === 'global' && e.callee.name === 'Proxy');
  for (const [i, arg] of e.args.entries()) {
    if (ctor !== undefined) {
      if (arg.k === 'func' && keepsParameter(program, ctor, i)) kept.push(arg.fn);
    } else if (arg.k === 'object' && takesTraps) {
      for (const p of arg.props) if (p.k === 'prop' && p.value.k === 'func') kept.push(p.value.fn);
    }
  }
  if (kept.length === 0) return;
  const to = isSuper ? 'the base class' : show(program, ref.file, e.callee, 30);
  for (const fn of kept) yield { key: fnKey({ file: ref.file, fn }), to };
}

/** The constructor puts its parameter into a field. */
function keepsParameter(program: Program, ctor: FnRef, index: number): boolean {
  const fn = fnOf(program, ctor);
  const param = fn.params[index]?.target;
  if (fn.kind !== 'constructor' || param?.k !== 'bind') return false;
  let kept = false;
  forEachExprIn(fn, (x) => {
    if (x.k !== 'assign' || x.target.k !== 'expr' || x.target.e.k !== 'member' || x.target.e.obj.k !== 'this') return;
    const value = bare(x.value);
    if (value.k === 'var' && value.b === param.b) kept = true;
  });
  return kept;
}

/** Functions of `const handlers = { 'label.create': async (p) => ... }`, of which one is picked by a name that comes in. */
function* tableEntries(resolver: Resolver, ref: FnRef, table: Expr): Iterable<string> {
  const entity = resolver.entityOf(ref, bare(table));
  if (entity.k !== 'object' || entity.owner.fn !== 0) return;
  for (const p of entity.expr.props)
    if (p.k === 'prop' && p.value.k === 'func') yield fnKey({ file: entity.file, fn: p.value.fn });
}

function whoOf(what: string): string {
  if (what.includes('request')) return 'request';
  if (what.includes('timer')) return 'timer tick';
  if (what.includes('event')) return 'event';
  if (what.includes('command')) return 'run of the command';
  if (what.includes('message')) return 'message';
  return 'call';
}
