declare function icons(c: string[]): Promise<string[]>;
export class W {
  staged: string[] = [];
  async updateView(changes: string[]) {
    const got = await icons(changes);
    this.staged = [];
    for (const c of got) this.staged.push(c);
  }
}
