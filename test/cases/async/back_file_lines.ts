import { promises as fs } from 'fs';
import express from 'express';
import os from 'os';
import { join } from 'path';

function envFile() {
  const explicit = process.env.APP_ENV;
  if (explicit) return explicit;
  return join(os.homedir(), '.app', 'env');
}

async function readRaw() {
  try {
    return await fs.readFile(envFile(), 'utf8');
  } catch {
    return '';
  }
}

async function updateEnv(updates: Record<string, string>) {
  const out: string[] = [];
  for (const line of (await readRaw()).split('\n')) {
    const key = line.slice(0, line.indexOf('='));
    out.push(key in updates ? `${key}=${updates[key]}` : line);
  }
  await fs.writeFile(envFile(), out.join('\n'));
  //| race-across-await
}

const app = express();
app.post('/env', async (req, res) => {
  await updateEnv(req.body);
  res.end();
});
