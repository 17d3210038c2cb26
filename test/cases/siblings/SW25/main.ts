class Suggestions {
  private sequence = 0;
  private items: readonly string[] = [];
  private readonly list: HTMLElement;

  constructor(list: HTMLElement) {
    this.list = list;
  }

  async update(term: string): Promise<void> {
    const ticket = ++this.sequence;
    const response = await fetch(`/suggest?q=${encodeURIComponent(term)}`);
    const items = (await response.json()) as string[];
    if (ticket !== this.sequence) return;
    this.items = items;
    this.list.replaceChildren(...this.items.map((item) => new Text(item)));
  }
}

const suggestions = new Suggestions(document.body);
document.querySelector<HTMLInputElement>('input')?.addEventListener('input', (event) => {
  void suggestions.update((event.target as HTMLInputElement).value);
});
