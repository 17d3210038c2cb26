declare function icon(c: string): Promise<string>;
export class W {
  staged: string[] = [];
  async updateView(changes: string[]) {
    const list: string[] = [];
    for (const c of changes) {
      list.push(await icon(c));
    }
    this.staged = list;
  }
}
