declare function connect(url: string): Promise<{ close(): Promise<void> }>;
export class Link {
  private connection?: { close(): Promise<void> };
  async switchTo(url: string) {
    if (this.connection !== undefined) {
      await this.connection.close();
    }
    this.connection = await connect(url);
    //| race-across-await: this.connection
  }
}
