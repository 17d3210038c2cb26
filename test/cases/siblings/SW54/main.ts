import { Mutex } from 'async-mutex';

const catalogue = new Mutex();
const prices = new Mutex();
const taxes = new Mutex();

const lookUpPrice = (): Promise<number> => prices.runExclusive(() => 10);
const lookUpTax = (): Promise<number> => taxes.runExclusive(() => 0.2);
const lookUpTitle = (): Promise<string> => catalogue.runExclusive(() => 'lamp');

async function publish(): Promise<void> {
  await catalogue.runExclusive(async () => { //~ lock-order-inversion | wait-cycle
    console.log(await lookUpPrice()); //~ lock-order-inversion | wait-cycle
  });
}

async function reprice(): Promise<void> {
  await prices.runExclusive(async () => { //~ lock-order-inversion | wait-cycle
    console.log(await lookUpTax()); //~ lock-order-inversion | wait-cycle
  });
}

async function declare(): Promise<void> {
  await taxes.runExclusive(async () => { //~ lock-order-inversion | wait-cycle
    console.log(await lookUpTitle()); //~ lock-order-inversion | wait-cycle
  });
}

await Promise.all([publish(), reprice(), declare()]);
