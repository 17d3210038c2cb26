declare function load(): Promise<string>;
export class X {
  private db?: string;
  public connect = async () => {
    if (this.db) return this.db;
    this.db = await load();
    //| race-across-await: this.db
    return this.db;
  };
}
