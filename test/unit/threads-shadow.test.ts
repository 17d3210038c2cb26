/**
 * Happens-before, lock tokens and updates made of steps, on hand-made sequences of events: two agents, one
 * buffer, and what each of them does to it in turn.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FileFacts, FunctionFacts } from '../../server/src/facts/core.ts';
import type { Agent } from '../../server/src/analysis/threads/agent.ts';
import { joinClock } from '../../server/src/analysis/threads/clock.ts';
import { newKnowledge } from '../../server/src/analysis/threads/knowledge.ts';
import { predictedCycles } from '../../server/src/analysis/threads/detect/orders.ts';
import { BufferObj, VIEW_KINDS, cellKey, type ViewKind } from '../../server/src/analysis/threads/memory.ts';
import type { Access } from '../../server/src/analysis/threads/shadow.ts';
import { Env, type Act } from '../../server/src/analysis/threads/values.ts';
import { World } from '../../server/src/analysis/threads/world.ts';

const INT32 = VIEW_KINDS.get('Int32Array') as ViewKind;
const INT8 = VIEW_KINDS.get('Int8Array') as ViewKind;

function actOf(agent: Agent): Act {
  const env = new Env(undefined);
  return {
    id: 1,
    agent,
    file: '/w.ts',
    facts: { bindings: [], functions: [], classes: [] } as unknown as FileFacts,
    fn: { id: 0, kind: 'module', name: '' } as unknown as FunctionFacts,
    parent: undefined,
    callAt: undefined,
    callee: undefined,
    args: [],
    depth: 0,
    self: undefined,
    newTarget: undefined,
    env,
    root: env,
    control: [],
    done: false,
    awaiting: undefined,
    loops: 0,
  } as unknown as Act;
}

/** A world of a main thread and two workers, and the operations that agents do in it. */
function scene() {
  const policy = { switching: 0, order: 'oldest', timers: 'late', seed: 1, iterations: 300 } as const;
  const world = new World({ files: new Map(), resolve: () => undefined }, newKnowledge(), policy, 1000);
  const main = world.spawn('/main.ts', undefined, undefined);
  main.release();
  const a = world.spawn('/w.ts', main, undefined);
  const b = world.spawn('/w.ts', main, undefined);
  const buffer = new BufferObj('sab', true, 64);
  let offset = 0;
  const touch = (agent: Agent, kind: Access['kind'], cell: number, atomic: boolean, view: ViewKind = INT32): Access => {
    const site = { file: '/w.ts', start: ++offset, end: offset + 1 };
    return world.access(actOf(agent), site, kind, atomic, buffer, cell, cell + view.size, view);
  };
  /** A SeqCst store or read-modify-write: publishes what its agent knows. */
  const publish = (agent: Agent, cell: number): void => {
    buffer.sync.set(`${cell}:4`, agent.release());
  };
  const learn = (agent: Agent, cell: number): void => {
    const clock = buffer.sync.get(`${cell}:4`);
    if (clock !== undefined) joinClock(agent.clock, clock);
  };
  const lock = (agent: Agent, cell: number): void => {
    const access = touch(agent, 'update', cell, true);
    learn(agent, cell);
    world.tokens.moved(agent, access.act, access.site, access.seq, buffer, cell, 0, 1, false);
    publish(agent, cell);
  };
  const unlock = (agent: Agent, cell: number): void => {
    touch(agent, 'write', cell, true);
    world.tokens.wrote(agent, buffer, cell, 0);
    publish(agent, cell);
  };
  const step = (
    access: Access,
    data: readonly Access[] = [],
    control: readonly Access[] = [],
    exempt = false,
  ): Access => {
    world.shadow.step(access, data, control, exempt);
    return access;
  };
  return { world, main, a, b, buffer, touch, publish, learn, lock, unlock, step };
}

