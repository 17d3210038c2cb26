// finds: race-across-await
// fix: Let only the newest answer into hits
// run: run.test.ts
// file: main.ts
export interface Box {
  on(event: string, listener: (text: string) => Promise<void>): void;
}

let hits: readonly string[] = [];

export function connect(box: Box, search: (text: string) => Promise<readonly string[]>): void {
  box.on('input', async (text) => {
    hits = await search(text);
  });
}

export const shown = (): readonly string[] => hits;
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, shown } from './main.ts';

let type: (text: string) => Promise<void> = async () => undefined;
connect({ on: (_, listener) => void (type = listener) }, (text) => sleep(text === 'a' ? 20 : 5, [text]));
await Promise.all([type('a'), type('ab')]);
process.exitCode = shown()[0] === 'ab' ? 0 : 1;
