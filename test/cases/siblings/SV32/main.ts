import { Mutex } from 'async-mutex';
import { createServer } from 'node:http';
import { readdir } from 'node:fs/promises';

class Search {
  #index: ReadonlySet<string> | undefined;
  readonly #building = new Mutex();

  async has(name: string): Promise<boolean> {
    const index = this.#index ?? (await this.#build());
    return index.has(name);
  }

  #build(): Promise<ReadonlySet<string>> {
    return this.#building.runExclusive(async () => {
      if (this.#index !== undefined) return this.#index;
      const names = await readdir('docs');
      this.#index = new Set(names);
      return this.#index;
    });
  }
}

const search = new Search();
createServer(async (request, response) => {
  response.end(String(await search.has(request.url ?? '/')));
}).listen(8080);
