import * as fs from 'fs';
let cached: string | undefined;
export function get(p: string, cb: (e: any, s?: string) => void) {
  if (cached) return cb(null, cached);
  fs.readFile(p, 'utf8', (err, data) => {
    if (err) return cb(err);
    cached = data;
    //| race-across-await: cached
    cb(null, data);
  });
}
