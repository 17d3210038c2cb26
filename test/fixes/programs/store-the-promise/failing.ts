// finds: race-across-await
// fix: Share one attempt: keep its promise in tokenPromise
// run: run.test.ts
// file: main.ts
export class Session {
  private token: string | null = null;

  async get(login: () => Promise<string>): Promise<string> {
    if (this.token === null) {
      this.token = await login();
    }
    return this.token;
  }
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { Session } from './main.ts';

const session = new Session();
// Failures, one of them before the first await, are forgotten: the next caller tries again.
const thrown = await session
  .get(() => {
    throw new Error('at once');
  })
  .catch(() => 'failed');
const rejected = await session.get(() => Promise.reject(new Error('later'))).catch(() => 'failed');
let logins = 0;
const login = (): Promise<string> => sleep(5, `token ${++logins}`);
const tokens = await Promise.all([session.get(login), session.get(login)]);
process.exitCode = thrown === 'failed' && rejected === 'failed' && tokens.join() === 'token 1,token 1' ? 0 : 1;
