import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { randomBytes, scrypt } from 'node:crypto';

const hashes = new Map<string, string>();

function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 64, (error, key) => {
      if (error) reject(error);
      else resolve(`${salt.toString('hex')}:${key.toString('hex')}`);
    });
  });
}

createServer(async (req, res) => {
  const { user, password } = JSON.parse(await text(req)) as { user: string; password: string };
  hashes.set(user, await hashPassword(password));
  res.writeHead(201).end();
}).listen(8080);
