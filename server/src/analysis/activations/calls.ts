/**
 * Calls: functions of the program are run in place, collection methods become reads and writes of cells,
 * lock operations change the lock set, and callbacks run now, later or under a lock, as the callee decides.
 */
import type { Expr, ExprOf } from '../../facts/core.ts';
import {
  ABSENCE_TESTS,
  ADDS,
  COMBINATORS,
  DEFERRING,
  isPureGlobal,
  KEYED_DELETES,
  KEYED_READS,
  KEYED_WRITES,
  PRESENCE_TESTS,
  PURE_METHODS,
  STATE_UPDATERS,
  SYNC_CALLBACK_METHODS,
  TAKES,
} from '../../knowledge/promises.ts';
import { registration } from '../../knowledge/handlers.ts';
import { fnOf, type FnRef, fnKey, type Program } from '../program.ts';
import { bare, forEachExprIn } from '../walk.ts';
import { bindingKey, contents, field, isShared, show, type Path } from './cells.ts';
import { assignTo, elementPath, evaluate, sequence } from './expressions.ts';
import { chains, lockUse, puts } from './locking.ts';
import type { Executor, Frame, Machine, Region } from './machine.ts';
import { fileCall, namedRecord, repository } from './records.ts';
import { readContents, write } from './sinks.ts';
import { clone, crossVal, join, replace, setLocal, type State } from './state.ts';
import { execute } from './statements.ts';
import { clearsTimer, closes, dereferenced, goesOn, noteReleased, readying } from './traces.ts';
import { derived, isFalsyLiteral, joinVals, UNKNOWN, type FnValue, type Origin, type Val } from './values.ts';

type Call = ExprOf<'call'>;

/** Runs a function of the program in place; undefined when it cannot be. */
export function runFunction(
  m: Machine,
  f: Frame,
  st: State,
  fn: FnValue,
  args: readonly Val[],
  awaited: boolean,
): Val | undefined {
  const ref: FnRef = { file: fn.file, fn: fn.fn };
  const facts = fnOf(m.program, ref);
  if (
    facts.generator ||
    st.dead ||
    !m.mayInline(
      ref,
      f.depth,
      args.some((a) => a.fn !== undefined),
    )
  )
    return undefined;
  const self = facts.lexicalThis ? (fn.self ?? f.self) : (fn.self ?? m.owners.thisPath(ref));
  const run = (state: State): Val => {
    const frame = m.frame(ref, self, awaited || facts.async, f.depth + 1);
    for (const collector of f.tries) frame.tries.push(collector);
    m.enter(ref);
    for (const [i, p] of facts.params.entries()) {
      const arg = p.rest
        ? derived(...args.slice(i))
        : (args[i] ??
          (p.init !== undefined
            ? evaluate(m, frame, state, p.init)
            : { origins: [], literal: { k: 'nullish' as const } }));
      bindParam(m, frame, state, p.target, arg);
    }
    const held = m.synchronise(frame, state);
    execute(m, frame, state, facts.body);
    m.leave();
    const ends = [...frame.returns.map((r) => r.state), ...(state.dead ? [] : [state])];
    if (held !== undefined) for (const end of ends) end.locks = end.locks.filter((l) => l.id !== held);
    if (ends.length > 0) replace(state, join(ends));
    const vals = frame.returns.filter((r) => !r.state.dead).map((r) => r.val);
    const [first, ...rest] = vals;
    return first === undefined ? UNKNOWN : rest.reduce(joinVals, first);
  };
  if (!facts.async) return run(st);
  if (awaited) return { ...run(st), pending: true };
  let val: Val = UNKNOWN;
  const states = m.detach(st, (inner) => {
    val = run(inner);
  });
  if (states.length > 0) replace(st, join(states));
  return { ...val, pending: true };
}

function bindParam(m: Machine, f: Frame, st: State, target: Parameters<typeof assignTo>[3], val: Val): void {
  if (target.k === 'bind') setLocal(st, bindingKey(f.ref.file, target.b), val);
  else assignTo(m, f, st, target, val, target.at);
}

/** Runs a callback argument now, in the current state. */
function runCallback(m: Machine, f: Frame, st: State, val: Val, args: readonly Val[], awaited: boolean): Val {
  if (val.fn === undefined) return UNKNOWN;
  m.events.inlined.add(fnKey({ file: val.fn.file, fn: val.fn.fn }));
  return runFunction(m, f, st, val.fn, args, awaited) ?? UNKNOWN;
}

