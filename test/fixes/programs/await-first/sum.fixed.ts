// file: main.ts
export class Log {
  private text = '';

  async write(render: () => Promise<string>): Promise<void> {
    const awaited = await render();
    this.text = `${this.text}${awaited};`;
  }

  get all(): string {
    return this.text;
  }
}
