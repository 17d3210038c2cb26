import { pbkdf2Sync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const template = readFileSync('index.html', 'utf8');
let cached: string | undefined;

function settings(): string {
  if (cached === undefined) cached = readFileSync('settings.json', 'utf8');
  return cached;
}

function hash(password: string): string {
  return pbkdf2Sync(password, 'salt', 100_000, 32, 'sha256').toString('hex');
  //| blocking-call: pbkdf2Sync
}

function login(password: string): string {
  return hash(password);
}

createServer((req, res) => {
  if (req.url === '/login') res.end(login('secret'));
  else if (req.url === '/motd') res.end(readFileSync('motd.txt'));
  //| blocking-call: readFileSync
  else res.end(template + settings());
}).listen(8080);

process.on('exit', () => {
  if (!existsSync('state.json')) readFileSync('state.json');
});
