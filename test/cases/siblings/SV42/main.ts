import { Mutex } from 'async-mutex';
import { pbkdf2, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

class Vault {
  private readonly mutex = new Mutex();
  private readonly secrets = new Map<string, { salt: Buffer; key: Buffer }>();

  async put(name: string, password: string): Promise<void> {
    const salt = randomBytes(16);
    const key = await derive(password, salt, 600_000, 32, 'sha256');
    await this.mutex.runExclusive(() => {
      this.secrets.set(name, { salt, key });
    });
  }
}

const vault = new Vault();
createServer(async (request, response) => {
  await vault.put(request.url ?? '/', await text(request));
  response.writeHead(204).end();
}).listen(8080);
