type Charge = (amount: number) => Promise<string>;

export class Charges {
  readonly #done = new Set<string>();
  readonly #charge: Charge;

  constructor(charge: Charge) {
    this.#charge = charge;
  }

  async once(key: string, amount: number): Promise<string> {
    if (this.#done.has(key)) {
      return 'repeated';
    }
    const receipt = await this.#charge(amount);
    this.#done.add(key); //~ race-across-await
    return receipt;
  }
}
