import { Signal } from './signal.ts';

const items: string[] = [];
const added = new Signal();

async function take(): Promise<string> {
  while (items.length === 0) {
    await added.wait();
  }
  return items.shift()!.toUpperCase();
}

function put(item: string): void {
  items.push(item);
  added.notifyAll();
}

const taken = Promise.all([take(), take()]);
put('one');
setTimeout(() => put('two'), 10);
console.log(await taken);
