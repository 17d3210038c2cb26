import { Mutex } from 'async-mutex';

const mutex = new Mutex();
let text = '';

async function spellcheck(line: string): Promise<string> {
  await Promise.resolve();
  return line.trim();
}

async function append(line: string): Promise<void> {
  await mutex.waitForUnlock();
  const before = text; //~ race-across-await | inconsistent-locking
  const checked = await spellcheck(line);
  text = `${before}${checked}\n`; //~ race-across-await | inconsistent-locking
}

await Promise.all([append('one '), append('two ')]);
console.log(text);
