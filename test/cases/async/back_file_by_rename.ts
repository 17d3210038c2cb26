import { readFile, rename, writeFile } from 'node:fs/promises';
import * as path from 'node:path';

export class Settings {
  constructor(private readonly dir: string) {}

  private file() {
    return path.join(this.dir, 'settings.json');
  }

  async set(key: string, value: string) {
    const settings = JSON.parse(await readFile(this.file(), 'utf8'));
    settings[key] = value;
    await writeFile(`${this.file()}.tmp`, JSON.stringify(settings));
    await rename(`${this.file()}.tmp`, this.file());
    //| race-across-await
  }

  async reset(defaults: Record<string, string>) {
    await writeFile(`${this.file()}.tmp`, JSON.stringify(defaults));
    await rename(`${this.file()}.tmp`, this.file());
  }
}
