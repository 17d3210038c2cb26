// finds: race-across-await
// fix: Share one attempt: keep its promise in settingsPromise
// run: run.test.ts
// file: main.ts
export interface Settings {
  readonly name: string;
}

let settings: Settings | undefined;

export async function getSettings(read: () => Promise<Settings>): Promise<Settings> {
  if (settings === undefined) {
    settings = await read();
  }
  return settings;
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { getSettings } from './main.ts';

let reads = 0;
const read = (): Promise<{ name: string }> => sleep(5, { name: `read ${++reads}` });
await Promise.all([getSettings(read), getSettings(read)]);
process.exitCode = reads === 1 ? 0 : 1;
