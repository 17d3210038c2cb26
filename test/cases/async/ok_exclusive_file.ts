import { writeFile } from 'node:fs/promises';
export class Keys {
  private path = '/var/lib/keys.json';
  async create(content: string) {
    await writeFile(this.path, content, { flag: 'wx' });
  }
}
