/** Summaries that outlive a run: an edit elsewhere must still reach them, and one that does not must leave them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../server/src/engine.ts';

const host = { readFile: () => undefined, fileExists: () => false };
const LOCK = `import { Mutex } from 'async-mutex';\nexport const mutex = new Mutex();\n`;
const OUTER = `import { mutex } from './lock.ts';
import { inner } from './inner.ts';
export async function outer(): Promise<number> {
  return mutex.runExclusive(async () => inner());
}
`;
const QUIET = `export async function inner(): Promise<number> { return 1; }\n`;
const LOCKING = `import { mutex } from './lock.ts';
export async function inner(): Promise<number> { return mutex.runExclusive(() => 1); }
`;

function engineWith(files: Record<string, string>): Engine {
  const engine = new Engine(host);
  for (const [name, text] of Object.entries(files)) engine.update(`/p/${name}`, text);
  return engine;
}

const rulesOf = (engine: Engine): string[] =>
  engine.analyse().findings.map((f) => `${f.rule} ${f.at.file}:${f.at.start}`);

test('an edit of a callee reaches the summary of its caller', () => {
  const engine = engineWith({ 'lock.ts': LOCK, 'outer.ts': OUTER, 'inner.ts': QUIET });
  assert.deepEqual(rulesOf(engine), []);
  engine.update('/p/inner.ts', LOCKING);
  const expected = rulesOf(engineWith({ 'lock.ts': LOCK, 'outer.ts': OUTER, 'inner.ts': LOCKING }));
  assert.equal(expected.length, 1);
  assert.deepEqual(rulesOf(engine), expected);
  engine.update('/p/inner.ts', QUIET);
  assert.deepEqual(rulesOf(engine), []);
});

test('an override in a new subclass reaches a caller that does not import it', () => {
  const base = `import { mutex } from './lock.ts';
export class Job { async work(): Promise<void> {} }
export async function run(job: Job): Promise<void> { await mutex.runExclusive(() => job.work()); }
`;
  const sub = `import { mutex } from './lock.ts';
import { Job } from './base.ts';
export class Special extends Job { override async work(): Promise<void> { await mutex.runExclusive(() => undefined); } }
`;
  const engine = engineWith({ 'lock.ts': LOCK, 'base.ts': base });
  assert.deepEqual(rulesOf(engine), []);
  engine.update('/p/sub.ts', sub);
  assert.deepEqual(rulesOf(engine), rulesOf(engineWith({ 'lock.ts': LOCK, 'base.ts': base, 'sub.ts': sub })));
  assert.equal(rulesOf(engine).length, 1);
});

test('a callback that is stored later is seen by the summary that calls it', () => {
  const store = `import { mutex } from './lock.ts';
export class Store {
  listener: (() => Promise<void>) | undefined;
  async read(): Promise<number> { return mutex.runExclusive(() => 1); }
  async write(): Promise<void> { await mutex.runExclusive(async () => { await this.listener?.(); }); }
}
export const store = new Store();
`;
  const user = `import { store } from './store.ts';
store.listener = async () => { await store.read(); };
`;
  const engine = engineWith({ 'lock.ts': LOCK, 'store.ts': store });
  assert.deepEqual(rulesOf(engine), []);
  engine.update('/p/user.ts', user);
  assert.deepEqual(rulesOf(engine), rulesOf(engineWith({ 'lock.ts': LOCK, 'store.ts': store, 'user.ts': user })));
  assert.equal(rulesOf(engine).length, 1);
});