describe('races', () => {
  test('two plain writes of unordered agents race', () => {
    const { world, a, b, touch } = scene();
    touch(a, 'write', 8, false);
    touch(b, 'write', 8, false);
    assert.equal(world.shadow.races.size, 1);
  });

  test('reads do not race, other cells do not, one agent does not', () => {
    const { world, a, b, touch } = scene();
    touch(a, 'read', 8, false);
    touch(b, 'read', 8, false);
    touch(a, 'write', 12, false);
    touch(b, 'write', 16, false);
    touch(a, 'write', 16 + 4, false);
    touch(a, 'write', 16 + 4, false);
    assert.equal(world.shadow.races.size, 0);
  });

  test('a lock orders what is done under it', () => {
    const { world, a, b, touch, lock, unlock } = scene();
    lock(a, 0);
    touch(a, 'update', 8, false);
    unlock(a, 0);
    lock(b, 0);
    const inside = touch(b, 'update', 8, false);
    unlock(b, 0);
    assert.equal(world.shadow.races.size, 0);
    assert.deepEqual(
      inside.held.map((t) => t.cell),
      [cellKey(inside.buffer, 0)],
    );
    assert.ok(world.knowledge.book.isLock('sab+0'));
  });

  test('what is written after the release is not ordered', () => {
    const { world, a, b, touch, publish, learn } = scene();
    publish(a, 0);
    touch(a, 'write', 8, false);
    learn(b, 0);
    touch(b, 'read', 8, false);
    assert.equal(world.shadow.races.size, 1);
  });

  test('atomics of one range do not race, of unequal ranges they do', () => {
    const { world, a, b, touch } = scene();
    touch(a, 'write', 0, true);
    touch(b, 'read', 0, true);
    assert.equal(world.shadow.races.size, 0);
    touch(b, 'write', 0, true, INT8);
    assert.equal(world.shadow.races.size, 1);
  });

  test('start orders the parent before the child, nothing orders it after', () => {
    const { world, main, touch } = scene();
    touch(main, 'write', 8, false);
    main.release();
    const late = world.spawn('/late.ts', main, undefined);
    touch(late, 'read', 8, false);
    assert.equal(world.shadow.races.size, 0);
    touch(main, 'write', 8, false);
    assert.equal(world.shadow.races.size, 1);
  });

  test('a guess proves nothing', () => {
    const { world, a, b, touch } = scene();
    touch(a, 'write', 8, false);
    b.guess = true;
    touch(b, 'write', 8, false);
    assert.equal(world.shadow.races.size, 0);
  });
});

describe('updates made of steps', () => {
  test('load, foreign store, store of what was computed from the load', () => {
    const { world, a, b, touch, step } = scene();
    const read = step(touch(a, 'read', 0, true));
    step(touch(b, 'write', 0, true));
    step(touch(a, 'write', 0, true), [read]);
    assert.equal(world.shadow.torn.size, 1);
  });

  test('silent without a foreign write, without dependence, and for compareExchange', () => {
    const { world, a, b, touch, step } = scene();
    const first = step(touch(a, 'read', 0, true));
    step(touch(a, 'write', 0, true), [first]);
    step(touch(a, 'read', 0, true));
    step(touch(b, 'write', 0, true));
    step(touch(a, 'write', 0, true));
    const again = step(touch(a, 'read', 0, true));
    step(touch(b, 'write', 0, true));
    step(touch(a, 'update', 0, true), [again], [], true);
    assert.equal(world.shadow.torn.size, 0);
  });
});

describe('tokens', () => {
  test('opposite orders of two agents close to a cycle, of one agent they do not', () => {
    const { world, a, b, lock, unlock } = scene();
    for (const [agent, outer, inner] of [
      [a, 0, 4],
      [a, 4, 0],
    ] as const) {
      lock(agent, outer);
      lock(agent, inner);
      unlock(agent, inner);
      unlock(agent, outer);
    }
    assert.deepEqual(predictedCycles(world.knowledge), []);
    lock(b, 4);
    lock(b, 0);
    unlock(b, 0);
    unlock(b, 4);
    assert.equal(predictedCycles(world.knowledge).length, 1);
  });

  test('a gate that all hold silences the cycle', () => {
    const { world, a, b, lock, unlock } = scene();
    for (const [agent, outer, inner] of [
      [a, 0, 4],
      [b, 4, 0],
    ] as const) {
      lock(agent, 8);
      lock(agent, outer);
      lock(agent, inner);
      unlock(agent, inner);
      unlock(agent, outer);
      unlock(agent, 8);
    }
    assert.deepEqual(predictedCycles(world.knowledge), []);
  });

  test('marking a lock contended before sleeping takes no token', () => {
    const { world, a, b, buffer, lock, touch } = scene();
    lock(a, 0);
    const mark = touch(b, 'update', 0, true);
    world.tokens.moved(b, mark.act, mark.site, mark.seq, buffer, 0, 1, 2, false);
    world.tokens.waits(b, 'sab+0');
    assert.deepEqual(b.tokens, []);
    assert.equal(world.tokens.holder('sab+0')?.agent, a);
  });

  test('a release by somebody else robs the holder', () => {
    const { a, b, lock, unlock } = scene();
    lock(a, 0);
    unlock(b, 0);
    assert.deepEqual(a.tokens, []);
    assert.equal(a.robbed?.cell, 'sab+0');
  });
});
