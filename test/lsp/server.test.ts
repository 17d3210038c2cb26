/** The built language server over stdio, as any editor would use it, with the real engine behind. */
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import type { CodeAction, CodeLens, Hover, WorkspaceDiagnosticReport } from 'vscode-languageserver';
import { CancellationToken, CancellationTokenSource } from 'vscode-languageserver/node';
import type { BenchmarkResult, FunctionInfo } from '../../server/src/protocol.ts';
import { PULL, TestClient, until } from './client.ts';

const HANDLER = `import { createServer } from 'node:http';
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
const path = (name: string): string => join(folder, name);
before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'interleave-lsp-')));
  writeFileSync(path('main.ts'), HANDLER);
  writeFileSync(path('load.ts'), LOAD);
  writeFileSync(path('broken.ts'), 'export function ( {{{ ');
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('language server', { timeout: 60_000 }, () => {
  it('reports a finding across files when pulled, with its schedule, a hover and a suppression', async () => {
    const client = await TestClient.start({ folders: [folder] });
    const uri = await client.open(path('load.ts'), LOAD);
    const [diagnostic, ...others] = await client.pull(uri);
    assert.equal(others.length, 0);
    assert.equal(diagnostic?.code, 'blocking-call');
    assert.deepEqual(diagnostic.range.start, { line: 3, character: 9 });
    const related = diagnostic.relatedInformation ?? [];
    assert.ok(related.length >= 2, 'the schedule travels with the diagnostic');
    assert.ok(
      related.some(({ location }) => location.uri.endsWith('/main.ts')),
      'and names the other file',
    );
    const hover = await client.connection.sendRequest<Hover>('textDocument/hover', {
      textDocument: { uri },
      position: { line: 3, character: 12 },
    });
    assert.match((hover.contents as { value: string }).value, /\|---:\|/);
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic] },
    });
    const suppress = actions.find(({ title }) => title.startsWith('Suppress'));
    const edit = suppress?.edit?.documentChanges?.[0];
    assert.ok(edit !== undefined && 'edits' in edit);
    const [inserted] = edit.edits;
    assert.ok(inserted !== undefined && 'newText' in inserted);
    assert.equal(inserted.newText, '  // interleave-disable-next-line blocking-call -- why this is safe\n');
    assert.equal(await client.stop(), 0);
  });

  it('follows edits of another file, saved or not', async () => {
    const client = await TestClient.start({ folders: [folder] });
    const uri = await client.open(path('load.ts'), LOAD);
    const main = await client.open(path('main.ts'), HANDLER);
    assert.equal((await client.pull(uri)).length, 1);
    await client.change(main, 2, HANDLER.replace("load('x.txt')", "'nothing'"));
    assert.deepEqual(await client.pull(uri), []);
    await client.change(main, 3, HANDLER);
    assert.equal((await client.pull(uri)).length, 1);
    await client.stop();
  });

  it('tells the whole project to a client that pulls the workspace, and only news after that', async () => {
    const client = await TestClient.start({ folders: [folder] });
    const ask = (previousResultIds: unknown[]): Promise<WorkspaceDiagnosticReport> =>
      client.connection.sendRequest('workspace/diagnostic', { previousResultIds });
    const first = await ask([]);
    assert.deepEqual(
      first.items.map((item) => item.uri),
      [pathToFileURL(path('load.ts')).href],
    );
    const [item] = first.items;
    let answered = false;
    const second = ask([{ uri: item?.uri, value: item?.resultId }]).then((report) => {
      answered = true;
      return report;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(answered, false, 'nothing new: the server keeps the question');
    await client.open(path('main.ts'), 'export {};\n');
    const news = await second;
    assert.deepEqual(
      news.items.map((report) => report.kind === 'full' && report.items.length),
      [0],
    );
    await client.stop();
  });

  it('pushes where the client cannot pull, and takes back what is gone', async () => {
    const client = await TestClient.start({ folders: [folder], capabilities: {} });
    const uri = pathToFileURL(path('load.ts')).href;
    await until(() => client.pushed.get(uri)?.length === 1, 'a pushed finding');
    await client.open(path('main.ts'), 'export {};\n');
    await until(() => client.pushed.get(uri)?.length === 0, 'an empty list');
    await client.stop();
  });

  it('obeys severities and says which setting it does not understand', async () => {
    const settings = { rules: { 'blocking-call': 'error', 'no-such-rule': 'off' }, lab: { counts: 'many' } };
    const client = await TestClient.start({ folders: [folder], settings });
    const uri = await client.open(path('load.ts'), LOAD);
    const [diagnostic] = await client.pull(uri);
    assert.equal(diagnostic?.severity, 1);
    assert.ok(client.logged.some((line) => line.includes('no-such-rule')));
    assert.ok(client.logged.some((line) => line.includes('interleave.lab.counts')));
    await client.stop();
  });

  it('is silent for a rule that is off and when disabled', async () => {
    for (const settings of [{ rules: { 'blocking-call': 'off' } }, { enable: false }]) {
      const client = await TestClient.start({ folders: [folder], settings });
      assert.deepEqual(await client.pull(await client.open(path('load.ts'), LOAD)), []);
      await client.stop();
    }
  });

  it('works on a single file without a folder, with the neighbours it imports', async () => {
    const client = await TestClient.start();
    const uri = await client.open(path('load.ts'), LOAD);
    assert.equal((await client.pull(uri)).length, 1);
    await client.stop();
  });

  it('lives on after bad input: unparsable text, odd documents, positions out of range', async () => {
    const client = await TestClient.start({ folders: [folder] });
    await client.open(path('broken.ts'), 'class { async ((( `${');
    await client.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: 'untitled:Untitled-1', languageId: 'typescript', version: 1, text: 'let x' },
    });
    const uri = await client.open(path('load.ts'), LOAD);
    const far = { line: 9999, character: 9999 };
    await client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: far });
    await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: far, end: far },
      context: { diagnostics: [] },
    });
    assert.equal((await client.pull(uri)).length, 1);
    assert.ok(
      client.logged.some((line) => line.includes('broken.ts')),
      'the log names the file',
    );
    const idle = await until(() => client.status.findLast((status) => status.state === 'idle'), 'an idle status');
    assert.equal(idle.findings, 1);
    assert.equal(await client.stop(), 0);
  });

  it('finds the function at the cursor and refuses to run it without trust', async () => {
    const client = await TestClient.start({
      folders: [folder],
      capabilities: PULL,
      initializationOptions: { trusted: false },
    });
    const uri = await client.open(path('load.ts'), LOAD);
    const position = { line: 3, character: 4 };
    const found = await client.connection.sendRequest<FunctionInfo>('interleave/functionAt', {
      textDocument: { uri },
      position,
    });
    assert.equal(found.name, 'load');
    assert.deepEqual(found.parameters, ['name']);
    const result = await client.connection.sendRequest<BenchmarkResult>('interleave/benchmark', {
      id: '1',
      textDocument: { uri },
      position: found.position,
    });
    assert.equal(result.kind === 'problem' && result.code, 'untrusted');
    await client.stop();
  });

  it('shows a lens above every function when it is asked for, and none by default', async (context) => {
    const start = (settings: unknown): Promise<TestClient> =>
      TestClient.start({ folders: [folder], capabilities: PULL, initializationOptions: { trusted: true }, settings });
    for (const [settings, expected] of [
      [{}, []],
      [{ codeLens: { enable: true } }, ['load']],
    ] as const) {
      const client = await start(settings);
      context.after(() => client.process.kill());
      const uri = await client.open(path('load.ts'), LOAD);
      const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', {
        textDocument: { uri },
      });
      const names = lenses.map(({ command }) => (command?.arguments?.[0] as { name: string }).name);
      assert.deepEqual(names, expected);
      for (const { command } of lenses) assert.equal(command?.command, 'interleave.benchmarkUnderGil');
      await client.stop();
    }
  });
});

