declare function load(k: string): Promise<string>;
interface E {
  value?: string;
}
export class X {
  private entries = new Map<string, E>();
  async get(id: string) {
    const entry = this.entries.get(id)!;
    if (entry.value) return entry.value;
    const v = await load(id);
    entry.value = v;
    //| race-across-await: this.entries[id].value
    return v;
  }
}
