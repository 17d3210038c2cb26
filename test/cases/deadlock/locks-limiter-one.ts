// file: package.json
{ "dependencies": { "p-queue": "8.0.1", "p-limit": "6.1.0" } }
// file: main.ts
// A queue of one whose task waits for a task that stands behind itself.
import PQueue from 'p-queue';
import pLimit from 'p-limit';

const queue = new PQueue({ concurrency: 1 });
const limit = pLimit(1);
const wide = new PQueue();

async function write(name: string): Promise<void> {
  await queue.add(async () => console.log(name));
}

export async function writeAll(names: readonly string[]): Promise<void> {
  await queue.add(async () => {
    for (const name of names) await write(name);
    //| self-deadlock: the only place of queue
  });
}

// Queued for later, nobody waits for it inside.
export async function writeLater(names: readonly string[]): Promise<void> {
  await queue.add(async () => {
    for (const name of names) void write(name);
  });
}

export function nested(work: () => Promise<void>): Promise<void> {
  return limit(async () => {
    await limit(work);
    //| self-deadlock: limit
  });
}

// Without a limit everything starts at once.
export async function free(work: () => Promise<void>): Promise<void> {
  await wide.add(async () => {
    await wide.add(work);
  });
}
