// What the stored promise waits for waits for the stored promise.
class Client {
  private ready: Promise<void> | undefined;

  private connect(): Promise<void> {
    this.ready ??= (async () => {
      await Promise.resolve();
      await this.send('hello');
      //| wait-cycle
    })();
    return this.ready;
  }

  async send(text: string): Promise<string> {
    await this.connect();
    return text;
  }
}
export const client = new Client();
