declare function load(): Promise<void>;
export class X {
  private started = false;
  private ready?: Promise<void>;
  async run() {
    if (!this.started) {
      this.started = true;
      this.ready = load();
    }
    await this.ready;
    return fetch('y');
  }
}
