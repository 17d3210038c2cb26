import { parentPort, workerData } from 'node:worker_threads';

const { seats, clerk } = workerData as { seats: Int32Array; clerk: number };

const take = (seat: number): boolean => {
  if (Atomics.load(seats, seat) !== 0) return false; //~ non-atomic-update
  Atomics.store(seats, seat, clerk); //~ non-atomic-update
  return true;
};

let sold = 0;
for (const seat of seats.keys()) {
  if (take(seat)) sold += 1;
}
parentPort!.postMessage(sold);
