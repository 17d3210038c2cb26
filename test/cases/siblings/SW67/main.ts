import { Signal } from './signal.ts';

const items: string[] = [];
const added = new Signal();

async function take(): Promise<string> {
  if (items.length === 0) { //~ wait-without-recheck | race-across-await
    await added.wait(); //~ wait-without-recheck | race-across-await
  }
  return items.shift()!.toUpperCase(); //~ wait-without-recheck | race-across-await
}

function put(item: string): void {
  items.push(item);
  added.notifyAll();
}

const taken = Promise.all([take(), take()]);
put('one');
setTimeout(() => put('two'), 10);
console.log(await taken);
