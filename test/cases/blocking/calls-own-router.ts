import { execSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

class App {
  private readonly routes = new Map<string, Handler>();

  get(path: string, handler: Handler): void {
    this.routes.set(path, handler);
  }

  listen(): void {
    createServer((req, res) => {
      void this.routes.get(req.url ?? '/')?.(req, res);
    }).listen(8080);
  }
}

const app = new App();
app.get('/version', async (_req, res) => {
  res.end(execSync('git rev-parse HEAD'));
  //| blocking-call: execSync
});
app.listen();
