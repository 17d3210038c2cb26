import { Mutex } from 'async-mutex';

const a = new Mutex();
const b = new Mutex();
const c = new Mutex();
const trace: string[] = [];

async function first(): Promise<void> {
  await a.runExclusive(() => b.runExclusive(() => trace.push('ab')));
  //| lock-order-inversion: first holds a
}

async function second(): Promise<void> {
  await b.runExclusive(() => c.runExclusive(() => trace.push('bc')));
}

async function third(): Promise<void> {
  await c.runExclusive(() => a.runExclusive(() => trace.push('ca')));
}

await Promise.all([first(), second(), third()]);
