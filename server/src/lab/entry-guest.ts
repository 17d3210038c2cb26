/**
 * Start of a worker thread that the function under test starts itself: loads the bundle of its script under the
 * interpreter lock of the thread that started it, and lets go of it while its event loop waits and when it ends.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { workerData } from 'node:worker_threads';
import { openGilMemory } from './gil/layout.ts';
import { ThreadLock } from './gil/lock.ts';
import { receiveGuests, type GuestSetup } from './runners/guests.ts';
import { discardOutput, installCheckpoints } from './runners/runtime.ts';

const setup = workerData as GuestSetup;
const memory = openGilMemory(setup.buffer, setup.threads);
const lock = new ThreadLock(memory, setup.thread);
installCheckpoints(lock, setup.thread, setup.strips);
const threads = createRequire(`${process.cwd()}/package.json`)('node:worker_threads') as Record<string, unknown>;
Object.defineProperty(threads, 'workerData', { value: setup.workerData, configurable: true, enumerable: true });
syncBuiltinESMExports();
receiveGuests(memory, setup);
discardOutput();
process.on('exit', () => lock.leave());
lock.enter();
// A script that throws ends its worker with the error, as it would without the lab.
void import(setup.bundle).then(() => lock.suspend());