function maybeRun(m: Machine, f: Frame, st: State, val: Val, args: readonly Val[], awaited: boolean): Val {
  if (val.fn === undefined) return UNKNOWN;
  const skipped = clone(st);
  const result = runCallback(m, f, st, val, args, awaited);
  replace(st, join([skipped, st]));
  return result;
}

/** `stored`: what is made may go into a cell, as far as this function goes: it is neither awaited nor returned. */
export function construct(m: Machine, f: Frame, st: State, e: ExprOf<'new'>, stored: boolean): Val {
  const callee = bare(e.callee);
  const name = callee.k === 'global' ? callee.name : callee.k === 'member' ? callee.prop : '';
  const args = sequence(m, f, st, e.args);
  if (name === 'Promise' && args[0]?.fn !== undefined) {
    runExecutor(m, f, st, e, args[0], stored);
    return { origins: [], pending: true };
  }
  const empty = args.length === 0 && /^(Map|Set|WeakMap|WeakSet|Array|Object)$/.test(name);
  for (const [i, a] of args.entries()) readContents(m, f, st, a.alias, e.args[i]?.at ?? e.at);
  return {
    ...(/^(Map|Set|Array|Date|Error)$/.test(name) ? derived(...args) : UNKNOWN),
    fresh: true,
    ...(empty ? { literal: { k: 'empty' as const } } : {}),
  };
}

/**
 * `new Promise((resolve) => socket.once('open', () => { this.open = true; resolve(); }))`: the callbacks that settle
 * it belong to this activation, after a wait.
 */
function runExecutor(m: Machine, f: Frame, st: State, e: ExprOf<'new'>, executor: Val, stored: boolean): void {
  if (executor.fn === undefined) return;
  const { params } = fnOf(m.program, { file: executor.fn.file, fn: executor.fn.fn });
  const settlers = new Set(params.flatMap((p) => (p.target.k === 'bind' ? [p.target.b] : [])));
  const scope: Executor = { file: executor.fn.file, settlers, later: [] };
  m.executors.push(scope);
  runCallback(m, f, st, executor, [UNKNOWN, UNKNOWN], false);
  m.executors.pop();
  for (const fn of scope.later) runLater(m, f, st, { origins: [], fn }, [], e.at, stored ? undefined : f);
}

/** Puts a callback off to the settling of the promise that it settles; false when it settles none. */
export function deferToSettling(m: Machine, val: Val): boolean {
  const scope = m.executors.at(-1);
  if (scope === undefined || val.fn === undefined || val.fn.file !== scope.file) return false;
  if (!mentions(m.program, scope.file, val.fn.fn, scope.settlers)) return false;
  scope.later.push(val.fn);
  return true;
}

function mentions(program: Program, file: string, fn: number, bindings: ReadonlySet<number>): boolean {
  let found = false;
  forEachExprIn(fnOf(program, { file, fn }), (x) => {
    if (x.k === 'var' && bindings.has(x.b)) found = true;
    else if (x.k === 'func' && !found) found = mentions(program, file, x.fn, bindings);
  });
  return found;
}

/** Runs a callback that its receiver calls when something has come about. */
export function runLater(
  m: Machine,
  f: Frame,
  st: State,
  val: Val,
  args: readonly Val[],
  at: Expr['at'],
  unstored?: Frame,
): void {
  m.detach(
    st,
    (inner) => {
      m.suspend(f, inner, at);
      const late = args.map((a) => crossVal(a, inner));
      runCallback(m, f, inner, val, late, true);
    },
    unstored,
  );
}

/** `(err, data) => ...`: Node's convention for a result that comes later. */
function isErrorFirst(m: Machine, fn: FnValue): boolean {
  const facts = m.program.files.get(fn.file);
  const target = facts?.functions[fn.fn]?.params[0]?.target;
  return target?.k === 'bind' && /^(e|er|err|error|_err|_error)$/.test(facts?.bindings[target.b]?.name ?? '');
}

