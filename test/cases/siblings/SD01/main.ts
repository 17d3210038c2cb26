import { setImmediate as nextTurn } from 'node:timers/promises';
import { Semaphore } from 'async-mutex';

const printer = new Semaphore(1);
const scanner = new Semaphore(1);

async function copy(pages: number): Promise<string> {
  const [, freeScanner] = await scanner.acquire(); //~ lock-order-inversion
  try {
    await nextTurn();
    return await printer.runExclusive(() => `copied ${pages}`); //~ lock-order-inversion
  } finally {
    freeScanner();
  }
}

const fax = (number: string): Promise<string> =>
  printer.runExclusive(async () => { //~ lock-order-inversion
    await nextTurn();
    return scanner.runExclusive(() => `faxed to ${number}`); //~ lock-order-inversion
  });

console.log(await Promise.all([copy(2), fax('030-1')]));
