// The same with recording left on: what is added during the replay is thrown away.
export class Transaction {
  private queries: string[] = [];
  private recording = true;

  constructor(private readonly run: (sql: string) => Promise<void>) {}

  async query(sql: string): Promise<void> {
    if (this.recording) this.queries.push(sql);
    await this.run(sql);
  }

  pause(): void {
    this.recording = false;
  }

  async replay(): Promise<void> {
    for (const sql of this.queries) await this.run(sql);
    this.queries = [];
    //| race-across-await: this.queries
  }
}
