import { Mutex } from 'async-mutex';

let balance = 100;

async function approve(amount: number): Promise<boolean> {
  await Promise.resolve();
  return amount < 80;
}

async function withdraw(amount: number): Promise<boolean> {
  const mutex = new Mutex();
  return mutex.runExclusive(async () => {
    const before = balance; //~ race-across-await
    if (!(await approve(amount)) || before < amount) {
      return false;
    }
    balance = before - amount; //~ race-across-await
    return true;
  });
}

console.log(await Promise.all([withdraw(70), withdraw(60)]), balance);
