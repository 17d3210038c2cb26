import { Mutex } from 'async-mutex';

const a = new Mutex();
const b = new Mutex();
const trace: string[] = [];

async function first(): Promise<void> {
  await a.runExclusive(() => b.runExclusive(() => trace.push('ab')));
}

async function second(): Promise<void> {
  await b.runExclusive(() => a.runExclusive(() => trace.push('ba')));
}

await first();
await second();
