import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
export class Cache {
  private dir = '/var/cache/app';
  async ensure() {
    if (!existsSync(this.dir)) {
      await mkdir(this.dir, { recursive: true });
    }
  }
}