/** `this.isOpen` where isOpen is a getter of the program: what it reads. */
export function inlineGetter(m: Machine, f: Frame, st: State, e: ExprOf<'member'>, obj: Val): Val | undefined {
  if (e.obj.k !== 'this' && obj.alias === undefined) return undefined;
  const on = m.resolver.entityOf(f.ref, e.obj);
  if (on.k !== 'instance') return undefined;
  const [target, ...others] = m.resolver.methodsOf(on, e.prop);
  if (target === undefined || others.length > 0) return undefined;
  const ref = { file: target.file, fn: target.fn };
  const fn = fnOf(m.program, ref);
  const self = selfOf(m, f, e.obj, obj);
  if (fn.kind !== 'getter')
    return fn.kind === 'method' ? { origins: [], fn: { ...ref, ...(self !== undefined ? { self } : {}) } } : undefined;
  return runFunction(m, f, st, { ...ref, ...(self !== undefined ? { self } : {}) }, [], false);
}

function selfOf(m: Machine, f: Frame, objExpr: Expr, obj: Val): Path | undefined {
  if (obj.alias === undefined) return undefined;
  const canon = objExpr.k === 'this' || objExpr.k === 'super' ? undefined : m.owners.canonicalOf(f.ref, objExpr);
  return canon === undefined ? obj.alias : { ...obj.alias, canon };
}

export function call(m: Machine, f: Frame, st: State, e: Call, awaited: boolean): Val {
  if (f.depth > 0) m.budget -= 2;
  const callee = bare(e.callee);
  if (awaited || !isLogging(callee)) goesOn(m, f, st);
  const use = lockUse(m, f, e);
  if (use.k !== 'none') {
    const args = sequence(m, f, st, e.args);
    switch (use.k) {
      case 'run': {
        const callback = args[use.callback];
        const run = (s: State): Val => {
          m.suspend(f, s, e.at);
          const id = m.hold(s, { key: use.key, show: use.show, at: m.place(f, e.at) });
          const val = callback === undefined ? UNKNOWN : runCallback(m, f, s, callback, [UNKNOWN], true);
          s.locks = s.locks.filter((l) => l.id !== id);
          return val;
        };
        if (awaited) return { ...run(st), pending: true };
        m.detach(st, run);
        return { origins: [], pending: true };
      }
      case 'acquire': {
        if (awaited) m.suspend(f, st, e.at);
        const id = m.hold(st, { key: use.key, show: use.show, at: m.place(f, e.at) });
        const release: Val = { origins: [], releases: id };
        return {
          origins: [],
          releases: id,
          props: new Map([
            ['0', UNKNOWN],
            ['1', release],
            ['release', release],
            ['unlock', release],
          ]),
        };
      }
      case 'release':
        st.locks = st.locks.filter((l) => l.key !== use.key && l.key !== `lock:${use.key}`);
        return UNKNOWN;
      case 'wait':
        return UNKNOWN;
    }
  }
  if (callee.k === 'member') return methodCall(m, f, st, e, callee, awaited);
  if (clearsTimer(callee) && e.args[0] !== undefined)
    noteReleased(
      m,
      f,
      st,
      evaluate(m, f, st, e.args[0]).alias,
      e.at,
      `clears ${show(m.program, f.ref.file, e.args[0])}`,
    );
  const target = evaluate(m, f, st, callee);
  if (target.releases !== undefined) {
    const id = target.releases;
    st.locks = st.locks.filter((l) => l.id !== id);
    return UNKNOWN;
  }
  const name = callee.k === 'var' ? (f.facts.bindings[callee.b]?.name ?? '') : callee.k === 'global' ? callee.name : '';
  const result = invoke(m, f, st, e, name, target, undefined, awaited);
  return callee.k === 'global' && TIMERS.has(name) ? { ...result, timer: true } : result;
}

