/**
 * Calls: functions of the program are run in place, collection methods become reads and writes of cells,
 * lock operations change the lock set, and callbacks run now, later or under a lock, as the callee decides.
 */
import type { Expr, ExprOf } from '../../facts/core.ts';
import { registration } from '../../knowledge/handlers.ts';
import {
  ABSENCE_TESTS,
  ADDS,
  COMBINATORS,
  DEFERRING,
  isPureGlobal,
  KEYED_WRITES,
  PRESENCE_TESTS,
  PREDICATE,
  PURE_METHODS,
  STATE_UPDATERS,
  SYNC_CALLBACK_METHODS,
} from '../../knowledge/promises.ts';
import type { Callee } from '../entities.ts';
import { fileOperation, handedFileOperation } from '../../knowledge/stores.ts';
import { fnOf, type FnRef } from '../program.ts';
import { bare } from '../walk.ts';
import { asserted, passAssertion } from './assertions.ts';
import { bindingKey, contents, field, isShared, type Path, show } from './cells.ts';
import { collection, isCollectionMethod } from './collections.ts';
import { evaluate, sequence } from './expressions.ts';
import { lockOf, lockUse } from './locking.ts';
import type { Frame, Machine } from './machine.ts';
import { forgetOwn } from './members.ts';
import { nameResult } from './naming.ts';
import { LOGS, readBack } from './own-data.ts';
import { chain, combinator, eachCallback, receiverOfChain } from './promises.ts';
import { fileCall, namedRecord } from './records.ts';
import { MAKES_OBJECT, recordOfStore, unsavedHere } from './repositories.ts';
import { deferToSettling, isErrorFirst, maybeRun, runCallback, runFunction, runLater, selfOf } from './run.ts';
import { readContents, write } from './sinks.ts';
import { heldForSure } from './crossings.ts';
import { setLocal, type State } from './state.ts';
import { savesRow } from './stored-rows.ts';
import { asked, carriedBy, following } from './trails.ts';
import { clearsTimer, closes, dereferenced, dereferencedOnTheWay, goesOn, noteReleased, readying } from './traces.ts';
import { pairOf } from './waiters.ts';
import { derived, type FnValue, isFalsyLiteral, madeOf, mergeOrigins, outsideOf, UNKNOWN, type Val } from './values.ts';

type Call = ExprOf<'call'>;
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
          const id = m.hold(s, { ...lockOf(use), at: m.place(f, e.at) });
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
        const id = m.hold(st, { ...lockOf(use), at: m.place(f, e.at) });
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
  const test = asserted(m, f, e);
  if (test !== undefined) {
    passAssertion(m, f, st, test, e.args.slice(1));
    return UNKNOWN;
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
  const unsaved = !awaited && MAKES_OBJECT.has(callee.prop) ? unsavedHere(m, f, st, e.args) : undefined;
  const result = resultOfMethod(m, f, st, e, callee, awaited);
  return unsaved === undefined ? result : { ...result, unsaved };
}

function resultOfMethod(m: Machine, f: Frame, st: State, e: Call, callee: ExprOf<'member'>, awaited: boolean): Val {
  const name = callee.prop;
  if (callee.obj.k === 'global' && callee.obj.name === 'Promise' && COMBINATORS.has(name))
    return combinator(m, f, st, e);
  if (callee.obj.k === 'global' && callee.obj.name === 'Promise' && name === 'withResolvers') return pairOf(m, f, e.at);
  if (awaited) savesRow(m, f, st, e);
  const stored = awaited ? recordOfStore(m, f, st, e) : undefined;
  if (stored !== undefined) return stored;
  const recv =
    name === 'then' || name === 'catch' || name === 'finally'
      ? receiverOfChain(m, f, st, callee.obj, awaited)
      : evaluate(m, f, st, callee.obj);
  if (name === 'then' || name === 'catch' || name === 'finally') return chain(m, f, st, e, callee, recv, awaited);
  if (!callee.optional) {
    dereferenced(m, f, st, recv, callee.obj.at);
    dereferencedOnTheWay(m, f, st, callee.obj);
  }
  // `this.task()` is a look at what the field holds now.
  const looked = field(recv.alias, name);
  forgetOwn(st, looked);
  if (looked !== undefined) m.seen.add(looked.key);
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
  if (on.k === 'instance' || on.k === 'class' || on.k === 'object' || on.k === 'namespace') {
    // A class that extends Map: what it does not define itself is the map's.
    const inherited =
      isCollectionMethod(name) &&
      on.k === 'instance' &&
      recv.alias !== undefined &&
      isShared(recv.alias) &&
      m.resolver.calleesOf(f.ref, e).every((c) => c.k !== 'function')
        ? collection(m, f, st, e, name, recv, recv.alias, awaited)
        : undefined;
    if (inherited !== undefined) return inherited;
    return invoke(m, f, st, e, name, UNKNOWN, recv, awaited);
  }
  if (callee.obj.k === 'global' && isPureGlobal([callee.obj.name, name])) {
    const args = sequence(m, f, st, e.args);
    finishUnknown(m, f, st, e, args);
    for (const a of args) if (a.fn !== undefined) maybeRun(m, f, st, a, [derived(...args)], false);
    return derived(...args);
  }
  if (on.k === 'external') {
    const file = fileCall(m, f, st, e, fileOperation(on.module, [...on.path, name]));
    if (file !== undefined) return file;
  }
  const handed = awaited && on.k !== 'external' ? handedFileOperation(name, lastNameOf(callee.obj)) : undefined;
  if (handed !== undefined) return fileCall(m, f, st, e, handed) ?? UNKNOWN;
  const record = namedRecord(m, f, st, e, name, recv, awaited);
  if (record !== undefined) return record;
  // What a method of a collection would answer at once is waited for: a client, or promises that are kept.
  const client = awaited && name === 'find' && e.args.every((a) => bare(a).k !== 'func');
  if (recv.alias !== undefined && isShared(recv.alias) && !client) {
    const val = collection(m, f, st, e, name, recv, recv.alias, awaited);
    if (val !== undefined) return val;
  }
  const result = invoke(m, f, st, e, name, UNKNOWN, recv, awaited);
  if (callee.obj.k === 'var' && (ADDS.has(name) || KEYED_WRITES.has(name))) fill(f, st, callee.obj.b, result);
  return result;
}

