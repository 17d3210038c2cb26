import express from 'express';
declare function load(): Promise<string>;
export function makeRouter() {
  const r = express.Router();
  let cfg: string | undefined;
  r.get('/', async (_q, res) => {
    if (!cfg) cfg = await load();
    //| race-across-await: cfg
    res.send(cfg);
  });
  return r;
}