describe('the lab over the protocol', { timeout: 240_000 }, () => {
  it('runs a function, compares it with the run before, runs it in bank mode, and ends a run that is cancelled', async (context) => {
    const settings = { lab: { counts: [1, 2], repeat: 1, budgetSeconds: 1, timeLimitSeconds: 30 } };
    const client = await TestClient.start({
      folders: [folder],
      capabilities: PULL,
      initializationOptions: { trusted: true },
      settings,
    });
    context.after(() => client.process.kill());
    const text =
      'let n = 0;\nexport function count(): void {\n  n += 1;\n}\nexport function forever(): void {\n  for (;;);\n}\n';
    writeFileSync(path('count.ts'), text);
    const uri = await client.open(path('count.ts'), text);
    const ask = (
      line: number,
      more: object,
      token: CancellationToken = CancellationToken.None,
    ): Promise<BenchmarkResult> =>
      client.connection.sendRequest<BenchmarkResult>(
        'interleave/benchmark',
        { id: 'x', textDocument: { uri }, position: { line, character: 18 }, ...more },
        token,
      );
    const first = await ask(1, {});
    assert.ok(first.kind === 'report' && first.summary !== null, JSON.stringify(first).slice(0, 400));
    assert.match(first.html, /href="command:interleave\.exportLabReport"/);
    assert.doesNotMatch(first.forms.html, /href="command:/, 'a saved page has no editor around it');
    assert.match(first.forms.svg ?? '', /^<svg/);
    const again = await ask(1, { previous: first.summary });
    assert.ok(again.kind === 'report');
    assert.match(again.html, /<th scope="col">before<\/th>/);
    assert.match(again.forms.table, / {2}before \d/);
    const bank = await ask(1, { mode: 'bank' });
    assert.ok(bank.kind === 'report', JSON.stringify(bank).slice(0, 400));
    assert.match(bank.forms.table, /^none +\d+ of \d+ runs wrong/m);
    const cancel = new CancellationTokenSource();
    const began = Date.now();
    setTimeout(() => cancel.cancel(), 1500);
    const cancelled = await ask(4, {}, cancel.token);
    assert.equal(cancelled.kind === 'problem' && cancelled.code, 'cancelled');
    assert.ok(Date.now() - began < 15_000, 'long before its time limit');
    await client.stop();
  });
});
