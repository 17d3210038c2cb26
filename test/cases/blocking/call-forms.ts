import fs, { existsSync } from 'node:fs';
import * as cp from 'node:child_process';
import zlib from 'node:zlib';
import crypto from 'node:crypto';
import fse from 'fs-extra';
import express from 'express';
const app = express();
app.get('/a', (_req, res) => {
  res.send(fs.readFileSync('/etc/motd', 'utf8'));
  //| blocking-call
});
app.get('/b', (_req, res) => {
  res.send(cp.execSync('git rev-parse HEAD').toString());
  //| blocking-call
});
app.get('/c', (_req, res) => {
  res.send(zlib.gzipSync(Buffer.alloc(1e6)));
  //| blocking-call
});
app.post('/d', async (req, res) => {
  const key = crypto.scryptSync(String(req.body), 'salt', 64);
  //| blocking-call
  res.send(key);
});
app.get('/e', (_req, res) => {
  res.json(fse.readJsonSync('/tmp/x.json'));
  //| blocking-call
});
app.get('/f', async (_req, res) => {
  const text = await new Promise<string>((resolve) => {
    resolve(fs.readFileSync('/tmp/x', 'utf8'));
    //| blocking-call
  });
  res.send(text);
});
class Page {
  get body(): string {
    return fs.readFileSync('/tmp/page.html', 'utf8');
    //| blocking-call
  }
}
app.get('/g', (_req, res) => {
  const page = new Page();
  res.send(page.body);
});
app.get('/h', async (_req, res) => {
  res.send(await fs.promises.readFile('/etc/motd', 'utf8'));
});
export const probe = (): boolean => existsSync('/tmp');
