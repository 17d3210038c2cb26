// Only the branch that fetches waits, and its promise keeps the others out; the other branch has no await at all.
export class Thread {
  private fetched = false;
  private fetching: Promise<void> | undefined;
  private events: string[] | null = [];

  constructor(
    private readonly paginate: () => Promise<void>,
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
    this.fetched = true;
    this.events = null;
  }
}
