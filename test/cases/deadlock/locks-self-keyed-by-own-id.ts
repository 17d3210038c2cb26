// Each object locks its own key: a child's key is not its parent's.
import { Mutex } from 'async-mutex';

const locks = new Map<string, Mutex>();

function lockOf(key: string): Mutex {
  let mutex = locks.get(key);
  if (mutex === undefined) {
    mutex = new Mutex();
    locks.set(key, mutex);
  }
  return mutex;
}

class Leaf {
  constructor(readonly id: string) {}
  async save(): Promise<void> {
    await lockOf(this.id).runExclusive(async () => console.log(this.id));
  }
}

export class Tree {
  constructor(
    readonly id: string,
    private readonly leaf: Leaf,
  ) {}

  async save(): Promise<void> {
    await lockOf(this.id).runExclusive(async () => {
      await this.leaf.save();
    });
  }

  async saveTwice(): Promise<void> {
    await lockOf(this.id).runExclusive(async () => {
      await this.save();
      //| self-deadlock: Tree.saveTwice
    });
  }
}
