import { createServer } from 'node:http';
import { load } from './load.ts';

createServer((_request, response) => {
  response.end(load('x.txt'));
}).listen(8080);
