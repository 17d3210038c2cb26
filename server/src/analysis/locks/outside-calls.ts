/** Calls that leave the program: parameters, functions stored in fields and collections, packages and built-ins. */
import type { ExprOf } from '../../facts/core.ts';
import { blockingApi } from '../../knowledge/blocking.ts';
import { isCollectionMethod } from '../flow.ts';
import { bindingOf, fnOf, place } from '../program.ts';
import type { Callee } from '../resolve.ts';
import { bare } from '../walk.ts';
import { workerOf } from './awaiting.ts';
import { moveOut, noteDelivery } from './bindings.ts';
import { noteAbandoned } from './callbacks.ts';
import { EMPTY_RUN, type LockEvent, NONE, type Path, type Val } from './domain.ts';
import { elementAt, noteGuarded } from './expressions.ts';
import { clone, type Frame, type State } from './frame.ts';
import { commitEvents } from './holding.ts';

/** `work()`, `options.work()`, `method.call(self)` where the function comes from the caller. */
export function callParameter(
  frame: Frame,
  e: ExprOf<'call'>,
  callees: readonly Callee[],
  target: Val,
  args: readonly Val[],
  st: State,
): Val | undefined {
  const callee = bare(e.callee);
  const at = place(frame.file, e.at);
  let given = args;
  let path: Path | undefined = target.k === 'path' ? target.path : undefined;
  if (callee.k === 'member' && path !== undefined) {
    if (callee.prop === 'call') given = args.slice(1);
    else if (callee.prop === 'apply') given = [];
    else path = { root: path.root, steps: [...path.steps, callee.prop] };
  }
  const index = path === undefined ? undefined : parameterOf(path);
  if (path === undefined || index === undefined || path.steps.length > 1) return undefined;
  const [prop] = path.steps;
  // A method of an object that was handed over is nobody's callback unless the caller wrote it on the spot.
  if (prop === undefined && st.held.some((h) => h.manual && !h.moved) && !givesPromise(frame, index))
    frame.thrown.push({ st: clone(st), at });
  const event: LockEvent = {
    k: 'param',
    index,
    prop,
    args: given,
    way: st.branches,
    at,
    fn: frame.ref,
    held: [],
    trace: [],
  };
  if (prop !== undefined) {
    const rest = callOutside(frame, e, callees, target, args, st);
    if (rest.k !== 'none') return rest;
  } else for (const arg of args) moveOut(frame, arg, st);
  return { k: 'promise', run: { ...EMPTY_RUN, events: [event] } };
}

/** Index of the parameter at the root of a path. */
export function parameterOf(path: Path): number | undefined {
  const m = /^p(\d+)$/.exec(path.root);
  return m === null ? undefined : Number(m[1]);
}

/** A parameter that is an asynchronous function fails by rejecting, not by throwing. */
function givesPromise(frame: Frame, index: number): boolean {
  const type = fnOf(frame.it.program, frame.root).params[index]?.type;
  return type?.k === 'fn' && type.returns.k === 'ref' && /^Promise/.test(type.returns.name);
}

export function callOutside(
  frame: Frame,
  e: ExprOf<'call'>,
  callees: readonly Callee[],
  target: Val,
  args: readonly Val[],
  st: State,
): Val {
  const callee = bare(e.callee);
  const at = place(frame.file, e.at);
  noteDelivery(frame, e, st);
  // `list.push(x)` where `list` is the guarded collection itself, handed out of its section.
  if (callee.k === 'member' && bare(callee.obj).k === 'var' && target.k === 'path' && isCollectionMethod(callee.prop))
    noteGuarded(frame, target, { ...target, path: { ...target.path, steps: target.path.steps.slice(0, -1) } }, e, st);
  noteAbandoned(frame, e, args, st);
  for (const arg of args) moveOut(frame, arg, st);
  noteStored(frame, e, target, args, st);
  const events: LockEvent[] = storedCalls(frame, e);
  const once = callees.some((c) => c.k === 'external' && c.module === 'events' && c.path[0] === 'once');
  if (once && e.args[0] !== undefined && e.args[1]?.k === 'const' && e.args[1].value === 'message') {
    const worker = workerOf(frame, frame.ref, e.args[0]);
    if (worker !== undefined) events.push({ k: 'reply', worker, at, fn: frame.ref, held: [], trace: [] });
  }
  commitEvents(frame, blockingIn(frame, e, callees), st);
  const parses =
    callee.k === 'member' && callee.prop === 'parse' && callee.obj.k === 'global' && callee.obj.name === 'JSON';
  if (parses && st.held.some((h) => h.manual && !h.moved)) frame.thrown.push({ st: clone(st), at });
  if (callee.k === 'member' && /^(get|at)$/.test(callee.prop) && e.args.length === 1 && e.args[0] !== undefined) {
    const element = elementAt(frame, target, e.args[0], st);
    if (element.k === 'path') return element;
  }
  return events.length > 0 ? { k: 'promise', run: { ...EMPTY_RUN, events } } : NONE;
}

