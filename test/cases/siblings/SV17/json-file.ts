import { readFile, writeFile } from 'node:fs/promises';

export class JsonFile<T> {
  constructor(
    private readonly path: string,
    private readonly fallback: T,
  ) {}

  async read(): Promise<T> {
    try {
      return JSON.parse(await readFile(this.path, 'utf8')) as T;
    } catch {
      return this.fallback;
    }
  }

  async write(value: T): Promise<void> {
    await writeFile(this.path, JSON.stringify(value)); //~ race-across-await
  }
}
