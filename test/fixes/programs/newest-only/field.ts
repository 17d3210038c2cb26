// finds: race-across-await
// fix: Let only the newest answer into this.results
// run: run.test.ts
// file: main.ts
export class SearchView {
  query = '';
  results: readonly string[] = [];
  private readonly ask: (query: string) => Promise<readonly string[]>;

  constructor(ask: (query: string) => Promise<readonly string[]>) {
    this.ask = ask;
  }

  async search(query: string): Promise<void> {
    this.query = query;
    const found = await this.ask(query);
    this.results = [...found];
  }
}
// file: run.test.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { SearchView } from './main.ts';

const view = new SearchView((query) => sleep(query === 'a' ? 20 : 5, [query]));
await Promise.all([view.search('a'), view.search('ab')]);
process.exitCode = view.query === view.results[0] ? 0 : 1;