function methodCall(m: Machine, f: Frame, st: State, e: Call, callee: ExprOf<'member'>, awaited: boolean): Val {
  const name = callee.prop;
  if (callee.obj.k === 'global' && callee.obj.name === 'Promise' && COMBINATORS.has(name))
    return combinator(m, f, st, e);
  const recv =
    name === 'then' || name === 'catch' || name === 'finally'
      ? receiverOfChain(m, f, st, callee.obj, awaited)
      : evaluate(m, f, st, callee.obj);
  if (name === 'then' || name === 'catch' || name === 'finally') return chain(m, f, st, e, callee, recv, awaited);
  if (!callee.optional) dereferenced(m, f, st, recv, callee.obj.at);
  if (recv.alias?.depth === 0 && isCalledOff(m, f, e, name))
    noteReleased(m, f, st, field(recv.alias, name), e.at, `calls ${name}`);
  else if (closes(name)) noteReleased(m, f, st, recv.alias, e.at, `closes ${show(m.program, f.ref.file, callee.obj)}`);
  if (awaited) readying(m, f, st, recv, name, e.at);
  const on = m.resolver.entityOf(f.ref, callee.obj);
  const known = recv.props?.get(name);
  if (known?.releases !== undefined) {
    const id = known.releases;
    st.locks = st.locks.filter((l) => l.id !== id);
    return UNKNOWN;
  }
  if (on.k === 'instance' || on.k === 'class' || on.k === 'object' || on.k === 'namespace')
    return invoke(m, f, st, e, name, UNKNOWN, recv, awaited);
  if (callee.obj.k === 'global' && isPureGlobal([callee.obj.name, name])) {
    const args = sequence(m, f, st, e.args);
    for (const [i, a] of args.entries()) readContents(m, f, st, a.alias, e.args[i]?.at ?? e.at);
    for (const a of args) if (a.fn !== undefined) maybeRun(m, f, st, a, [derived(...args)], false);
    return { ...derived(...args), ...(e.args.length === 1 && name === 'parse' ? {} : {}) };
  }
  if (on.k === 'external') {
    const file = fileCall(m, f, st, e, on.module, [...on.path, name]);
    if (file !== undefined) return file;
  }
  const repo = repository(m, f, st, e, name, recv, awaited);
  if (repo !== undefined) return repo;
  const record = namedRecord(m, f, st, e, name, recv, awaited);
  if (record !== undefined) return record;
  if (recv.alias !== undefined && isShared(recv.alias)) {
    const val = collection(m, f, st, e, name, recv, recv.alias);
    if (val !== undefined) return val;
  }
  return invoke(m, f, st, e, name, UNKNOWN, recv, awaited);
}

/** `this.cancel()` where `cancel` is a field that holds what ends the present one. */
function isCalledOff(m: Machine, f: Frame, e: Call, name: string): boolean {
  return (
    /^_?(un|off|cancel|stop|dispos|abort|release|cleanup|teardown|close)/i.test(name) &&
    m.resolver.calleesOf(f.ref, e).every((c) => c.k !== 'function' || fnOf(m.program, c).cls === undefined)
  );
}

const TIMERS = new Set(['setTimeout', 'setInterval']);

function isLogging(callee: Expr): boolean {
  return callee.k === 'member' && /^(log|debug|info|warn|error|trace)$/.test(callee.prop);
}

function receiverOfChain(m: Machine, f: Frame, st: State, obj: Expr, awaited: boolean): Val {
  const x = bare(obj);
  return x.k === 'call' ? call(m, f, st, x, awaited) : evaluate(m, f, st, x);
}

/** `.then(f)`: the rest of this activation if it is awaited, a detached tail otherwise. */
function chain(m: Machine, f: Frame, st: State, e: Call, callee: ExprOf<'member'>, recv: Val, awaited: boolean): Val {
  const args = sequence(m, f, st, e.args);
  const origin = recv.origins.find((o) => o.how === 'exact' && isShared(o.cell));
  const base = bare(callee.obj);
  const serial =
    callee.prop === 'then' &&
    origin !== undefined &&
    ((bare(callee.obj).k === 'var' && puts(f, origin.cell.key)) ||
      chains(
        f,
        base.k === 'call' && base.callee.k === 'member' && base.callee.prop === 'catch' ? base.callee.obj : base,
      ));
  const run = (s: State): Val => {
    m.suspend(f, s, e.at);
    const id =
      serial && origin !== undefined
        ? m.hold(s, { key: `chain:${origin.cell.canon}`, show: origin.cell.show, at: m.place(f, e.at) })
        : undefined;
    let val: Val = UNKNOWN;
    const crossed: Val = { ...recv, origins: recv.origins };
    for (const [i, a] of args.entries()) {
      if (a.fn === undefined) continue;
      if (callee.prop === 'finally') val = runCallback(m, f, s, a, [], true);
      else if (callee.prop === 'catch' || i === 1) maybeRun(m, f, s, a, [UNKNOWN], true);
      else val = runCallback(m, f, s, a, [crossed], true);
    }
    if (id !== undefined) s.locks = s.locks.filter((l) => l.id !== id);
    return callee.prop === 'then' ? val : { ...recv, ...(val.pending === true ? { pending: true } : {}) };
  };
  if (awaited) return { ...run(st), pending: true };
  const { region } = m;
  const tail = (s: State): void => {
    const present = m.region;
    m.region = region;
    run(s);
    m.region = present;
  };
  st.tails = [...st.tails, { id: `${f.ref.file}:${e.at[0]}-${e.at[1]}`, run: tail }];
  return { origins: [], pending: true };
}

