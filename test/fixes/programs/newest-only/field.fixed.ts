// file: main.ts
export class SearchView {
  query = '';
  results: readonly string[] = [];
  private readonly ask: (query: string) => Promise<readonly string[]>;
  private resultsTurn = 0;

  constructor(ask: (query: string) => Promise<readonly string[]>) {
    this.ask = ask;
  }

  async search(query: string): Promise<void> {
    this.query = query;
    const turn = ++this.resultsTurn;
    const found = await this.ask(query);
    if (turn !== this.resultsTurn) return;
    this.results = [...found];
  }
}
