import { Cache } from './cache.ts';

interface User {
  readonly name: string;
  visits: number;
}

export class UserCache extends Cache<User> {
  protected async load(key: string): Promise<User> {
    await Promise.resolve();
    return { name: key, visits: 0 };
  }
}
