/**
 * Runs every wrong example and its repairs in a loop and counts how often each goes wrong. Exits with 1 when a wrong
 * one never fails or a repair does.
 *
 * `npm run prove` (any Node that the project runs on), or `node examples/prove.ts [rounds]` with Node 22.18 or newer;
 * those do not compile decorators and leave out the repair that has one.
 */
import { carelessDay, lockedDay, synchronizedDay } from './bank/main.ts';
import { countAtomically, countPlainly } from './counter/main.ts';
import { dineInCircle, dineInOrder } from './dining/main.ts';
import { twoCarelessRequests, twoRequests } from './invoices/main.ts';
import { deliverCarefully, deliverCarelessly } from './producer-consumer/main.ts';

const ROUNDS = Number(process.argv[2] ?? 5);

/** Answers whether the run kept its promise. */
type Run = () => Promise<boolean>;

async function settles(run: () => Promise<void>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, 200, false));
  return Promise.race([run().then(() => true), late]);
}

const counts =
  (count: () => Promise<{ counted: number; expected: number }>): Run =>
  async () => {
    const { counted, expected } = await count();
    return counted === expected;
  };

const balances =
  (day: () => Promise<{ total: number; expected: number }>): Run =>
  async () => {
    const { total, expected } = await day();
    return total === expected;
  };

const arrives =
  (deliver: () => Promise<{ received: number; expected: number }>): Run =>
  async () => {
    const { received, expected } = await deliver();
    return received === expected;
  };

const agree =
  (ask: () => Promise<{ first: number; second: number }>): Run =>
  async () => {
    const { first, second } = await ask();
    return first === second;
  };

interface Proof {
  readonly name: string;
  readonly wrong: Run;
  readonly repairs: Readonly<Record<string, Run>>;
}

/** Node strips types; decorators must be compiled, as `scripts/typescript.mjs` does. */
const decorators = process.execArgv.some((option) => option.includes('typescript.mjs'));

const PROOFS: readonly Proof[] = [
  { name: 'counter', wrong: counts(countPlainly), repairs: { atomics: counts(countAtomically) } },
  {
    name: 'bank',
    wrong: balances(carelessDay),
    repairs: {
      lock: balances(lockedDay),
      ...(decorators ? { '@synchronized': balances(synchronizedDay) } : {}),
    },
  },
  {
    name: 'producer-consumer',
    wrong: arrives(deliverCarelessly),
    repairs: { 'compare-exchange': arrives(deliverCarefully) },
  },
  { name: 'dining', wrong: () => settles(dineInCircle), repairs: { order: () => settles(dineInOrder) } },
  { name: 'invoices', wrong: agree(twoCarelessRequests), repairs: { promise: agree(twoRequests) } },
];

/** How often it fails. Whether threads meet is up to the machine: what never failed gets more chances. */
async function failures(run: Run, most: number): Promise<{ failed: number; rounds: number }> {
  let failed = 0;
  let rounds = 0;
  while (rounds < ROUNDS || (failed === 0 && rounds < most)) {
    rounds += 1;
    if (!(await run())) failed += 1;
  }
  return { failed, rounds };
}

let convincing = true;
for (const { name, wrong, repairs } of PROOFS) {
  const { failed, rounds } = await failures(wrong, 10 * ROUNDS);
  convincing &&= failed > 0;
  const told = [`wrong: ${failed} of ${rounds} went wrong`];
  for (const [repair, run] of Object.entries(repairs)) {
    const after = await failures(run, ROUNDS);
    convincing &&= after.failed === 0;
    told.push(`${repair}: ${after.failed} of ${after.rounds}`);
  }
  console.log(`${name.padEnd(18)} ${told.join(', ')}`);
}
process.exit(convincing ? 0 : 1);
