declare function icon(x: string): Promise<string>;
export class Tree {
  private rows: string[] = [];
  private reset() {
    this.rows.length = 0;
    //| race-across-await: this.rows
  }
  async refresh(names: string[]) {
    this.reset();
    for (const name of names) {
      const shown = await icon(name);
      this.append(shown);
    }
  }
  private append(row: string) {
    this.rows.push(row);
  }
}
