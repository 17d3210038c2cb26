declare function icon(c: string): Promise<string>;
export class W {
  staged: string[] = [];
  async updateView(changes: string[]) {
    this.staged = [];
    for (const c of changes) {
      const i = await icon(c);
      this.staged.push(i);
      //| race-across-await: this.staged
    }
  }
}
