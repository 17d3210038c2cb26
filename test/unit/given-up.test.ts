/** An analysis that is given up half way leaves nothing wrong behind: the next one says what a fresh engine says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GivenUp } from '../../server/src/analysis/tracking.ts';
import { Engine } from '../../server/src/engine.ts';

const STORE = `import { connect } from './connect.ts';
export class Store {
  private client: object | undefined;
  async get(): Promise<object> {
    if (!this.client) this.client = await connect();
    return this.client;
  }
}
`;
const TEXTS: Readonly<Record<string, string>> = {
  '/connect.ts': `export async function connect(): Promise<object> { return {}; }\n`,
  '/store.ts': STORE,
  '/use.ts': `import { Store } from './store.ts';\nconst store = new Store();\nexport async function use(): Promise<object> { return store.get(); }\n`,
};

function engineOf(texts: Readonly<Record<string, string>>): Engine {
  const engine = new Engine({ readFile: (path) => texts[path], fileExists: (path) => path in texts });
  for (const [path, text] of Object.entries(texts)) engine.update(path, text);
  return engine;
}

test('an analysis can be given up at every point', () => {
  const expected = engineOf(TEXTS).analyse();
  assert.equal(expected.findings.length, 1);
  const edited = { ...TEXTS, '/store.ts': STORE.replace('return this.client;', 'return this.client ?? {};') };
  const after = engineOf(edited).analyse();
  for (let patience = 0; ; patience++) {
    let left = patience;
    const engine = engineOf(TEXTS);
    let finished = true;
    try {
      engine.analyse({ isWanted: () => left-- > 0 });
    } catch (error) {
      assert.ok(error instanceof GivenUp);
      finished = false;
    }
    if (patience % 2 === 0) {
      engine.update('/store.ts', edited['/store.ts']);
      assert.deepEqual(engine.analyse(), after);
    } else assert.deepEqual(engine.analyse(), expected);
    if (finished) {
      assert.ok(patience > 5, 'it is asked more than once');
      return;
    }
  }
});
