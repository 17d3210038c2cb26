declare function kill(): Promise<void>;
export class Cursor {
  private isKilled = false;
  private async cleanup() {
    if (this.isKilled) return;
    this.isKilled = true;
    await kill();
  }
  async read() {
    await this.cleanup();
    return fetch('next');
  }
}
