declare function load(key: string): Promise<number>;

export class Worker {
  private status: 'idle' | 'busy' = 'idle';
  private controller: AbortController | undefined;

  async start() {
    if (this.status !== 'idle') throw new Error('busy');
    this.status = 'busy';
    this.controller = new AbortController();
    try {
      await load('job');
    } finally {
      this.status = 'idle';
      this.controller = undefined;
    }
  }
}
