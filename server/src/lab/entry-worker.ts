/** Start of one worker thread of the lab: says when it is ready, then runs a job every time the gate opens. */
import { parentPort, workerData } from 'node:worker_threads';
import { CALLS, JOB, JOB_KINDS, gateIndex, openGilMemory } from './gil/layout.ts';
import { Runtime, describe, failure, type RuntimeSetup } from './runners/runtime.ts';

export interface WorkerSetup extends RuntimeSetup {
  readonly buffer: SharedArrayBuffer;
  readonly threads: number;
  readonly thread: number;
}

const port = parentPort;
const setup = workerData as WorkerSetup;

async function main(): Promise<void> {
  if (port === null) return;
  const memory = openGilMemory(setup.buffer, setup.threads);
  const { words } = memory;
  const runtime = new Runtime(memory, setup.thread, setup);
  const gate = gateIndex(setup.thread);
  let seen = Atomics.load(words, gate);
  try {
    await runtime.load();
  } catch (error) {
    port.postMessage({ type: 'failed', error: describe(error) });
    return;
  }
  port.postMessage({ type: 'ready' });
  const wait = Atomics.wait;
  for (;;) {
    wait(words, gate, seen);
    seen = Atomics.load(words, gate);
    let result;
    try {
      result = await runtime.run(Atomics.load(words, CALLS), JOB_KINDS[Atomics.load(words, JOB)] ?? 'time');
    } catch (error) {
      result = failure(error, 'function-threw');
    }
    port.postMessage({ type: 'done', result });
  }
}

void main();
