import { setTimeout as delay } from 'node:timers/promises';

const records = new Map<string, number>();

export async function points(customer: string): Promise<number> {
  await delay(1);
  return records.get(customer) ?? 0; //~ race-across-await
}

async function put(customer: string, value: number): Promise<void> {
  await delay(1);
  records.set(customer, value); //~ race-across-await
}

export class Loyalty {
  async purchase(customer: string, price: number): Promise<void> {
    const current = await points(customer); //~ race-across-await
    await put(customer, current + Math.floor(price / 5)); //~ race-across-await
  }
}