/** `locks.set(key, m)`: from now on `m` is that element. `tasks.push(f())`: the list holds what `f` started. */
function noteStored(frame: Frame, e: ExprOf<'call'>, target: Val, args: readonly Val[], st: State): void {
  const callee = bare(e.callee);
  if (callee.k !== 'member') return;
  const value = callee.prop === 'set' && e.args[1] !== undefined ? bare(e.args[1]) : undefined;
  const stored =
    value?.k === 'var' ? value.b : value?.k === 'assign' && value.target.k === 'bind' ? value.target.b : undefined;
  if (stored !== undefined && e.args[0] !== undefined) {
    const element = elementAt(frame, target, e.args[0], st);
    if (element.k === 'path') st.env.set(stored, element);
  }
  const list = bare(callee.obj);
  if (callee.prop !== 'push' || list.k !== 'var' || target.k !== 'tuple' || target.vals.length > 8) return;
  const started = args.filter((arg) => arg.k === 'promise');
  if (started.length > 0) st.env.set(list.b, { k: 'tuple', vals: [...target.vals, ...started] });
}

/** Functions that were stored before, in a field, a variable or a collection. */
function storedCalls(frame: Frame, e: ExprOf<'call'>): LockEvent[] {
  const callee = bare(e.callee);
  const { flow } = frame.it.graph;
  if (callee.k === 'member') {
    if (isCollectionMethod(callee.prop)) return [];
    const on = frame.it.resolver.entityOf(frame.ref, callee.obj);
    if (on.k === 'array' || on.k === 'externalInstance' || on.k === 'external' || on.k === 'global') return [];
  }
  const out: LockEvent[] = [];
  for (const cell of flow.sourceOf(frame.ref, callee).cells) {
    if (isOwnParameter(frame, callee, cell) || !frame.it.isFilled(cell)) continue;
    out.push({
      k: 'cell',
      cell,
      self: { root: 'this', steps: [] },
      at: place(frame.file, e.at),
      fn: frame.ref,
      held: [],
      trace: [],
    });
  }
  return out;
}

/** Parameters of the summarised function are told by `param` events; those of closures in it hold stored functions. */
function isOwnParameter(frame: Frame, callee: ExprOf<'call'>['callee'], cell: string): boolean {
  if (!cell.startsWith('P:')) return false;
  const root = callee.k === 'member' ? bare(callee.obj) : callee;
  return root.k !== 'var' || bindingOf(frame.it.program, frame.file, root.b).owner === frame.root.fn;
}

/** Synchronous calls that take long: another program, the network, a person. */
function blockingIn(frame: Frame, e: ExprOf<'call'>, callees: readonly Callee[]): LockEvent[] {
  return callees.flatMap((c): LockEvent[] => {
    const api = c.k === 'external' ? blockingApi(c.module, c.path) : undefined;
    if (c.k !== 'external' || (api?.kind !== 'process' && api?.kind !== 'network' && api?.kind !== 'prompt')) return [];
    const what = c.path[c.path.length - 1] ?? c.module;
    return [{ k: 'slow', kind: 'sync', what, at: place(frame.file, e.at), fn: frame.ref, held: [], trace: [] }];
  });
}
