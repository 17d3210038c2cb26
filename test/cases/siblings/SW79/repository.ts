import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export class TemplateRepository {
  private readonly texts = new Map<string, string>();

  constructor(folder: string) {
    for (const name of readdirSync(folder)) {
      this.texts.set(name, readFileSync(join(folder, name), 'utf8'));
    }
  }

  get(name: string): string {
    return this.texts.get(name) ?? '';
  }
}
