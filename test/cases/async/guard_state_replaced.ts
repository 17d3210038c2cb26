declare function load(): Promise<string>;
export class X {
  private state = { initialized: false, v: '' };
  async init() {
    if (this.state.initialized) return;
    const v = await load();
    this.state = { ...this.state, initialized: true, v };
    //| race-across-await: this.state.initialized
  }
}
