/** Annotations are offered at declarations whose lock discipline the code keeps, and written in place. */
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { CodeAction, TextEdit } from 'vscode-languageserver';
import { TestClient } from './client.ts';

const LEDGER = `import { Mutex } from 'async-mutex';

const tableLock = new Mutex();
let table: string[] = [];
let untouched = 0;

export async function insert(row: string): Promise<void> {
  await tableLock.runExclusive(() => {
    table = [...table, row];
  });
}

export async function rows(): Promise<string[]> {
  return tableLock.runExclusive(() => [...table]);
}

export class Ledger {
  private readonly mutex = new Mutex();
  private readonly rows: string[] = [];
  /** How many rows there are. */
  private count = 0;
  private peeked = 0;
  /**
   * Is written under the lock.
   * @guardedBy mutex
   */
  private said = 0;
  private readonly name: string;
  public open = 0;

  constructor(name: string) {
    this.name = name;
    this.count = 0;
  }

  async add(row: string): Promise<void> {
    await this.mutex.runExclusive(() => {
      this.append(row);
      this.peeked += 1;
      this.said += 1;
      this.open += 1;
      console.log(this.name);
    });
  }

  async clear(): Promise<void> {
    const release = await this.mutex.acquire();
    try {
      this.rows.length = 0;
      this.count = 0;
      this.said = 0;
      this.open = 0;
    } finally {
      release();
    }
  }

  private append(row: string): void {
    this.rows.push(row);
    this.count += 1;
  }

  private loose(): number {
    return this.peeked;
  }

  peek(): number {
    untouched += 1;
    return this.loose();
  }
}

export const openOf = (ledger: Ledger): number => ledger.open;
`;

let folder: string;
before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'interleave-annotations-')));
  writeFileSync(join(folder, 'ledger.ts'), LEDGER);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('annotations', { timeout: 60_000 }, () => {
  it('are offered at the declaration, and written into or as its comment', async () => {
    const client = await TestClient.start({ folders: [folder] });
    const uri = await client.open(join(folder, 'ledger.ts'), LEDGER);
    assert.deepEqual(await client.pull(uri), []);
    const at = async (declaration: string): Promise<CodeAction[]> => {
      const offset = LEDGER.indexOf(declaration) + declaration.length - 1;
      assert.ok(offset > 0, declaration);
      const before = LEDGER.slice(0, offset).split('\n');
      const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
      const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri },
        range: { start: position, end: position },
        context: { diagnostics: [] },
      });
      return actions.filter(({ title }) => title.startsWith('Annotate'));
    };
    const edited = async (declaration: string): Promise<string> => {
      const [action, ...others] = await at(declaration);
      assert.ok(action !== undefined && others.length === 0, declaration);
      assert.equal(action.kind, 'refactor.rewrite.interleave.annotate');
      const [change] = action.edit?.documentChanges ?? [];
      assert.ok(change !== undefined && 'edits' in change);
      const [edit] = change.edits as TextEdit[];
      assert.ok(edit !== undefined);
      const lines = LEDGER.split('\n');
      const offsetOf = ({ line, character }: TextEdit['range']['start']): number =>
        lines.slice(0, line).join('\n').length + (line === 0 ? 0 : 1) + character;
      return LEDGER.slice(0, offsetOf(edit.range.start)) + edit.newText + LEDGER.slice(offsetOf(edit.range.end));
    };
    assert.match(await edited('let table'), /\n\/\*\* @guardedBy tableLock \*\/\nlet table/);
    assert.match(
      await edited('private readonly rows'),
      /\n {2}\/\*\* @guardedBy mutex \*\/\n {2}private readonly rows/,
    );
    assert.match(
      await edited('private count'),
      /\n {2}\/\*\*\n {3}\* How many rows there are\.\n {3}\* @guardedBy mutex\n {3}\*\/\n {2}private count/,
    );
    assert.match(await edited('private append'), /\n {2}\/\*\* @requiresLock mutex \*\/\n {2}private append/);
    // What is said already, not written after the constructor, read without the lock, or reached from outside.
    for (const silent of ['private said', 'private readonly name', 'private peeked', 'public open', 'let untouched'])
      assert.deepEqual(await at(silent), [], silent);
    for (const silent of ['private loose', 'async add', 'class Ledger']) assert.deepEqual(await at(silent), [], silent);
    await client.stop();
  });

  it('are gone while the text is ahead of the analysis, and where the discipline is broken', async () => {
    const client = await TestClient.start({ folders: [folder] });
    const uri = await client.open(join(folder, 'ledger.ts'), LEDGER);
    await client.pull(uri);
    const broken = LEDGER.replace('return this.loose();', 'return this.rows.length;');
    await client.change(uri, 2, broken);
    await client.pull(uri);
    const line = broken.slice(0, broken.indexOf('private readonly rows')).split('\n').length - 1;
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: { line, character: 20 }, end: { line, character: 20 } },
      context: { diagnostics: [] },
    });
    assert.deepEqual(
      actions.filter(({ title }) => title.startsWith('Annotate')),
      [],
    );
    await client.stop();
  });
});
