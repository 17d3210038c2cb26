import { setImmediate as nextTurn } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

class Ferry {
  private readonly gate = new Mutex();
  private readonly port = new Mutex();
  private readonly starboard = new Mutex();
  readonly log: string[] = [];

  load(car: string): Promise<void> {
    return this.gate.runExclusive(() =>
      this.port.runExclusive(async () => {
        await nextTurn();
        await this.starboard.runExclusive(() => void this.log.push(`+${car}`));
      }),
    );
  }

  unload(car: string): Promise<void> {
    return this.gate.runExclusive(() =>
      this.starboard.runExclusive(async () => {
        await nextTurn();
        await this.port.runExclusive(() => void this.log.push(`-${car}`));
      }),
    );
  }
}

const ferry = new Ferry();
await Promise.all([ferry.load('van'), ferry.unload('bus'), ferry.load('bike')]);
console.log(ferry.log.join(' '));
