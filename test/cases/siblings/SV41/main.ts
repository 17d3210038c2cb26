import { Mutex } from 'async-mutex';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

interface Secret {
  readonly salt: Buffer;
  readonly key: Buffer;
}

class Vault {
  private readonly mutex = new Mutex();
  private readonly secrets = new Map<string, Secret>();

  async put(name: string, password: string): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.secrets.set(name, this.derive(password));
    });
  }

  private derive(password: string): Secret {
    const salt = randomBytes(16);
    return { salt, key: pbkdf2Sync(password, salt, 600_000, 32, 'sha256') }; //~ blocking-call | blocking-under-lock
  }
}

const vault = new Vault();
createServer(async (request, response) => {
  await vault.put(request.url ?? '/', await text(request));
  response.writeHead(204).end();
}).listen(8080);