function lastNameOf(e: Expr): string {
  const x = bare(e);
  return x.k === 'member' ? x.prop : '';
}

/** `lines.push(text)`: a list of this activation is made of what is put into it, records of others included. */
function fill(f: Frame, st: State, b: number, added: Val): void {
  const key = bindingKey(f.ref.file, b);
  const list = st.locals.get(key);
  const { origins } = outsideOf(added);
  if (list === undefined || origins.length === 0) return;
  setLocal(st, key, { ...list, origins: mergeOrigins([...list.origins, ...origins]) });
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
  return callee.k === 'member' && LOGS.has(callee.prop);
}

export function finishUnknown(m: Machine, f: Frame, st: State, e: Call, args: readonly Val[]): Val {
  for (const [i, a] of args.entries()) readContents(m, f, st, a.alias, e.args[i]?.at ?? e.at);
  return UNKNOWN;
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
  if (!isLogging(bare(e.callee))) readBack(m, f, st, e.args, args, e.at);
  const callees = m.resolver.calleesOf(f.ref, e);
  const result = runOrGuess(m, f, st, e, name, target, recv, awaited, args, callees);
  return nameResult(m, f, e, name, callees, args, recv, result);
}

function runOrGuess(
  m: Machine,
  f: Frame,
  st: State,
  e: Call,
  name: string,
  target: Val,
  recv: Val | undefined,
  awaited: boolean,
  args: readonly Val[],
  callees: readonly Callee[],
): Val {
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
      locks: awaited ? heldForSure(st) : [...heldForSure(st), ...m.soloLocks(st)],
    });
    m.sites.push({ in: f.ref, at: m.place(f, e.at) });
    const result = runFunction(m, f, st, value, given(m, at, e, args), awaited);
    m.sites.pop();
    const made = outsideOf(...args);
    const async = fnOf(m.program, at).async;
    const answer: Val = result !== undefined ? madeOf(result, made) : async ? { ...made, pending: true } : made;
    if (answer.answer !== undefined) return answer;
    return answer.pending === true || awaited
      ? { ...answer, ...asked(e.args, args, recv) }
      : following(answer, ...args.map(carriedBy));
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
      const file = fileCall(m, f, st, e, fileOperation(c.module, c.path), args);
      if (file !== undefined) return file;
    }
    if (c.k === 'global' && isPureGlobal(c.path)) return derived(...args);
  }
  const callee = bare(e.callee);
  if (awaited && callee.k === 'var' && callees.every((c) => c.k !== 'function' && c.k !== 'external')) {
    const file = fileCall(m, f, st, e, handedFileOperation(name, undefined), args);
    if (file !== undefined) return file;
  }
  if (callee.k === 'member' && recv !== undefined && (SYNC_CALLBACK_METHODS.has(name) || PURE_METHODS.has(name))) {
    const values = args.filter((a) => a.fn === undefined);
    const each = eachCallback(m, f, st, args, derived(recv, ...values));
    // `await users.find(query)` asks somebody; what an array gives is there at once.
    return awaited && values.length === args.length ? following(each, asked(e.args, args, recv)) : each;
  }
  const result = unknownCall(m, f, st, e, name, args, awaited);
  if (!awaited && PREDICATE.test(name)) return derived(result, ...args);
  // `this.state = await this.reducer(this.state, action)`: the next state is made of the one that was given.
  const next = awaited && FOLDS.test(name) ? madeOf(result, derived(args[0])) : result;
  return following(madeOf(next, outsideOf(recv, ...args)), asked(e.args, args, recv), ...args.map(carriedBy));
}

const FOLDS = /^[_#]*(reduce|reducer|fold|apply|merge|patch|append|combine|accumulate|transition|evolve|transform)/i;

/** The arguments as the callee gets them: what is left out, or is `undefined`, is certainly not there. */
function given(m: Machine, callee: FnRef, e: Call, args: readonly Val[]): readonly Val[] {
  const { params } = fnOf(m.program, callee);
  if (e.args.some((a) => a.k === 'spread')) return args;
  const out = args.map((arg, i) =>
    e.args[i]?.k === 'const' && arg.literal?.k === 'nullish' ? { ...arg, omitted: true } : arg,
  );
  for (const p of params.slice(args.length)) {
    // What has a default is there all the same.
    if (p.rest || p.init !== undefined) break;
    out.push({ origins: [], literal: { k: 'nullish' }, omitted: true });
  }
  return out;
}

export function unknownCall(
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
