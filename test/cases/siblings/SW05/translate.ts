import { setTimeout as delay } from 'node:timers/promises';

export async function translate(text: string): Promise<string> {
  await delay(text.length);
  return text.toUpperCase();
}
