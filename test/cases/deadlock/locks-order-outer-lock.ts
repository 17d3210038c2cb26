import { Mutex } from 'async-mutex';

const all = new Mutex();
const a = new Mutex();
const b = new Mutex();
const trace: string[] = [];

// Whoever takes both holds the outer lock, so the two never meet.
async function first(): Promise<void> {
  await all.runExclusive(() => a.runExclusive(() => b.runExclusive(() => trace.push('ab'))));
}

async function second(): Promise<void> {
  await all.runExclusive(() => b.runExclusive(() => a.runExclusive(() => trace.push('ba'))));
}

await Promise.all([first(), second()]);
