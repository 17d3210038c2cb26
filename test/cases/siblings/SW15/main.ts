class Recorder {
  private stream: { write(line: string): void } | null = null;
  private readonly open: () => { write(line: string): void };

  constructor(open: () => { write(line: string): void }) {
    this.open = open;
  }

  async start(): Promise<void> {
    try {
      this.stream = this.open();
    } catch (error) {
      this.stream = null;
      await this.notify(String(error));
    }
  }

  log(line: string): void {
    this.stream?.write(line);
  }

  private async notify(reason: string): Promise<void> {
    await fetch('https://ops.example/alerts', { method: 'POST', body: reason });
  }
}

const recorder = new Recorder(() => ({ write: (line) => console.log(line) }));
await Promise.all([recorder.start(), recorder.start()]);
recorder.log('ready');
