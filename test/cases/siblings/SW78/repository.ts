import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export class TemplateRepository {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  get(name: string): string {
    return readFileSync(join(this.folder, `${name}.html`), 'utf8'); //~ blocking-call
  }
}
