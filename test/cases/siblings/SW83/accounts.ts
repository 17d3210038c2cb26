import { randomBytes, scryptSync } from 'node:crypto';

async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${scryptSync(password, salt, 64).toString('hex')}`; //~ blocking-call
}

export class Accounts {
  private readonly hashes = new Map<string, string>();

  async signUp(user: string, password: string): Promise<void> {
    this.hashes.set(user, await hashPassword(password));
  }
}
