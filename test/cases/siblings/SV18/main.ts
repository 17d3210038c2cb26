import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';

class JsonFile<T> {
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly fallback: T,
  ) {}

  update(change: (value: T) => T): Promise<T> {
    const next = this.#tail.then(async () => {
      const text = await readFile(this.path, 'utf8').catch(() => undefined);
      const value = change(text === undefined ? this.fallback : (JSON.parse(text) as T));
      await writeFile(this.path, JSON.stringify(value));
      return value;
    });
    this.#tail = next.catch(() => undefined);
    return next;
  }
}

const recent = new JsonFile<string[]>('recent.json', []);

createServer(async (request, response) => {
  const path = request.url ?? '/';
  const list = await recent.update((known) => [path, ...known.filter((one) => one !== path)].slice(0, 10));
  response.end(JSON.stringify(list));
}).listen(8080);
