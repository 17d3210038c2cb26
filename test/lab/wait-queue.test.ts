/** The queue of waiters, which only looks up who is first, against one in which every timeout is played. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WaitQueue } from '../../server/src/lab/model/wait-queue.ts';

interface Waiter {
  readonly thread: number;
  began: number;
}

/** Waiters in the order in which their present wait began; whoever times out goes to the end. */
class PlayedQueue {
  readonly #waiters: Waiter[] = [];
  readonly #period: number;

  constructor(period: number) {
    this.#period = period;
  }

  /** Plays all timeouts before a moment. */
  play(now: number): void {
    for (let first = this.#waiters[0]; first !== undefined; first = this.#waiters[0]) {
      if (first.began + this.#period >= now) return;
      this.#waiters.shift();
      first.began += this.#period;
      this.#waiters.push(first);
    }
  }

  join(thread: number, now: number): void {
    this.play(now);
    this.#waiters.push({ thread, began: now });
  }

  leave(thread: number): void {
    const at = this.#waiters.findIndex((waiter) => waiter.thread === thread);
    this.#waiters.splice(at, 1);
  }

  first(now: number): Waiter | undefined {
    this.play(now);
    return this.#waiters[0];
  }

  has(thread: number): boolean {
    return this.#waiters.some((waiter) => waiter.thread === thread);
  }

  beganOf(thread: number): number {
    return this.#waiters.find((waiter) => waiter.thread === thread)?.began ?? Number.NaN;
  }

  /** The first wait that begins at or after a moment. */
  since(moment: number): Waiter | undefined {
    const begun = this.#waiters.find((waiter) => waiter.began >= moment);
    if (begun !== undefined || this.#waiters.length === 0) return begun;
    const again = this.#waiters.map(({ thread, began }) => ({ thread, began: began + this.#period }));
    return again.find((waiter) => waiter.began >= moment);
  }
}

// Moments on a fine grid of binary fractions: both sides add without rounding.
const grid = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: max * 1024 }).map((n) => n / 1024);

test('the same first, and the same next timeout after a switch, as when every timeout is played', () => {
  const steps = fc.array(fc.record({ after: grid(3), thread: fc.nat(9), back: fc.integer({ min: 0, max: 7 }) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 4, 0.5), steps, (period, moves) => {
      const queue = new WaitQueue(10, period);
      const played = new PlayedQueue(period);
      let now = 0;
      let lastSwitch = 0;
      for (const { after, thread, back } of moves) {
        now += after;
        played.play(now);
        if (played.has(thread)) {
          queue.leave(thread);
          played.leave(thread);
          lastSwitch = Math.max(0, now - (back / 8) * period);
        } else {
          queue.join(thread, now);
          played.join(thread, now);
        }
        const first = played.first(now);
        const found = queue.since(now - period);
        if (first === undefined) {
          assert.equal(found, -1);
          continue;
        }
        // Of two that begin at the same moment either may be the one.
        assert.equal(played.beganOf(found), first.began);
        assert.equal(queue.end, first.began + period);
        const moment = Math.max(lastSwitch, now - period);
        const next = played.since(moment);
        const asks = queue.since(moment);
        assert.equal(queue.end, (next?.began ?? 0) + period);
        assert.equal(((queue.end - played.beganOf(asks)) / period) % 1, 0);
      }
    }),
    { numRuns: 500 },
  );
});
