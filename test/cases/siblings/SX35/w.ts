import { workerData } from 'node:worker_threads';
const { forks, seat } = workerData as { forks: Int32Array; seat: number };
const take = (i: number): void => {
  while (Atomics.compareExchange(forks, i, 0, 1) !== 0) Atomics.wait(forks, i, 1);
};
const put = (i: number): void => {
  Atomics.store(forks, i, 0);
  Atomics.notify(forks, i, 1);
};
const [a, b] = [seat, (seat + 1) % 3].sort((x, y) => x - y);
for (let meal = 0; meal < 1000; meal++) {
  take(a);
  take(b);
  put(b);
  put(a);
}
