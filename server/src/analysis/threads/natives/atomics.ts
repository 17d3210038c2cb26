/**
 * `Atomics`: the operations by which agents see each other. An atomic load synchronises with the atomic
 * store it reads from when both have the same range; `wait` and `notify` of a cell are ordered by the list
 * of its sleepers (ECMA-262, memory model and WaiterList records).
 */
import { throwError } from '../errors.ts';
import type { Place } from '../../../findings/finding.ts';
import type { Blocked } from '../agent.ts';
import { joinClock } from '../clock.ts';
import { ViewObj, coerce, type BufferObj, type Waiter } from '../memory.ts';
import { binary, controlOf, test } from '../ops.ts';
import { later, settle } from '../promises.ts';
import { concreteIndex, noteWritten, useOf } from '../elements.ts';
import { siteKey, type Access } from '../shadow.ts';
import {
  BLOCK,
  Obj,
  PromiseObj,
  SYNC,
  Unknown,
  isPrim,
  plain,
  readsOf,
  taint,
  type Act,
  type Gen,
  type Value,
} from '../values.ts';
import { defineGlobals, namespaceOf } from './globals.ts';
import { integerArg, objectOf } from './kit.ts';

interface Cell {
  readonly buffer: BufferObj;
  readonly offset: number;
  readonly size: number;
  readonly view: ViewObj['view'];
}

/** The element an operation is about; undefined when it is not known which. */
function cellOf(
  act: Act,
  args: readonly Value[],
  at: Place,
  forWait: 'no' | 'any' | 'shared' = 'no',
): Cell | undefined {
  const view = plain(args[0]);
  if (view instanceof Unknown) return undefined;
  if (!(view instanceof ViewObj)) return throwError(act, 'TypeError', '[object] is not an integer typed array', at);
  const { name, integer, size } = view.view;
  const waitable = name === 'Int32Array' || name === 'BigInt64Array';
  if (!integer || name === 'Uint8ClampedArray' || (forWait !== 'no' && !waitable))
    return throwError(act, 'TypeError', `Atomics cannot be used with ${name}`, at);
  if (forWait === 'shared' && !view.buffer.shared) return throwError(act, 'TypeError', 'not a shared typed array', at);
  if (!useOf(act, view.buffer, at, 'used')) return throwError(act, 'TypeError', 'the buffer is detached', at);
  const index = concreteIndex(args[1] ?? 0, view.length);
  if (index === undefined || view.blurred) {
    // Somebody may take, give or see something here; nothing that follows is certain.
    if (view.buffer.shared) act.agent.guess = true;
    return undefined;
  }
  if (!Number.isInteger(index) || index < 0 || (view.length !== undefined && index >= view.length))
    return throwError(act, 'RangeError', 'Invalid atomic access index', at);
  return { buffer: view.buffer, offset: view.byteOffset + index * size, size, view: view.view };
}

function read(
  act: Act,
  at: Place,
  c: Cell,
  kind: 'read' | 'update',
  exempt: boolean,
): { value: Value; access: Access } {
  const { agent } = act;
  const value = c.buffer.read(c.offset, c.view);
  if (kind === 'read') {
    agent.atomicReads++;
    agent.lastRead = { buffer: c.buffer, offset: c.offset, site: at, act, value };
  }
  const known = c.buffer.sync.get(`${c.offset}:${c.size}`);
  if (known !== undefined) joinClock(agent.clock, known);
  const access = agent.world.access(act, at, kind, true, c.buffer, c.offset, c.offset + c.size, c.view);
  if (kind === 'read') agent.world.shadow.step(access, [], [], exempt);
  return { value, access };
}

function seen(value: Value, access: Access): Value {
  return isPrim(value) ? taint(value, [access]) : value;
}

/** The new contents; what the agent did so far is known to whoever loads it. */
function publish(act: Act, c: Cell, value: Value): void {
  const { agent } = act;
  const changed = c.buffer.write(c.offset, c.view, value);
  c.buffer.publish(c.offset, c.size, agent.release());
  noteWritten(act, c.buffer, c.offset, coerce(c.view, value));
  if (changed) agent.world.changed(agent);
}