/** Promise.all([...]) and Promise.all(list.map(async ...)): what stands in them runs side by side. */
function combinator(m: Machine, f: Frame, st: State, e: Call): Val {
  const arg = e.args[0];
  const outer = m.region;
  const region = (element: string, callback?: FnRef): Region => ({
    id: e.at[0],
    element,
    what: `Promise.${e.callee.k === 'member' ? e.callee.prop : 'all'}`,
    at: m.place(f, e.at),
    locks: st.locks.map((l) => l.id),
    ...(callback !== undefined ? { callback } : {}),
  });
  let result: Val = UNKNOWN;
  if (arg?.k === 'array') {
    const vals: Val[] = [];
    for (const [i, x] of arg.elems.entries()) {
      m.region = region(String(i));
      const inner = clone(st);
      const states = m.detach(inner, (s) => {
        vals.push(
          x.k === 'call'
            ? call(m, f, s, x, true)
            : x.k === 'spread'
              ? parallelMap(m, f, s, x.e, region)
              : evaluate(m, f, s, x),
        );
      });
      if (states.length > 0) replace(st, join(states));
    }
    result = { ...derived(...vals), props: new Map(vals.map((v, i) => [String(i), v])) };
  } else if (arg !== undefined) {
    result = parallelMap(m, f, st, arg, region);
  }
  m.region = outer;
  return { ...result, pending: true };
}

function parallelMap(
  m: Machine,
  f: Frame,
  st: State,
  e: Expr,
  region: (element: string, callback?: FnRef) => Region,
): Val {
  const x = bare(e);
  if (
    x.k === 'call' &&
    x.callee.k === 'member' &&
    (x.callee.prop === 'map' || x.callee.prop === 'flatMap' || x.callee.prop === 'from')
  ) {
    const recv = evaluate(m, f, st, x.callee.obj);
    const callback = evaluate(m, f, st, x.args[x.callee.prop === 'from' ? 1 : 0] ?? x.callee.obj);
    if (callback.fn !== undefined) {
      const fn = callback.fn;
      m.region = region('*', { file: fn.file, fn: fn.fn });
      let val: Val = UNKNOWN;
      const states = m.detach(st, (s) => {
        val = runCallback(m, f, s, callback, [derived(recv)], true);
      });
      if (states.length > 0) replace(st, join(states));
      return derived(val);
    }
    return UNKNOWN;
  }
  return evaluate(m, f, st, x);
}

/** `this.rooms.set(id, room)`: from now on the local object is what the cell holds. */
function shareLocal(f: Frame, st: State, e: Expr | undefined, val: Val, cell: Path | undefined): void {
  if (e?.k !== 'var' || val.fresh !== true || cell === undefined) return;
  if (val.alias !== undefined && isShared(val.alias)) return;
  setLocal(st, bindingKey(f.ref.file, e.b), { ...val, alias: cell });
}

const POSITIONS = new Set(['indexOf', 'lastIndexOf', 'findIndex', 'findLastIndex']);

