import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

function stretch(password: string): string {
  let digest = password;
  for (let round = 0; round < 500_000; round++) { //~ blocking-cpu
    digest = createHash('sha256').update(digest).digest('hex');
  }
  return digest;
}

createServer((request, response) => {
  response.end(stretch(request.url ?? '')); //~ blocking-cpu
}).listen(8080);