function* load(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  if (act.agent.world.switches(act.agent)) yield SYNC;
  const c = cellOf(act, args, at);
  if (c === undefined) return new Unknown('data');
  const { value, access } = read(act, at, c, 'read', false);
  return seen(value, access);
}

function* store(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  if (act.agent.world.switches(act.agent)) yield SYNC;
  const c = cellOf(act, args, at);
  const value = args[2];
  if (c === undefined) return value;
  const { agent } = act;
  const { world } = agent;
  const stored = storable(value);
  const access = world.access(act, at, 'write', true, c.buffer, c.offset, c.offset + c.size, c.view);
  world.shadow.step(access, readsOf(value), controlOf(act), false);
  publish(act, c, stored);
  world.tokens.wrote(agent, c.buffer, c.offset, coerce(c.view, stored));
  const number = plain(stored);
  return typeof number === 'number' && !Number.isInteger(number) ? Math.trunc(number) || 0 : value;
}

function storable(value: Value): Value {
  const p = plain(value);
  return p instanceof Obj ? NaN : p instanceof Unknown ? value : p;
}

/** `add`, `sub`, `and`, `or`, `xor`. */
function modify(op: string) {
  return function* (act: Act, _self: Value, args: readonly Value[], at: Place): Gen<Value> {
    if (act.agent.world.switches(act.agent)) yield SYNC;
    const c = cellOf(act, args, at);
    if (c === undefined) return new Unknown('data');
    const { agent } = act;
    const { value: old, access } = read(act, at, c, 'update', false);
    const now = coerce(c.view, plain(binary(op, plain(old), asOperand(c, args[2]))));
    if (op === '|' && plain(old) === plain(now)) return unchanged(act, at, c, old, access);
    agent.world.shadow.step(access, readsOf(args[2]), controlOf(act), false);
    publish(act, c, now);
    const { tokens } = agent.world;
    // Setting a bit and looking whether it was set before is a way to take a lock.
    if (op === '|') tokens.moved(agent, act, at, access.seq, c.buffer, c.offset, plain(old), plain(now), true);
    else tokens.wrote(agent, c.buffer, c.offset, now);
    return seen(old, access);
  };
}

function asOperand(c: Cell, v: Value): Value {
  const p = plain(v);
  if (p instanceof Unknown || typeof p === 'bigint') return p;
  if (c.view.name.startsWith('Big')) return 0n;
  return integerArg(p, 0) ?? 0;
}

function* exchange(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  if (act.agent.world.switches(act.agent)) yield SYNC;
  const c = cellOf(act, args, at);
  if (c === undefined) return new Unknown('data');
  const { agent } = act;
  const { tokens, shadow } = agent.world;
  const { value: old, access } = read(act, at, c, 'update', false);
  const now = coerce(c.view, storable(args[2]));
  if (plain(old) === plain(now)) return unchanged(act, at, c, old, access);
  shadow.step(access, readsOf(args[2]), controlOf(act), false);
  publish(act, c, now);
  tokens.moved(agent, act, at, access.seq, c.buffer, c.offset, plain(old), plain(now), true);
  return seen(old, access);
}

/** Whoever finds what it wants to write has changed nothing for others: often a lock tried for in vain. */
function unchanged(act: Act, at: Place, c: Cell, old: Value, access: Access): Value {
  const { agent } = act;
  const attempt: Access = { ...access, kind: 'read' };
  agent.world.shadow.step(attempt, [], [], true);
  c.buffer.publish(c.offset, c.size, agent.release());
  agent.lastRead = { buffer: c.buffer, offset: c.offset, site: at, act, value: plain(old) };
  return seen(old, attempt);
}

