import { Semaphore } from 'async-mutex';
import { createServer } from 'node:http';

const upstream = new Semaphore(4);

function proxied(path: string): Promise<string> {
  return upstream.acquire().then(([, release]) => //~ unreleased-lock
    fetch(`http://upstream.example${path}`)
      .then((response) => response.text())
      .then((text) => {
        release();
        return text;
      }),
  );
}

createServer((request, response) => {
  proxied(request.url ?? '/').then(
    (text) => response.end(text),
    () => response.writeHead(502).end(),
  );
}).listen(8080);
