import { setTimeout as delay } from 'node:timers/promises';

class Campaign {
  total = 0;

  async donate(amount: number, rate: () => Promise<number>): Promise<void> {
    const before = this.total; //~ race-across-await
    const euros = amount * (await rate());
    this.total = before + euros; //~ race-across-await
  }
}

const campaign = new Campaign();
const rate = async (): Promise<number> => {
  await delay(5);
  return 0.9;
};
await Promise.all([10, 20, 30].map((amount) => campaign.donate(amount, rate)));
console.log(campaign.total);
