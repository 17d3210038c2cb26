/**
 * Atomics: the operations by which agents see each other. An atomic load synchronises with the atomic
 * store it reads from when both have the same range (ECMA-262, memory model).
 */
import type { Place } from '../../../findings/finding.ts';
import { coerce } from '../memory.ts';
import { binary, controlOf, test } from '../ops.ts';
import type { Access } from '../shadow.ts';
import { SYNC, Unknown, plain, readsOf, type Act, type Gen, type Obj, type Value } from '../values.ts';
import { cellOf, publish, read, seen, storable, type Cell } from './atomic-cell.ts';
import { notify, wait, waitAsync } from './atomics-wait.ts';
import { defineGlobals, namespaceOf } from './globals.ts';
import { integerArg } from './kit.ts';

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
