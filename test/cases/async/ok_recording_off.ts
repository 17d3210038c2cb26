// While the queries are replayed none is recorded: the flag that the replay has switched off says so.
export class Transaction {
  private queries: string[] = [];
  private recording = true;

  constructor(private readonly run: (sql: string) => Promise<void>) {}

  async query(sql: string): Promise<void> {
    if (this.recording) this.queries.push(sql);
    await this.run(sql);
  }

  async replay(): Promise<void> {
    this.recording = false;
    for (const sql of this.queries) await this.run(sql);
    this.queries = [];
    this.recording = true;
  }
}