/** Reads and writes of maps, sets, lists and stores reached by a path. */
function collection(m: Machine, f: Frame, st: State, e: Call, name: string, recv: Val, path: Path): Val | undefined {
  const args = sequence(m, f, st, e.args);
  const at = e.at;
  const first = e.args[0];
  const text = show(m.program, f.ref.file, e.callee.k === 'member' ? e.callee.obj : e);
  if (KEYED_READS.has(name) && first !== undefined && args[0]?.fn === undefined && e.args.length <= 2) {
    const cell = elementPath(m, f, path, first, args[0]);
    if (cell === undefined) return undefined;
    m.lookups.add(path.canon);
    const presence = name === 'has' || name === 'exists';
    return {
      origins: [{ cell, at: m.place(f, at), how: presence ? 'has' : 'exact' }],
      ...(presence ? {} : { alias: cell }),
    };
  }
  if ((KEYED_WRITES.has(name) || (name === 'update' && path.root.kind === 'file')) && e.args.length >= 2) {
    const cell = elementPath(m, f, path, first, args[0]);
    const value = args[1] ?? UNKNOWN;
    const nothing = value.literal?.k === 'nullish' || (value.literal?.k === 'const' && value.literal.value === false);
    write(m, f, st, cell, value, {
      kind: nothing ? 'reset' : 'set',
      at,
      text: `sets ${text}[${show(m.program, f.ref.file, first ?? e, 30)}]`,
      ...(value.literal !== undefined && value.literal.k !== 'empty' ? { literal: value.literal } : {}),
    });
    shareLocal(f, st, e.args[1], value, cell);
    return { origins: [], alias: path };
  }
  if (KEYED_DELETES.has(name) && e.args.length === 1) {
    const cell = elementPath(m, f, path, first, args[0]);
    write(m, f, st, cell, UNKNOWN, { kind: 'reset', at, text: `deletes from ${text}`, literal: { k: 'nullish' } });
    return { origins: [] };
  }
  if (name === 'add' && first !== undefined) {
    const cell = elementPath(m, f, path, first, args[0]);
    write(m, f, st, cell, UNKNOWN, { kind: 'set', at, text: `adds to ${text}` });
    return UNKNOWN;
  }
  if (ADDS.has(name)) {
    write(m, f, st, contents(path), derived(...args), { kind: 'add', at, text: `adds to ${text}` });
    return UNKNOWN;
  }
  if (TAKES.has(name) && e.args.length === 0) {
    write(m, f, st, contents(path), UNKNOWN, { kind: 'take', at, text: `takes from ${text}` });
    return UNKNOWN;
  }
  if (name === 'clear' && e.args.length === 0) {
    write(m, f, st, path, UNKNOWN, { kind: 'reset', at, text: `empties ${text}`, literal: { k: 'empty' } });
    return UNKNOWN;
  }
  if (PURE_METHODS.has(name) || SYNC_CALLBACK_METHODS.has(name)) {
    readContents(m, f, st, path, at);
    const looks = /^(find|includes|some|every|indexOf|findIndex)/.test(name);
    const stale = recv.origins.find((o) => o.how === 'exact' && o.cell.key === path.key && o.crossed !== undefined);
    const exact: Origin = {
      cell: contents(path),
      at: m.place(f, at),
      how: POSITIONS.has(name) ? 'position' : looks ? 'has' : 'derived',
      // Computed from a reference that was read before the await: what replaced it meanwhile is not in it.
      ...(stale?.crossed !== undefined && !looks ? { crossed: stale.crossed } : {}),
    };
    return eachCallback(m, f, st, args, { origins: [exact, ...derived(recv).origins] });
  }
  // What a call on a part of an object does to that object is not known; its arguments were evaluated.
  return args.some((a) => a.fn !== undefined)
    ? unknownCall(m, f, st, e, name, args, false)
    : finishUnknown(m, f, st, e, args);
}

function finishUnknown(m: Machine, f: Frame, st: State, e: Call, args: readonly Val[]): Val {
  for (const [i, a] of args.entries()) readContents(m, f, st, a.alias, e.args[i]?.at ?? e.at);
  return UNKNOWN;
}

function eachCallback(m: Machine, f: Frame, st: State, args: readonly Val[], val: Val): Val {
  for (const a of args) {
    if (a.fn === undefined) continue;
    const async = fnOf(m.program, { file: a.fn.file, fn: a.fn.fn }).async;
    const outer = m.region;
    if (async) {
      const fn = a.fn;
      m.region = {
        id: m.id(),
        element: '*',
        what: 'callbacks of one loop that nobody awaits',
        at: { file: f.ref.file, start: 0, end: 0 },
        locks: st.locks.map((l) => l.id),
        callback: { file: fn.file, fn: fn.fn },
      };
    }
    maybeRun(m, f, st, a, [derived(val), UNKNOWN], false);
    m.region = outer;
  }
  return val;
}

