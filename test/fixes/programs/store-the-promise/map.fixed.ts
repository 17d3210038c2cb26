// file: main.ts
export interface User {
  readonly id: string;
}

export class Users {
  private readonly users = new Map<string, User>();
  private readonly usersPending = new Map<string, Promise<User>>();

  async get(id: string, load: (id: string) => Promise<User>): Promise<User> {
    let user = this.users.get(id);
    if (user === undefined) {
      let pending = this.usersPending.get(id);
      if (pending === undefined) {
        pending = (async () => {
          const loaded = await load(id);
          this.users.set(id, loaded);
          return loaded;
        })().finally(() => this.usersPending.delete(id));
        this.usersPending.set(id, pending);
      }
      user = await pending;
    }
    return user;
  }
}
