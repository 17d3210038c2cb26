// What is called only while the program starts blocks nobody, whatever it is called; what handlers call does.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
export async function readEverything(): Promise<string> {
  return readFileSync('/tmp/config', 'utf8');
}
export async function createReport(): Promise<string> {
  return readFileSync('/tmp/report', 'utf8');
  //| blocking-call
}
const config = await readEverything();
createServer(async (_q, r) => {
  r.end(config + (await createReport()));
}).listen(1);
