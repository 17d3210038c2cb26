/**
 * `Atomics.wait`, `waitAsync` and `notify`: the sleepers of a cell. What was known when one went to sleep or was
 * woken is ordered by the list of them (ECMA-262, WaiterList records).
 */
import type { Place } from '../../../findings/finding.ts';
import type { Blocked } from '../agent.ts';
import { joinClock } from '../clock.ts';
import { coerce, type Waiter } from '../memory.ts';
import { binary, test } from '../ops.ts';
import { later, settle } from '../promises.ts';
import { siteKey } from '../shadow.ts';
import { BLOCK, Obj, PromiseObj, SYNC, Unknown, plain, type Act, type Gen, type Value } from '../values.ts';
import { cellOf, read, storable, type Cell } from './atomic-cell.ts';
import { integerArg, objectOf } from './kit.ts';

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

export function* wait(act: Act, args: readonly Value[], at: Place): Gen<Value> {
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

export function* waitAsync(act: Act, args: readonly Value[], at: Place): Gen<Value> {
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

export function* notify(act: Act, args: readonly Value[], at: Place): Gen<Value> {
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
