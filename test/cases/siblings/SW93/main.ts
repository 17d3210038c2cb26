import { createServer } from 'node:http';

function pause(milliseconds: number): void {
  const end = Date.now() + milliseconds;
  while (Date.now() < end); //~ blocking-cpu | blocking-wait-on-event-loop | blocking-call
}

async function upstream(path: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`https://upstream.example${path}`);
    if (response.ok || attempt === 4) {
      return response.text();
    }
    pause(attempt * 250); //~ blocking-cpu | blocking-wait-on-event-loop | blocking-call
  }
}

createServer(async (req, res) => {
  res.end(await upstream(req.url ?? '/'));
}).listen(8080);
