/**
 * Listing 2 of the article as it is, with objects: accounts that several threads of one heap change. JavaScript has no
 * such threads; the lab's bank mode runs it as if it had.
 *
 * `interleave bench examples/bank/bank.ts#transfer --bank`
 * `interleave bench examples/bank/bank.ts#safeTransfer --bank`
 */
class Bank {
  readonly accounts: number[];

  constructor(count: number, balance: number) {
    this.accounts = Array.from({ length: count }, () => balance);
  }

  transfer(from: number, to: number, amount: number): void {
    if (from === to || this.accounts[from] < amount) return;
    this.accounts[from] -= amount;
    this.accounts[to] += amount;
  }

  total(): number {
    return this.accounts.reduce((sum, balance) => sum + balance, 0);
  }
}

const bank = new Bank(100, 1000);

/** The word of a mutex: 0 is free. */
const lock = new Int32Array(new SharedArrayBuffer(4));

/**
 * @bench [$thread + $call * 7, $thread * 3 + $call * 11 + 1, 1 + ($call % 5)]
 * @invariant bank.total() === 100_000
 */
export function transfer(from: number, to: number, amount: number): void {
  bank.transfer(from % 100, to % 100, amount);
}

/**
 * The article's repair: one lock around the transfer.
 *
 * @bench [$thread + $call * 7, $thread * 3 + $call * 11 + 1, 1 + ($call % 5)]
 * @invariant bank.total() === 100_000
 */
export function safeTransfer(from: number, to: number, amount: number): void {
  while (Atomics.compareExchange(lock, 0, 0, 1) !== 0) Atomics.wait(lock, 0, 1);
  try {
    bank.transfer(from % 100, to % 100, amount);
  } finally {
    Atomics.store(lock, 0, 0);
    Atomics.notify(lock, 0, 1);
  }
}
