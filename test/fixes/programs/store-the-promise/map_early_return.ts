// finds: race-across-await
// fix: Share one attempt per key: keep its promise in #rowsPending
// run: run.test.ts
// file: main.js
export class Rows {
  #rows = new Map();

  async get(key, load) {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = await load(key);
    this.#rows.set(key, row);
    return row;
  }
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { Rows } from './main.js';

let loads = 0;
const rows = new Rows();
const failed = await rows
  .get('a', () => {
    throw new Error('at once');
  })
  .catch(() => 'failed');
const load = (key: string): Promise<string> => sleep(5, `${key} ${++loads}`);
const [first, second] = await Promise.all([rows.get('a', load), rows.get('a', load)]);
process.exitCode = failed === 'failed' && loads === 1 && first === second ? 0 : 1;
