/** No threads at all: two requests for one order, and an `await` between the look and the entry. */
import { setTimeout as sleep } from 'node:timers/promises';

export class Invoices {
  private readonly invoices = new Map<string, number>();
  private last = 0;

  /** Wrong: both requests see that there is no invoice yet, and both write one. */
  async invoiceCarelessly(order: string): Promise<number> {
    let invoice = this.invoices.get(order);
    if (invoice === undefined) {
      invoice = await this.write();
      this.invoices.set(order, invoice);
    }
    return invoice;
  }

  private readonly writing = new Map<string, Promise<number>>();

  /** Right: whoever comes while one is being written gets the same. */
  invoice(order: string): Promise<number> {
    let invoice = this.writing.get(order);
    if (invoice === undefined) {
      invoice = this.write();
      this.writing.set(order, invoice);
    }
    return invoice;
  }

  private async write(): Promise<number> {
    await sleep(1);
    this.last += 1;
    return this.last;
  }
}

export interface Answers {
  readonly first: number;
  readonly second: number;
}

export async function twoCarelessRequests(): Promise<Answers> {
  const invoices = new Invoices();
  const [first, second] = await Promise.all([invoices.invoiceCarelessly('42'), invoices.invoiceCarelessly('42')]);
  return { first, second };
}

export async function twoRequests(): Promise<Answers> {
  const invoices = new Invoices();
  const [first, second] = await Promise.all([invoices.invoice('42'), invoices.invoice('42')]);
  return { first, second };
}
