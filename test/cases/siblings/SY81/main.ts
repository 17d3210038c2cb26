import { scryptSync, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const salt = Buffer.from('pepper and salt');
const expected = scryptSync('open sesame', salt, 64);

function matches(password: string): boolean {
  return timingSafeEqual(scryptSync(password, salt, 64), expected); //~ blocking-call
}

createServer((request, response) => {
  response.statusCode = matches(request.headers.authorization ?? '') ? 200 : 401; //~ blocking-call
  response.end();
}).listen(8080);
