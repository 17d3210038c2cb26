import { readFile } from 'node:fs/promises';

class Translations {
  private readonly ready: Promise<void>;
  private readonly texts = new Map<string, string>();

  constructor(path: string) {
    this.ready = this.load(path); //~ wait-cycle
  }

  async get(key: string): Promise<string> {
    await this.ready; //~ wait-cycle
    return this.texts.get(key) ?? key;
  }

  private async load(path: string): Promise<void> {
    const source = JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
    for (const [key, text] of Object.entries(source)) {
      this.texts.set(key, text);
    }
    console.log(await this.get('name')); //~ wait-cycle
  }
}

const translations = new Translations(new URL('./case.json', import.meta.url).pathname);
console.log(await translations.get('title'));
