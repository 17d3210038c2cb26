declare function icon(x: string): Promise<string>;
export class Tree {
  private rows: string[] = [];
  private reset() {
    this.rows.length = 0;
  }
  async refresh(names: string[]) {
    this.reset();
    for (const name of names) {
      const shown = await icon(name);
      this.append(shown);
      //| race-across-await: this.rows
    }
  }
  private append(row: string) {
    this.rows.push(row);
  }
}
