import { createServer } from 'node:http';

declare function load(key: string): Promise<number>;
const seen = new Map<string, number>();

createServer(async (req, res) => {
  const key = req.url ?? '/';
  if (!seen.has(key)) {
    const value = await load(key);
    seen.set(key, value);
    //| race-across-await: Two requests
  }
  res.end(String(seen.get(key)));
}).listen(0);
