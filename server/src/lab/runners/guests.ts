/**
 * Worker threads that the function starts itself: they share the interpreter lock of the thread that starts them, as
 * Python's threads do, and run the bundles of their scripts.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { GUEST_PLACES, placeIndex, type GilMemory } from '../gil/layout.ts';
import { forgetHolder } from '../gil/lock.ts';

export interface GuestSetup {
  /** URL of the script's bundle. */
  readonly bundle: string;
  /** Folder of all bundles of the run. */
  readonly folder: string;
  readonly strips: number;
  readonly guestEntry: string;
  readonly firstGuest: number;
  readonly buffer: SharedArrayBuffer;
  readonly threads: number;
  readonly thread: number;
  /** What the function gave its worker. */
  readonly workerData: unknown;
}

/** Replaces the class \`Worker\` of the calling thread for scripts that were bundled with the function. */
export function receiveGuests(
  memory: GilMemory,
  setup: Pick<GuestSetup, 'folder' | 'strips' | 'guestEntry' | 'firstGuest'>,
): void {
  const isBundled = (url: string): boolean =>
    /\.worker-\d+\.mjs$/.test(url) && url.startsWith('file:') && dirname(fileURLToPath(url)) === setup.folder;

  class Guest extends Worker {
    constructor(script: string | URL, options: WorkerOptions = {}) {
      const url = String(script);
      if (!isBundled(url)) {
        super(script, options);
        return;
      }
      const thread = takePlace(memory, setup.firstGuest);
      const data: GuestSetup = {
        bundle: url,
        folder: setup.folder,
        strips: setup.strips,
        guestEntry: setup.guestEntry,
        firstGuest: setup.firstGuest,
        buffer: memory.buffer,
        threads: memory.threads,
        thread,
        workerData: options.workerData,
      };
      super(setup.guestEntry, { ...options, workerData: data, stdout: true, stderr: true });
      this.once('exit', () => {
        forgetHolder(memory, thread);
        Atomics.store(memory.words, placeIndex(thread), 0);
      });
      this.stdout.resume();
      this.stderr.resume();
    }
  }

  const threads = createRequire(`${process.cwd()}/package.json`)('node:worker_threads') as Record<string, unknown>;
  Object.defineProperty(threads, 'Worker', { value: Guest, writable: true, configurable: true, enumerable: true });
  syncBuiltinESMExports();
}

function takePlace(memory: GilMemory, first: number): number {
  for (let thread = first; thread < first + GUEST_PLACES; thread++) {
    if (Atomics.compareExchange(memory.words, placeIndex(thread), 0, 1) === 0) return thread;
  }
  throw new Error(`the lab has room for ${GUEST_PLACES} worker threads of a function at a time`);
}
