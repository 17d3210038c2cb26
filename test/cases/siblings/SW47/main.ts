import { Mutex } from 'async-mutex';

const mutex = new Mutex();
const compiled = new Map<string, RegExp>();

async function pattern(source: string): Promise<RegExp> {
  const release = await mutex.acquire(); //~ unreleased-lock
  const known = compiled.get(source);
  if (known) {
    return known; //~ unreleased-lock
  }
  const created = new RegExp(source, 'u');
  compiled.set(source, created);
  release();
  return created;
}

for (const line of ['a+', 'b+', 'a+', 'c+']) {
  console.log((await pattern(line)).source);
}
