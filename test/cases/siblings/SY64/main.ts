import { EventEmitter } from 'node:events';

class SearchBox {
  private latest = 0;
  results: readonly string[] = [];

  async search(query: string): Promise<void> {
    const token = ++this.latest;
    const response = await fetch(`https://example.test/?q=${encodeURIComponent(query)}`);
    const found = (await response.json()) as string[];
    if (token !== this.latest) return;
    this.results = found;
  }
}

const keys = new EventEmitter<{ input: [query: string] }>();
const box = new SearchBox();
keys.on('input', (query) => void box.search(query));
