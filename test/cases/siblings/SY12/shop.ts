import { workerData } from 'node:worker_threads';
import { Guard } from './guard.ts';

const { stock } = workerData as { stock: Int32Array };
let turnedAway = 0;

function sell(): void {
  using guard = new Guard(stock);
  if (stock[1] === 0) {
    guard.release();
    turnedAway += 1;
    return;
  }
  stock[1] -= 1;
}

for (let customer = 0; customer < 300; customer++) sell();
console.log('turned away', turnedAway);
