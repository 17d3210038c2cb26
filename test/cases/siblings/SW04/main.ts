import { stat } from 'node:fs/promises';

class Archive {
  #size = 0;

  get size(): number {
    return this.#size;
  }

  async add(path: string): Promise<void> {
    this.#size += (await stat(path)).size; //~ race-across-await
  }
}

const archive = new Archive();
await Promise.all(process.argv.slice(1).map((path) => archive.add(path)));
console.log(archive.size);
