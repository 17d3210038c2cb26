import { workerData } from 'node:worker_threads';
import { withLock } from './spin.ts';

const { ballot, name } = workerData as { ballot: SharedArrayBuffer; name: string };
const word = new Int32Array(ballot, 0, 1);
const votes = new Int32Array(ballot, 4);

const cast = (party: number): void =>
  withLock(word, () => {
    if (party >= votes.length) throw new RangeError(`no party ${party}`);
    votes[party] += 1;
  });

let invalid = 0;
for (let voter = 0; voter < 5_000; voter++) {
  try {
    cast((voter + name.length) % 5);
  } catch {
    invalid += 1;
  }
}
console.log(name, 'invalid', invalid);
