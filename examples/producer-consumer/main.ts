/** A bounded buffer between one producer and one consumer, both asynchronous. */
import { setImmediate as nextTurn } from 'node:timers/promises';

export class Stock {
  private readonly items: number[] = [];
  private taken = 0;

  put(item: number): void {
    this.items.push(item);
  }

  /** Wrong: counts with a number that was read before the await; two consumers lose counts. */
  async takeCarelessly(): Promise<void> {
    const before = this.taken;
    await nextTurn();
    this.items.shift();
    this.taken = before + 1;
  }

  /** Right: read and write in one step, after the await. */
  async take(): Promise<void> {
    await nextTurn();
    this.items.shift();
    this.taken += 1;
  }

  get count(): number {
    return this.taken;
  }
}

export async function consume(careful: boolean): Promise<{ counted: number; expected: number }> {
  const stock = new Stock();
  for (let item = 0; item < 100; item++) stock.put(item);
  await Promise.all(Array.from({ length: 100 }, () => (careful ? stock.take() : stock.takeCarelessly())));
  return { counted: stock.count, expected: 100 };
}
