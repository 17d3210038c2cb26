declare function load(key: string): Promise<number>;

declare const bus: { on(name: string, listener: () => Promise<void>): void };

export class View {
  private items: number[] = [];

  constructor() {
    bus.on('change', async () => {
      const current = this.items;
      const more = await load('x');
      this.items = current.concat(more);
      //| race-across-await: Two events
    });
  }
}
