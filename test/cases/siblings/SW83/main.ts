import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Accounts } from './accounts.ts';

const accounts = new Accounts();

createServer(async (req, res) => {
  const { user, password } = JSON.parse(await text(req)) as { user: string; password: string };
  await accounts.signUp(user, password);
  res.writeHead(201).end();
}).listen(8080);
