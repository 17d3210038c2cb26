import { readFile, writeFile, mkdtemp } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import express from 'express';

declare const upload: { dir: string };
declare function transform(text: string): string;

// Each request has a file of its own.
const app = express();
app.post('/convert', async (req, res) => {
  const dir = await mkdtemp(join(upload.dir, 'job-'));
  const file = join(dir, 'in.txt');
  await writeFile(file, req.body);
  await writeFile(file, transform(await readFile(file, 'utf8')));
  const other = join(upload.dir, `${randomUUID()}.txt`);
  await writeFile(other, req.body);
  await writeFile(other, transform(await readFile(other, 'utf8')));
  res.end();
});

// What is written does not come from what was read.
export class Report {
  constructor(private readonly dir: string) {}
  async update(text: string) {
    const file = join(this.dir, 'report.txt');
    const old = await readFile(file, 'utf8');
    console.log(old.length);
    await writeFile(file, text);
  }
}
