import { Mutex } from 'async-mutex';
import { setTimeout as delay } from 'node:timers/promises';

type Checkpoint = (id: number, remaining: number) => Promise<void>;

class Lessor {
  private readonly mutex = new Mutex();
  private readonly leases = new Map<number, number>();
  private checkpointer: Checkpoint | undefined;

  setCheckpointer(checkpointer: Checkpoint): void {
    this.checkpointer = checkpointer;
  }

  async grant(id: number, ttl: number): Promise<void> {
    await this.mutex.runExclusive(() => this.leases.set(id, ttl));
  }

  async checkpoint(id: number, remaining: number): Promise<void> {
    await this.mutex.runExclusive(() => this.leases.set(id, remaining)); //~ self-deadlock | wait-cycle
  }

  async renew(id: number): Promise<number> {
    return this.mutex.runExclusive(async () => { //~ self-deadlock | wait-cycle
      const ttl = this.leases.get(id) ?? 0;
      if (ttl > 10) await this.checkpointer?.(id, 10); //~ self-deadlock | wait-cycle
      return ttl;
    });
  }
}

const lessor = new Lessor();
lessor.setCheckpointer(async (id, remaining) => {
  await delay(1);
  await lessor.checkpoint(id, remaining); //~ self-deadlock | wait-cycle
});
await lessor.grant(1, 60);
console.log(await lessor.renew(1));
