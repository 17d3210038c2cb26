// The hand-shake goes round the wait.
class Client {
  private ready: Promise<void> | undefined;
  private connected = false;

  private connect(): Promise<void> {
    this.ready ??= (async () => {
      await Promise.resolve();
      this.connected = true;
      await this.send('hello');
    })();
    return this.ready;
  }

  async send(text: string): Promise<string> {
    if (!this.connected) await this.connect();
    return text;
  }
}
export const client = new Client();
