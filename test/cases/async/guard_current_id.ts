declare function open(id: string): Promise<void>;
export class X {
  private current = '';
  async switchTo(id: string) {
    if (this.current === id) return;
    await open(id);
    this.current = id;
    //| race-across-await: this.current
  }
}
