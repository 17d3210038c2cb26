import { setTimeout as delay } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

class Cluster {
  private readonly mutex = new Mutex();
  private leader: string | undefined;

  async waitForLeader(): Promise<string> {
    return this.mutex.runExclusive(async () => {
      while (this.leader === undefined) await delay(20);
      return this.leader;
    });
  }

  // Does not need the lock, so the poll ends.
  elect(candidate: string): void {
    this.leader ??= candidate;
  }
}

const cluster = new Cluster();
setTimeout(() => cluster.elect('node-2'), 50);
console.log(await cluster.waitForLeader());
