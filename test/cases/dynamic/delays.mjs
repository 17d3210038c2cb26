/**
 * Loaded before a program (in each of its threads): every Atomics operation may take its time, so that
 * interleavings which are rare on a quiet machine happen. The seed decides when, as far as anything does that
 * depends on real threads.
 */
import { threadId } from 'node:worker_threads';

let state = (Number(process.env.DELAY_SEED ?? 1) * 2654435761 + threadId * 40503 + 1) >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

function busy(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Long delays are few, or a program with many operations would never end. */
let longOnes = 60;
function delay() {
  const r = random();
  if (longOnes > 0 && r < 0.03) {
    longOnes--;
    busy(random() * 12);
  } else if (r < 0.2) busy(random() * 0.02);
}

for (const name of [
  'load',
  'store',
  'add',
  'sub',
  'and',
  'or',
  'xor',
  'exchange',
  'compareExchange',
  'wait',
  'notify',
]) {
  const real = Atomics[name];
  Atomics[name] = (...args) => {
    delay();
    const result = real(...args);
    if (name !== 'wait') delay();
    return result;
  };
}
