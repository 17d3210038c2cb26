declare function load(): Promise<string>;
export class X {
  private state: { data?: string } = {};
  async init() {
    if (this.state.data !== undefined) return;
    const data = await load();
    this.state = { data };
    //| race-across-await: this.state.data
  }
}
