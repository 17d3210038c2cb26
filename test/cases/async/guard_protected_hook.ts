declare function load(): Promise<string>;
export abstract class X {
  private db?: string;
  protected async _ensure() {
    if (!this.db) {
      this.db = await load();
      //| race-across-await: this.db
    }
    return this.db;
  }
}
