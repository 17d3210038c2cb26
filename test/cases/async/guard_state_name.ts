declare function open(): Promise<{ close(): void; query(q: string): Promise<number> }>;
declare function load(key: string): Promise<number>;
declare function save(items: unknown): Promise<void>;

export class Store {
  private state = 'idle';

  async start() {
    if (this.state !== 'idle') return;
    await open();
    this.state = 'running';
    //| race-across-await
  }
}
