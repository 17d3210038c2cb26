/** The laws of the state between activations: what an await does to facts and what is left where paths meet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, rootPath } from '../../server/src/analysis/activations/cells.ts';
import { heldThrough, suspend, validate } from '../../server/src/analysis/activations/crossings.ts';
import { join } from '../../server/src/analysis/activations/joins.ts';
import { clone, emptyState, setLocal, type Guard } from '../../server/src/analysis/activations/state.ts';
import { joinVals, type Val } from '../../server/src/analysis/activations/values.ts';

const at = (start: number) => ({ file: 'a.ts', start, end: start + 1 });
const cell = field(rootPath({ kind: 'this', key: 'this:C' }, 'this'), 'x');
assert.ok(cell !== undefined);
const guard: Guard = { cell, at: at(1), text: 'this.x', polarity: 'absent' };
const origin = { cell, at: at(2), how: 'exact' as const };

test('an await makes guards and values stale, once', () => {
  const s = emptyState();
  s.guards = [guard];
  setLocal(s, 'v', { origins: [origin] });
  suspend(s, at(10));
  suspend(s, at(20));
  assert.equal(s.guards[0]?.crossed?.at.start, 10);
  assert.equal(s.locals.get('v')?.origins[0]?.crossed?.at.start, 10);
});

test('a guard of one branch does not hold after the branches meet, staleness of one branch does', () => {
  const a = emptyState();
  a.guards = [guard];
  assert.deepEqual(join([a, emptyState()]).guards, []);
  const b = clone(a);
  suspend(b, at(10));
  assert.equal(join([a, b]).guards[0]?.crossed?.at.start, 10);
});

test('paths that ended do not count', () => {
  const a = emptyState();
  a.guards = [guard];
  const gone = { ...emptyState(), dead: true };
  assert.equal(join([gone, a]).guards.length, 1);
});

test('copies of a state do not see each other’s variables', () => {
  const a = emptyState();
  setLocal(a, 'v', { origins: [origin] });
  const b = clone(a);
  setLocal(b, 'v', { origins: [] });
  setLocal(a, 'w', { origins: [] });
  assert.equal(a.locals.get('v')?.origins.length, 1);
  assert.equal(b.locals.get('w'), undefined);
});

test('a lock protects only while it is held without a break', () => {
  const s = emptyState();
  const lock = { id: 1, key: 'lock:m', show: 'm', at: at(0), epoch: 0 };
  s.locks = [lock];
  s.guards = [guard];
  suspend(s, at(10));
  const crossing = s.guards[0]?.crossed;
  assert.ok(crossing !== undefined);
  assert.deepEqual(heldThrough(s, crossing), [lock]);
  // Released and taken again: somebody may have been in between.
  s.locks = [{ ...lock, id: 2 }];
  assert.deepEqual(heldThrough(s, crossing), []);
});

test('a flag given back protects until the next await', () => {
  const s = emptyState();
  const flag = { id: 1, key: 'flag:busy', show: 'busy', flag: 'busy', at: at(0), epoch: 0 };
  s.locks = [flag];
  s.guards = [guard];
  suspend(s, at(10));
  const crossing = s.guards[0]?.crossed;
  assert.ok(crossing !== undefined);
  s.locks = [];
  s.released = [flag];
  assert.deepEqual(heldThrough(s, crossing), [flag]);
  suspend(s, at(20));
  assert.deepEqual(heldThrough(s, crossing), []);
});

test('a passed generation check clears what was stale and keeps what is fresh', () => {
  const s = emptyState();
  setLocal(s, 'old', { origins: [origin] });
  s.guards = [guard];
  suspend(s, at(10));
  setLocal(s, 'new', { origins: [origin] });
  validate(s);
  assert.equal(s.guards.length, 0);
  assert.equal(s.locals.get('old')?.origins.length, 0);
  assert.equal(s.locals.get('new')?.origins.length, 1);
});

test('paths that part and meet hold what copied maps would hold, in the same order', () => {
  const names = Array.from({ length: 40 }, (_, i) => `v${i}`);
  const val = (start: number): Val => ({ origins: [{ ...origin, at: at(start) }] });
  let seed = 1;
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  let states = [emptyState()];
  let maps: ReadonlyMap<string, Val>[] = [new Map()];
  for (let step = 0; step < 2000; step++) {
    const i = random(states.length);
    const [state, map] = [states[i], maps[i]];
    assert.ok(state !== undefined && map !== undefined);
    const j = random(states.length);
    const [other, otherMap] = [states[j], maps[j]];
    assert.ok(other !== undefined && otherMap !== undefined);
    if (random(4) === 0) {
      states.push(clone(state));
      maps.push(map);
    } else if (random(4) === 0) {
      const met = new Map(map);
      for (const [key, theirs] of otherMap) {
        const own = met.get(key);
        if (own !== theirs) met.set(key, own === undefined ? theirs : joinVals(own, theirs));
      }
      states[i] = join([state, other]);
      maps[i] = met;
    } else {
      const key = names[random(names.length)] ?? '';
      const set = val(random(5));
      setLocal(state, key, set);
      maps[i] = new Map(map).set(key, set);
    }
    if (states.length > 6) [states, maps] = [states.slice(-3), maps.slice(-3)];
    for (const [k, s] of states.entries()) assert.deepEqual([...s.locals.entries()], [...(maps[k] ?? [])]);
  }
});
