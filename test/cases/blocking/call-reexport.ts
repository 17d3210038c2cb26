import { createServer } from 'node:http';
import { load } from './index.ts';
createServer((_q, r) => r.end(load('x'))).listen(1);
// file: index.ts
export { default as load } from './load.ts';
// file: load.ts
import { read } from './fs-helpers.ts';
export default function load(name: string): string {
  return read(`/tmp/${name}`);
}
// file: fs-helpers.ts
import { readFileSync } from 'fs';
const options = { encoding: 'utf8' } as const;
export const read = (path: string): string => readFileSync(path, options);
//| blocking-call
