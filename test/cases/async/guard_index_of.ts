declare function check(id: string): Promise<void>;
export class X {
  private items: string[] = [];
  async add(id: string) {
    if (this.items.indexOf(id) === -1) {
      await check(id);
      this.items.push(id);
      //| race-across-await: this.items
    }
  }
}