function* compareExchange(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  if (act.agent.world.switches(act.agent)) yield SYNC;
  const c = cellOf(act, args, at);
  if (c === undefined) return new Unknown('data');
  const { agent } = act;
  const { tokens, shadow } = agent.world;
  const expected = coerce(c.view, storable(args[2]));
  const old = c.buffer.read(c.offset, c.view);
  if (!test(act, binary('===', plain(old), plain(expected)), [at.start, at.end])) {
    const { value, access } = read(act, at, c, 'read', true);
    return seen(value, access);
  }
  const { access } = read(act, at, c, 'update', true);
  const now = coerce(c.view, storable(args[3]));
  shadow.step(access, readsOf(args[3]), controlOf(act), true);
  publish(act, c, now);
  tokens.moved(agent, act, at, access.seq, c.buffer, c.offset, plain(old), plain(now), false);
  return seen(plain(old), access);
}

// ------------------------------------------------------------------------------------------------- sleeping

function enter(act: Act, c: Cell): void {
  const clock = c.buffer.critical.get(c.offset);
  if (clock !== undefined) joinClock(act.agent.clock, clock);
}

function leave(act: Act, c: Cell): void {
  c.buffer.critical.set(c.offset, act.agent.release());
}

function enqueue(c: Cell, waiter: Waiter): void {
  const list = c.buffer.waiters.get(c.offset);
  if (list === undefined) c.buffer.waiters.set(c.offset, [waiter]);
  else list.push(waiter);
}

function dequeue(c: Cell, waiter: Waiter): void {
  const list = c.buffer.waiters.get(c.offset);
  const index = list?.indexOf(waiter) ?? -1;
  if (index >= 0) list?.splice(index, 1);
}

/** Milliseconds; undefined: for ever; an unknown time ends some time. */
function timeoutOf(v: Value): number | undefined {
  const p = plain(v);
  if (p === undefined) return undefined;
  if (p instanceof Unknown) return 1;
  const n = p instanceof Obj ? NaN : Number(p);
  return Number.isNaN(n) || n === Infinity ? undefined : Math.max(0, n);
}

/** Whether the cell still holds the expected value, read as part of going to sleep. */
function stillEqual(act: Act, at: Place, c: Cell, expectedArg: Value): { equal: boolean; expected: Value } {
  const { value } = read(act, at, c, 'read', false);
  const expected = coerce(c.view, storable(expectedArg));
  return { equal: test(act, binary('===', plain(value), plain(expected)), [at.start, at.end]), expected };
}

function* wait(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  if (act.agent.world.switches(act.agent)) yield SYNC;
  const c = cellOf(act, args, at, 'shared');
  if (c === undefined) return new Unknown('data');
  const { agent } = act;
  const { world } = agent;
  const timeout = timeoutOf(args[3]);
  enter(act, c);
  const { equal, expected } = stillEqual(act, at, c, args[2]);
  if (!equal) {
    leave(act, c);
    return 'not-equal';
  }
  if (timeout === 0) {
    leave(act, c);
    return 'timed-out';
  }
  world.tokens.waits(agent, world.cell(c.buffer, c.offset));
  const blocked: Blocked = {
    kind: 'wait',
    buffer: c.buffer,
    offset: c.offset,
    expected: plain(expected),
    site: at,
    act,
    since: world.memVersion,
    seq: world.seq,
    timeout: timeout !== undefined,
    bounded: false,
    woken: undefined,
    resumed: 0,
  };
  const waiter: Waiter = {
    wake: () => {
      blocked.woken = 'ok';
    },
  };
  enqueue(c, waiter);
  leave(act, c);
  agent.blocked = blocked;
  const began = world.seq;
  agent.effects++;
  while (blocked.woken === undefined) yield BLOCK;
  agent.blocked = undefined;
  dequeue(c, waiter);
  enter(act, c);
  leave(act, c);
  // `woken` is changed by others while the agent sleeps.
  const how: string = blocked.woken;
  if (how === 'timed-out') {
    agent.now += timeout ?? 0;
    noteMissed(blocked, c, began);
  }
  return how;
}

