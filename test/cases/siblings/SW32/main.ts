import { Mutex } from 'async-mutex';

class Sessions {
  readonly #mutex = new Mutex();
  /** @guardedBy #mutex */
  readonly #byToken = new Map<string, string>();

  async open(token: string, user: string): Promise<void> {
    await this.#mutex.runExclusive(() => {
      this.#byToken.set(token, user);
      setTimeout(() => {
        this.#byToken.delete(token); //~ inconsistent-locking
      }, 50);
    });
  }

  async userOf(token: string): Promise<string | undefined> {
    return this.#mutex.runExclusive(() => this.#byToken.get(token));
  }
}

const sessions = new Sessions();
await sessions.open('t1', 'ada');
console.log(await sessions.userOf('t1'));
