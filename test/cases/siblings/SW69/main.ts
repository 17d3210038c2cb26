import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { Mutex } from 'async-mutex';

const mutex = new Mutex();
const terminal = createInterface({ input: stdin, output: stdout });
const deployed: string[] = [];

async function deploy(version: string): Promise<void> {
  await mutex.runExclusive(async () => { //~ blocking-under-lock
    const answer = await terminal.question(`deploy ${version}? `); //~ blocking-under-lock
    if (answer === 'yes') {
      deployed.push(version);
    }
  });
}

await Promise.all(['2.0', '2.1'].map(deploy));
terminal.close();
