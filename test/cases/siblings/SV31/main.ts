import { Mutex } from 'async-mutex';
import { createServer } from 'node:http';
import { buildIndex, type Index } from './build.ts';

class Search {
  #index: Index | undefined;
  readonly #building = new Mutex();

  async find(word: string): Promise<readonly string[]> {
    if (this.#index === undefined) {
      await this.#building.runExclusive(async () => {
        this.#index = await buildIndex('docs'); //~ race-across-await
      });
    }
    return this.#index?.get(word) ?? [];
  }
}

const search = new Search();
createServer(async (request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  response.end(JSON.stringify(await search.find(searchParams.get('q') ?? '')));
}).listen(8080);