/** Functions that are not collection methods: the program's own are run, others get their callbacks. */
function invoke(
  m: Machine,
  f: Frame,
  st: State,
  e: Call,
  name: string,
  target: Val,
  recv: Val | undefined,
  awaited: boolean,
): Val {
  const args = sequence(m, f, st, e.args);
  const callees = m.resolver.calleesOf(f.ref, e);
  const own = callees.filter((c) => c.k === 'function');
  const direct = target.fn;
  const ref = direct ?? (own.length === 1 ? own[0] : undefined);
  if (ref !== undefined && ref.fn !== undefined) {
    const callee = bare(e.callee);
    const self = recv !== undefined && callee.k === 'member' ? selfOf(m, f, callee.obj, recv) : direct?.self;
    const at = { file: ref.file, fn: ref.fn };
    const value: FnValue = { ...at, ...(self !== undefined ? { self } : {}) };
    m.events.calls.push({
      callee: at,
      in: f.ref,
      root: m.root,
      at: m.place(f, e.at),
      locks: awaited ? st.locks : [...st.locks, ...m.soloLocks(st)],
    });
    for (const a of args) if (a.fn !== undefined) m.events.inlined.add(fnKey({ file: a.fn.file, fn: a.fn.fn }));
    const result = runFunction(m, f, st, value, args, awaited);
    if (result !== undefined) return result;
    const async = fnOf(m.program, at).async;
    return async ? { origins: [], pending: true } : UNKNOWN;
  }
  const [subject] = args;
  const absence = ABSENCE_TESTS.has(name);
  if (subject !== undefined && args.length === 1 && (absence || PRESENCE_TESTS.has(name))) {
    const inside = name === 'isEmpty' && subject.alias !== undefined && isShared(subject.alias);
    const cells =
      inside && subject.alias !== undefined ? [{ cell: contents(subject.alias), at: m.place(f, e.at) }] : [];
    const tested = [...subject.origins, ...cells].map((o) => ({ ...o, how: 'has' as const, negated: absence }));
    return { origins: tested };
  }
  for (const c of callees) {
    if (c.k === 'external') {
      const file = fileCall(m, f, st, e, c.module, c.path, args);
      if (file !== undefined) return file;
    }
    if (c.k === 'global' && isPureGlobal(c.path)) return derived(...args);
  }
  const callee = bare(e.callee);
  if (callee.k === 'member' && recv !== undefined && (SYNC_CALLBACK_METHODS.has(name) || PURE_METHODS.has(name)))
    return eachCallback(m, f, st, args, derived(recv, ...args.filter((a) => a.fn === undefined)));
  return unknownCall(m, f, st, e, name, args, awaited);
}

function unknownCall(
  m: Machine,
  f: Frame,
  st: State,
  e: Call,
  name: string,
  args: readonly Val[],
  awaited: boolean,
): Val {
  finishUnknown(m, f, st, e, args);
  const callbacks = args.filter((a) => a.fn !== undefined && !deferToSettling(m, a));
  const state = stateOf(f, e, name);
  if (state !== undefined) return updateState(m, f, st, e, state, args);
  if (callbacks.length > 0 && !DEFERRING.has(name)) {
    const receiver = e.callee.k === 'member' ? show(m.program, f.ref.file, e.callee.obj) : '';
    if (registration(name, e.args[0]?.k === 'const', receiver) === undefined) {
      for (const a of callbacks) {
        if (a.fn === undefined) continue;
        if (isErrorFirst(m, a.fn)) {
          m.events.inlined.add(fnKey({ file: a.fn.file, fn: a.fn.fn }));
          runLater(m, f, st, a, [], e.at, f);
          continue;
        }
        const async = fnOf(m.program, { file: a.fn.file, fn: a.fn.fn }).async;
        if (async && !awaited) continue;
        maybeRun(m, f, st, a, [], awaited);
      }
    }
  }
  return UNKNOWN;
}

/** `this.setState(...)`, `this.update((state) => ...)` of a base class elsewhere: the cell that they change. */
function stateOf(f: Frame, e: Call, name: string): Path | undefined {
  const callee = bare(e.callee);
  if (callee.k !== 'member' || callee.obj.k !== 'this' || !STATE_UPDATERS.has(name)) return undefined;
  return field(f.self, 'state');
}

/** The new parts given as an object, or written to the draft that a callback gets. */
function updateState(m: Machine, f: Frame, st: State, e: Call, state: Path, args: readonly Val[]): Val {
  const [first] = args;
  if (first?.fn !== undefined) return runCallback(m, f, st, first, [{ origins: [], alias: state }], false);
  for (const [name, val] of first?.props ?? []) {
    const cell = field(state, name);
    write(m, f, st, cell, val, {
      kind: isFalsyLiteral(val.literal) ? 'reset' : 'set',
      at: e.at,
      text: `sets ${cell?.show ?? name}`,
      ...(val.literal !== undefined ? { literal: val.literal } : {}),
    });
  }
  return UNKNOWN;
}
