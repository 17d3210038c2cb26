import { setTimeout as delay } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

const mutex = new Mutex();
let playlist: string[] = [];

async function enqueue(track: string): Promise<void> {
  const lock = mutex.acquire(); //~ floating-critical-section
  const current = playlist; //~ race-across-await | floating-critical-section
  await delay(2);
  playlist = [...current, track]; //~ race-across-await | floating-critical-section
  (await lock)();
}

await Promise.all([enqueue('Blue'), enqueue('Green'), enqueue('Red')]);
console.log(playlist);