function noteMissed(blocked: Blocked, c: Cell, began: number): void {
  const { agent } = blocked.act;
  const { world } = agent;
  const cell = world.cell(c.buffer, c.offset);
  const notify = world.notifies.get(cell);
  if (notify === undefined || notify.seq > began || notify.act.agent === agent) return;
  if (agent.guess || notify.act.agent.guess) return;
  const key = siteKey(notify.site);
  if (!world.knowledge.missed.has(key)) world.knowledge.missed.set(key, { agent, blocked, cell, notify });
}

function* waitAsync(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  if (act.agent.world.switches(act.agent)) yield SYNC;
  const c = cellOf(act, args, at, 'shared');
  if (c === undefined) return new Unknown('data');
  const { agent } = act;
  const { world } = agent;
  const timeout = timeoutOf(args[3]);
  enter(act, c);
  const { equal } = stillEqual(act, at, c, args[2]);
  const now = !equal ? 'not-equal' : timeout === 0 ? 'timed-out' : undefined;
  if (now !== undefined) {
    leave(act, c);
    return objectOf({ async: false, value: now });
  }
  world.tokens.waits(agent, world.cell(c.buffer, c.offset));
  const promise = new PromiseObj();
  agent.effects++;
  const waiter: Waiter = {
    wake: (clock) => {
      world.post(agent, {
        clock,
        *run() {
          settle(agent, promise, 'fulfilled', 'ok');
        },
      });
    },
  };
  enqueue(c, waiter);
  leave(act, c);
  if (timeout !== undefined) {
    const run = function* (): Gen<void> {
      dequeue(c, waiter);
      settle(agent, promise, 'fulfilled', 'timed-out');
    };
    // It does not keep a program going.
    later(agent, timeout, run, undefined, false);
  }
  return objectOf({ async: true, value: promise });
}

function* notify(act: Act, args: readonly Value[], at: Place): Gen<Value> {
  if (act.agent.world.switches(act.agent)) yield SYNC;
  const c = cellOf(act, args, at, 'any');
  if (c === undefined) return new Unknown('data');
  if (!c.buffer.shared) return 0;
  const { world } = act.agent;
  const count = plain(args[2]);
  const most =
    count === undefined || count instanceof Unknown
      ? Infinity
      : count === Infinity
        ? Infinity
        : (integerArg(count, 0) ?? 0);
  world.notified(act, at, c.buffer, c.offset);
  enter(act, c);
  leave(act, c);
  const clock = c.buffer.critical.get(c.offset) ?? [];
  const list = c.buffer.waiters.get(c.offset) ?? [];
  const woken = list.splice(0, Math.max(0, most));
  for (const waiter of woken) waiter.wake(clock);
  if (woken.length > 0) {
    act.agent.effects++;
    act.agent.sharedEffects++;
  }
  return woken.length;
}

function makeAtomics(): Obj {
  const o = namespaceOf({
    load: (act, _self, args, at) => load(act, args, at),
    store: (act, _self, args, at) => store(act, args, at),
    add: modify('+'),
    sub: modify('-'),
    and: modify('&'),
    or: modify('|'),
    xor: modify('^'),
    exchange: (act, _self, args, at) => exchange(act, args, at),
    compareExchange: (act, _self, args, at) => compareExchange(act, args, at),
    wait: (act, _self, args, at) => wait(act, args, at),
    waitAsync: (act, _self, args, at) => waitAsync(act, args, at),
    notify: (act, _self, args, at) => notify(act, args, at),
    // Its name before it was standard.
    wake: (act, _self, args, at) => notify(act, args, at),
    isLockFree: (_act, _self, args) => [1, 2, 4, 8].includes(integerArg(args[0], 0) ?? 4),
    *pause(act) {
      // A hint to let others go on is a good place to let them.
      act.agent.world.tick();
      if (act.agent.world.switches(act.agent)) yield SYNC;
      return undefined;
    },
  });
  // Programs ask what there is, and bring what is missing.
  o.open = false;
  return o;
}

defineGlobals({ Atomics: makeAtomics });
