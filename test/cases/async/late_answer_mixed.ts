declare const api: { search(query: string, page: { size: number }): Promise<{ items: string[] }> };

export class SearchView {
  query = '';
  results: string[] = [];

  async search(query: string): Promise<void> {
    this.query = query;
    const found = await api.search(query, { size: 10 });
    this.results = found.items;
    //| race-across-await: this.results
  }
}

export class Overview {
  private fingerprint = '';
  private data: unknown;

  update(ids: string[]): void {
    const fingerprint = ids.sort().join(',');
    if (fingerprint !== this.fingerprint) {
      this.fingerprint = fingerprint;
      void this.fetch(ids);
    }
  }

  private async fetch(ids: string[]): Promise<void> {
    const [data] = await Promise.all([load(ids)]);
    this.data = data;
    //| race-across-await: this.data
  }
}

export class Chained {
  path = '';
  text = '';

  open({ path }: { path: string }): void {
    this.path = path;
    load([path]).then((text) => {
      this.text = String(text);
      //| race-across-await: this.text
    });
  }
}
declare function load(ids: string[]): Promise<unknown>;
