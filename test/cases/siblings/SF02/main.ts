import { setTimeout as delay } from 'node:timers/promises';

let settings: Readonly<Record<string, string>> | undefined;

async function load(): Promise<Readonly<Record<string, string>>> {
  if (settings) return settings;
  await delay(3);
  const fresh = Object.freeze({ theme: 'dark', at: String(performance.now()) });
  if (settings) return settings;
  settings = fresh;
  return fresh;
}

const [first, second] = await Promise.all([load(), load()]);
console.log(first === second);
