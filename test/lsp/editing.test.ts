/**
 * What a person does in an editor besides typing: applies one repair or all, changes settings, renames and deletes
 * files, works in several folders.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { CodeAction, CodeLens, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { PULL, TestClient, until } from './client.ts';

const POOL = `export class Pool {
  private client: object | undefined;
  async get(connect: () => Promise<object>): Promise<object> {
    if (!this.client) {
      this.client = await connect();
    }
    return this.client;
  }
  private total = 0;
  async add(load: () => Promise<number>): Promise<void> {
    this.total += await load();
  }
}
`;
const MAIN = `import { createServer } from 'node:http';
import { load } from './load.ts';

createServer((_request, response) => {
  response.end(load('x.txt'));
}).listen(8080);
`;
const LOAD = `import { readFileSync } from 'node:fs';

export function load(name: string): string {
  return readFileSync(name, 'utf8');
}
`;

let folder: string;
let client: TestClient | undefined;
const path = (name: string): string => join(folder, name);
const uriOf = (name: string): string => pathToFileURL(path(name)).href;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'interleave-editing-')));
});
afterEach(async () => {
  await client?.stop();
  client = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Parameters<typeof TestClient.start>[0] = {}): Promise<TestClient> {
  client = await TestClient.start({ folders: [folder], ...options });
  return client;
}

async function actionsOf(it: TestClient, uri: string, only?: string): Promise<readonly CodeAction[]> {
  const diagnostics = await it.pull(uri);
  const end = { line: 999, character: 0 };
  return it.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end },
    context: { diagnostics, ...(only === undefined ? {} : { only: [only] }) },
  });
}

function isTextEdit(change: NonNullable<WorkspaceEdit['documentChanges']>[number]): change is TextDocumentEdit {
  return 'edits' in change;
}

function applied(edit: WorkspaceEdit | undefined, uri: string, text: string): string {
  const changes = (edit?.documentChanges ?? [])
    .filter(isTextEdit)
    .filter(({ textDocument }) => textDocument.uri === uri);
  assert.equal(changes.length, 1);
  const edits = changes[0]?.edits.flatMap((each) => ('newText' in each ? [each] : [])) ?? [];
  return TextDocument.applyEdits(TextDocument.create(uri, 'typescript', 1, text), edits);
}

describe('editing', { timeout: 60_000 }, () => {
  it('links every diagnostic to the page of its rule', async () => {
    writeFileSync(path('pool.ts'), POOL);
    const it = await start();
    for (const diagnostic of await it.pull(await it.open(path('pool.ts'), POOL))) {
      const page = fileURLToPath(diagnostic.codeDescription?.href ?? '');
      assert.ok(page.endsWith(`${diagnostic.code}.md`));
    }
  });

  it('repairs all sure findings of a file at once, on saving and from the menu', async () => {
    writeFileSync(path('pool.ts'), POOL);
    const it = await start();
    const uri = await it.open(path('pool.ts'), POOL);
    assert.equal((await it.pull(uri)).length, 2);
    for (const only of ['source.fixAll', 'source.fixAll.interleave']) {
      const [action, ...others] = await actionsOf(it, uri, only);
      assert.equal(others.length, 0);
      const text = applied(action?.edit, uri, POOL);
      assert.match(text, /clientPromise \?\?=/);
      assert.match(text, /const awaited = await load\(\);/);
    }
    const menu = (await actionsOf(it, uri)).find(({ kind }) => kind?.startsWith('source.fixAll'));
    assert.ok(menu !== undefined && menu.edit === undefined, 'its edit comes when it is chosen');
    const resolved = await it.connection.sendRequest<CodeAction>('codeAction/resolve', menu);
    await it.change(uri, 2, applied(resolved.edit, uri, POOL));
    assert.deepEqual(await it.pull(uri), []);
    assert.deepEqual(await actionsOf(it, uri, 'source.fixAll'), [], 'nothing is left to repair');
  });

  it('never locks unasked: a new lock is offered, and not part of all repairs', async () => {
    const counter = POOL.replace(
      'this.total += await load();',
      'const before = this.total;\n    this.total = before + (await load());',
    );
    writeFileSync(path('pool.ts'), counter);
    const it = await start();
    const uri = await it.open(path('pool.ts'), counter);
    const offered = await actionsOf(it, uri);
    const lock = offered.find(({ title }) => title === 'Make add @synchronized');
    assert.ok(lock !== undefined && lock.isPreferred !== true);
    const resolved = await it.connection.sendRequest<CodeAction>('codeAction/resolve', lock);
    const created = (resolved.edit?.documentChanges ?? []).filter((change) => 'kind' in change);
    assert.deepEqual(
      created.map((change) => [change.kind, 'uri' in change && change.uri]),
      [['create', uriOf('interleave-locks.ts')]],
    );
    assert.match(applied(resolved.edit, uri, counter), /@synchronized\n {2}async add/);
    const [all] = await actionsOf(it, uri, 'source.fixAll');
    assert.doesNotMatch(applied(all?.edit, uri, counter), /synchronized/);
  });

  it('follows settings that change while it runs', async () => {
    writeFileSync(path('pool.ts'), POOL);
    const it = await start();
    const uri = await it.open(path('pool.ts'), POOL);
    assert.equal((await it.pull(uri)).length, 2);
    const refreshes = it.refreshes.length;
    await it.configure({ rules: { 'race-across-await': 'info' } });
    await until(() => it.refreshes.length > refreshes, 'a request to ask again');
    assert.deepEqual(
      (await it.pull(uri)).map(({ severity }) => severity),
      [3, 3],
    );
    await it.configure({ enable: false });
    await until(() => it.refreshes.length > refreshes + 1, 'another one');
    assert.deepEqual(await it.pull(uri), []);
    await it.configure(null);
    await until(() => it.refreshes.length > refreshes + 2, 'a third one');
    assert.equal((await it.pull(uri)).length, 2);
  });

  it('shows code lenses only to those who want them, and only where the lab is', async () => {
    writeFileSync(path('pool.ts'), POOL);
    const lensesOf = (it: TestClient, uri: string): Promise<CodeLens[]> =>
      it.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    const it = await start({ initializationOptions: { trusted: true } });
    const uri = await it.open(path('pool.ts'), POOL);
    assert.deepEqual(await lensesOf(it, uri), [], 'off by default');
    await it.configure({ codeLens: { enable: true } });
    let lenses: readonly CodeLens[] = [];
    const end = Date.now() + 10_000;
    while (lenses.length === 0 && Date.now() < end) lenses = await lensesOf(it, uri);
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ['Benchmark under GIL', 'Benchmark under GIL'],
    );
  });

  it('notices files that are renamed, deleted and created', async () => {
    writeFileSync(path('main.ts'), MAIN);
    writeFileSync(path('load.ts'), LOAD);
    const it = await start({ capabilities: {} });
    const seen = (name: string, count: number): Promise<unknown> =>
      until(() => (it.pushed.get(uriOf(name)) ?? []).length === count, `${count} findings in ${name}`);
    await seen('load.ts', 1);
    renameSync(path('load.ts'), path('reader.ts'));
    await it.watched({ [path('load.ts')]: 3, [path('reader.ts')]: 1 });
    await seen('load.ts', 0);
    writeFileSync(path('main.ts'), MAIN.replace('./load.ts', './reader.ts'));
    await it.watched({ [path('main.ts')]: 2 });
    await seen('reader.ts', 1);
    rmSync(path('main.ts'));
    await it.watched({ [path('main.ts')]: 3 });
    await seen('reader.ts', 0);
    mkdirSync(path('sub'));
    writeFileSync(path('sub/server.ts'), MAIN.replace('./load.ts', '../reader.ts'));
    await it.watched({ [path('sub/server.ts')]: 1 });
    await seen('reader.ts', 1);
  });

  it('works in several folders, and when one is added or closed', async () => {
    for (const name of ['one', 'two']) {
      mkdirSync(path(name));
      writeFileSync(path(`${name}/pool.ts`), POOL);
    }
    // `workspaceFolders` promises to tell of changes; everything is pushed.
    const it = await start({ folders: [path('one')], capabilities: { workspace: { workspaceFolders: true } } });
    const seen = (name: string, count: number): Promise<unknown> =>
      until(() => (it.pushed.get(uriOf(name)) ?? []).length === count, `${count} findings in ${name}`);
    await seen('one/pool.ts', 2);
    assert.equal(it.pushed.get(uriOf('two/pool.ts')), undefined);
    const two = { uri: uriOf('two'), name: 'two' };
    await it.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [two], removed: [] },
    });
    await seen('two/pool.ts', 2);
    await it.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [two] },
    });
    await seen('two/pool.ts', 0);
    await seen('one/pool.ts', 2);
  });

  it('says what it is doing, and how it ended', async () => {
    writeFileSync(path('pool.ts'), POOL);
    const it = await start({ capabilities: PULL });
    const idle = await until(() => it.status.find(({ state }) => state === 'idle'), 'an idle status');
    assert.equal(idle.findings, 2);
    assert.equal(idle.files, 1);
    const states = it.status.map(({ state }) => state);
    assert.ok(states.indexOf('analysing') < states.indexOf('idle'));
  });
});
