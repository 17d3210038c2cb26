/**
 * Start of one process of the lab. It runs jobs on its main thread, with an interpreter lock of its own that nobody
 * else wants, as a forked Python does. A small thread beside it ends the process when the lab is gone, because the
 * main thread may be inside the user's function for ever.
 */
import { Worker } from 'node:worker_threads';
import { END, INTERVAL_MS, POLICY, START, GUEST_PLACES, createGilMemory, doublesOf } from './gil/layout.ts';
import { Runtime, describe, failure, type JobResult, type RuntimeSetup } from './runners/runtime.ts';

export type ToProcess =
  | { readonly type: 'setup'; readonly setup: RuntimeSetup }
  | { readonly type: 'run'; readonly calls: number; readonly locked: boolean };

export type FromProcess =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: string }
  | { readonly type: 'done'; readonly from: number; readonly to: number; readonly result: JobResult };

const WATCHDOG = `
const parent = process.ppid;
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 500);
`;

const memory = createGilMemory(1 + GUEST_PLACES);
let runtime: Runtime | null = null;

const send = process.send?.bind(process) as ((message: FromProcess) => void) | undefined;

process.on('message', (message: ToProcess) => void handle(message));
process.on('disconnect', () => process.exit(0));

async function handle(message: ToProcess): Promise<void> {
  if (message.type === 'setup') {
    runtime = new Runtime(memory, 0, message.setup);
    try {
      await runtime.load();
      send?.({ type: 'ready' });
      new Worker(WATCHDOG, { eval: true }).unref();
    } catch (error) {
      send?.({ type: 'failed', error: describe(error) });
    }
    return;
  }
  memory.words[POLICY] = message.locked ? 1 : 0;
  memory.doubles[INTERVAL_MS] = 5;
  const result =
    (await runtime?.run(message.calls, 'time').catch((error: unknown) => failure(error, 'function-threw'))) ??
    failure('no function', 'bad-arguments');
  const at = doublesOf(0);
  send?.({ type: 'done', from: memory.doubles[at + START] ?? 0, to: memory.doubles[at + END] ?? 0, result });
}
