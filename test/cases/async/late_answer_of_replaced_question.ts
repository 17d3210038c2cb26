declare const api: { explain(id: string): Promise<string> };

export class Details {
  private id = '';
  private text = '';

  select(id: string): void {
    this.id = id;
    this.text = '';
  }

  async explain(): Promise<void> {
    const id = this.id;
    const text = await api.explain(id);
    this.text = text;
    //| race-across-await: this.text
  }
}
