import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

interface Context {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  body: string;
  status: number;
}

type Middleware = (ctx: Context, next: () => Promise<void>) => Promise<void>;

const stack: Middleware[] = [
  async (ctx, next) => {
    const started = performance.now();
    await next();
    ctx.body = `${ctx.body}\n<!-- ${(performance.now() - started).toFixed(1)} ms -->`;
  },
  async (ctx, next) => {
    if (ctx.status === 404) {
      ctx.body = await render(ctx.req.url ?? '/');
      ctx.status = 200;
    }
    await next();
  },
];

async function render(path: string): Promise<string> {
  await Promise.resolve();
  return `<h1>${path}</h1>`;
}

function run(ctx: Context, index = 0): Promise<void> {
  const next = stack[index];
  return next === undefined ? Promise.resolve() : next(ctx, () => run(ctx, index + 1));
}

createServer(async (req, res) => {
  const ctx: Context = { req, res, body: '', status: 404 };
  await run(ctx);
  res.writeHead(ctx.status).end(ctx.body);
}).listen(8080);
