export class View {
  private items: string[] = ['a'];
  private shown: string[] = [];
  async show(load: () => Promise<string[]>) {
    const loaded = await load();
    this.shown = [];
    for (const item of loaded) this.shown.push(item);
    return this.items.length;
  }
}
