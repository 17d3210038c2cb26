class Service {
  private starting: Promise<void> | undefined;
  start(): Promise<void> {
    this.starting ??= this.doStart();
    return this.starting;
  }
  private async doStart(): Promise<void> {
    await this.rawQuery('select 1');
  }
  private async rawQuery(sql: string): Promise<string> {
    return sql;
  }
  async query(sql: string): Promise<string> {
    await this.start();
    return this.rawQuery(sql);
  }
}
export const service = new Service();
