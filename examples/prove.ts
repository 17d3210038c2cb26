/**
 * Runs every wrong example and its repair in a loop and counts how often each goes wrong:
 * `node examples/prove.ts [rounds]` with Node 22.18 or newer. Exits with 1 when a wrong one never fails or a repair fails.
 */
import { carefulDay, carelessDay } from './bank/main.ts';
import { countAtomically, countPlainly } from './counter/main.ts';
import { dineInCircle, dineInOrder } from './dining/main.ts';
import { consume } from './producer-consumer/main.ts';

const ROUNDS = Number(process.argv[2] ?? 5);

async function settles(run: () => Promise<void>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, 200, false));
  return Promise.race([run().then(() => true), late]);
}

interface Proof {
  readonly name: string;
  readonly wrong: () => Promise<boolean>;
  readonly repaired: () => Promise<boolean>;
}

/** Each answers whether the run kept its promise. */
const PROOFS: readonly Proof[] = [
  {
    name: 'counter',
    wrong: async () => {
      const { counted, expected } = await countPlainly();
      return counted === expected;
    },
    repaired: async () => {
      const { counted, expected } = await countAtomically();
      return counted === expected;
    },
  },
  {
    name: 'bank',
    wrong: async () => {
      const { total, expected } = await carelessDay();
      return total === expected;
    },
    repaired: async () => {
      const { total, expected } = await carefulDay();
      return total === expected;
    },
  },
  {
    name: 'producer-consumer',
    wrong: async () => {
      const { counted, expected } = await consume(false);
      return counted === expected;
    },
    repaired: async () => {
      const { counted, expected } = await consume(true);
      return counted === expected;
    },
  },
  { name: 'dining', wrong: () => settles(dineInCircle), repaired: () => settles(dineInOrder) },
];

let convincing = true;
for (const { name, wrong, repaired } of PROOFS) {
  let wrongFailures = 0;
  let repairedFailures = 0;
  for (let round = 0; round < ROUNDS; round++) {
    if (!(await wrong())) wrongFailures += 1;
    if (!(await repaired())) repairedFailures += 1;
  }
  console.log(
    `${name.padEnd(18)} wrong: ${wrongFailures} of ${ROUNDS} runs failed   repaired: ${repairedFailures} of ${ROUNDS} runs failed`,
  );
  convincing &&= wrongFailures > 0 && repairedFailures === 0;
}
process.exit(convincing ? 0 : 1);
