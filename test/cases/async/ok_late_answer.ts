declare const api: { search(query: string, options?: object): Promise<string[]>; open(): Promise<string> };

export class Identity {
  query = '';
  results: string[] = [];
  async search(query: string): Promise<void> {
    this.query = query;
    const results = await api.search(query);
    if (this.query !== query) return;
    this.results = results;
  }
}

export class Token {
  private asked = 0;
  query = '';
  results: string[] = [];
  async search(query: string): Promise<void> {
    const mine = ++this.asked;
    this.query = query;
    const results = await api.search(query);
    if (mine === this.asked) this.results = results;
  }
}

export class Together {
  query = '';
  results: string[] = [];
  async search(query: string): Promise<void> {
    const results = await api.search(query);
    this.query = query;
    this.results = results;
  }
}

export class ByKey {
  query = '';
  readonly results = new Map<string, string[]>();
  async search(query: string): Promise<void> {
    this.query = query;
    this.results.set(query, await api.search(query));
  }
}

export class Aborted {
  private controller = new AbortController();
  query = '';
  results: string[] = [];
  async search(query: string): Promise<void> {
    this.controller.abort();
    this.controller = new AbortController();
    this.query = query;
    this.results = await api.search(query, { signal: this.controller.signal });
  }
}

// What is noted has nothing to do with what is asked.
export class Unrelated {
  startedAt = 0;
  name = '';
  version = '';
  async load(name: string): Promise<void> {
    this.startedAt = Date.now();
    this.name = name;
    this.version = await api.open();
  }
}

// Whoever selects anew keeps the text: it does not belong to what is selected.
export class Apart {
  private id = '';
  private total = '';
  select(id: string): void {
    this.id = id;
  }
  async count(): Promise<void> {
    const found = await api.search(this.id);
    this.total = found.join();
  }
}

export class Rechecked {
  private id = '';
  private text: string[] = [];
  select(id: string): void {
    this.id = id;
    this.text = [];
  }
  async explain(): Promise<void> {
    const id = this.id;
    const text = await api.search(id);
    if (id !== this.id) return;
    this.text = text;
  }
}
