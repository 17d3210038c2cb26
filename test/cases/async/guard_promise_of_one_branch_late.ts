// After the branches there is one more await, and on one of the ways nothing keeps the others out.
export class Thread {
  private fetched = false;
  private fetching: Promise<void> | undefined;

  constructor(
    private readonly paginate: () => Promise<void>,
    private readonly store: () => Promise<void>,
    private readonly count: number,
  ) {}

  async update(): Promise<void> {
    if (this.fetched) return;
    if (this.fetching) {
      await this.fetching;
      return;
    }
    if (this.count > 0) {
      this.fetching = this.paginate();
      await this.fetching;
    }
    await this.store();
    this.fetched = true;
    //| race-across-await: this.fetched
  }
}
