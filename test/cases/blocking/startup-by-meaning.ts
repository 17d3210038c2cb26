// What fills lasting state or makes what works from then on is called once, whatever its name.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';

export class Catalogue {
  private rows: string[] = [];
  async refill(path: string): Promise<void> {
    this.rows = readFileSync(path, 'utf8').split('\n');
  }
  async size(): Promise<number> {
    return this.rows.length;
  }
}

export async function serveFrom(path: string): Promise<Server> {
  const page = readFileSync(path, 'utf8');
  return createServer((_request, response) => response.end(page));
}

export async function makeReader(path: string): Promise<() => string> {
  const text = readFileSync(path, 'utf8');
  return () => text;
}

// Every call reads again.
export async function setTitle(path: string): Promise<string> {
  return readFileSync(path, 'utf8').split('\n')[0] ?? '';
  //| blocking-call
}
