import { setImmediate as nextTurn } from 'node:timers/promises';
import { Semaphore } from 'async-mutex';

const printer = new Semaphore(1);
const scanner = new Semaphore(1);

const both = <T>(job: () => Promise<T>): Promise<T> => printer.runExclusive(() => scanner.runExclusive(job));

const copy = (pages: number): Promise<string> =>
  both(async () => {
    await nextTurn();
    return `copied ${pages}`;
  });

const fax = (number: string): Promise<string> =>
  printer.runExclusive(async () => {
    await nextTurn();
    return scanner.runExclusive(() => `faxed to ${number}`);
  });

console.log(await Promise.all([copy(2), fax('030-1')]));
