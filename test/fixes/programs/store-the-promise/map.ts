// finds: race-across-await
// fix: Share one attempt per key: keep its promise in usersPending
// run: run.test.ts
// file: main.ts
export interface User {
  readonly id: string;
}

export class Users {
  private readonly users = new Map<string, User>();

  async get(id: string, load: (id: string) => Promise<User>): Promise<User> {
    let user = this.users.get(id);
    if (user === undefined) {
      user = await load(id);
      this.users.set(id, user);
    }
    return user;
  }
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { Users } from './main.ts';

const users = new Users();
let loads = 0;
const load = (id: string): Promise<{ id: string }> => sleep(5, { id, load: ++loads });
const [first, second, third] = await Promise.all([users.get('a', load), users.get('a', load), users.get('b', load)]);
process.exitCode = loads === 2 && first === second && third.id === 'b' ? 0 : 1;
