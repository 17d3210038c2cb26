// finds: race-across-await
// fix: Share one attempt: keep its promise in tokenPromise
// run: run.test.ts
// file: main.ts
let token: string | undefined;

export async function currentToken(fetchToken: () => Promise<string>): Promise<string> {
  if (token !== undefined) {
    return token;
  }
  const fresh = await fetchToken();
  token = fresh;
  return fresh;
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { currentToken } from './main.ts';

let asked = 0;
const ask = (): Promise<string> => sleep(5, `t${++asked}`);
const tokens = await Promise.all([currentToken(ask), currentToken(ask)]);
process.exitCode = asked === 1 && new Set(tokens).size === 1 ? 0 : 1;
