const items: string[] = [];
let waiters: (() => void)[] = [];

async function take() {
  if (items.length === 0) {
    await new Promise<void>((resolve) => waiters.push(resolve));
  }
  return items.shift();
       //^^^^^^^^^^^^^ race-across-await: wait on line 6 for more of items
}

async function takeAgain() {
  while (items.length === 0) {
    await new Promise<void>((resolve) => waiters.push(resolve));
  }
  return items.shift();
}

function put(item: string) {
  items.push(item);
  const woken = waiters;
  waiters = [];
  for (const wake of woken) wake();
}

const taken = Promise.all([take(), take(), takeAgain(), takeAgain()]);
put('one');
await taken;
