declare function load(): Promise<string>;
export class X {
  private db?: string;
  constructor(private ws: any) {
    this.ws.onmessage = this.handle;
  }
  private handle = async () => {
    if (!this.db) {
      this.db = await load();
      //| race-across-await: this.db
    }
  };
}
