/** The extension in a real VS Code: what the editor's own commands give, with the real engine behind. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const EXTENSION = 'interleave.interleave';

async function until<T>(
  look: () => T | undefined | false | PromiseLike<T | undefined | false>,
  what: string,
): Promise<T> {
  const end = Date.now() + 40_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function uriOf(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder !== undefined, 'a folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

async function open(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(name));
  await vscode.window.showTextDocument(document);
  return document;
}

const findings = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === 'interleave');

describe('extension', () => {
  it('is there, activates, and registers its commands', async () => {
    await open('load.ts');
    const extension = vscode.extensions.getExtension(EXTENSION);
    assert.ok(extension !== undefined);
    await extension.activate();
    const commands = await vscode.commands.getCommands(true);
    for (const name of [
      'benchmarkUnderGil',
      'bankMode',
      'runLabAgain',
      'exportLabReport',
      'restartServer',
      'showOutput',
    ])
      assert.ok(commands.includes(`interleave.${name}`));
  });

  it('shows a finding across files, with its rule, page and schedule', async () => {
    const { uri } = await open('load.ts');
    const [finding] = await until(() => (findings(uri).length > 0 ? findings(uri) : undefined), 'a finding');
    assert.ok(finding !== undefined);
    const code = finding.code;
    assert.ok(typeof code === 'object' ? code.value === 'blocking-call' : code === 'blocking-call');
    assert.equal(finding.range.start.line, 3);
    assert.ok((finding.relatedInformation ?? []).some(({ location }) => location.uri.path.endsWith('/main.ts')));
  });

  it('draws the schedule as a table in the hover', async () => {
    const { uri } = await open('load.ts');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(3, 14),
    );
    const text = hovers
      .flatMap((hover) => hover.contents.map((part) => (typeof part === 'string' ? part : part.value)))
      .join('\n');
    assert.match(text, /\|---:\|/);
  });

  it('follows an edit that is not saved, and its undoing', async () => {
    const document = await open('load.ts');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, document.lineAt(3).range, '  return name;');
    await vscode.workspace.applyEdit(edit);
    await until(() => findings(document.uri).length === 0, 'the finding to go');
    await vscode.commands.executeCommand('undo');
    await until(() => findings(document.uri).length === 1, 'the finding to come back');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('offers a suppression, and the benchmark of the function', async () => {
    const { uri } = await open('load.ts');
    await until(() => findings(uri).length === 1, 'the finding');
    const range = new vscode.Range(3, 12, 3, 12);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
    );
    const titles = actions.map((action) => action.title);
    assert.ok(titles.includes('Suppress blocking-call here with a reason'), titles.join('; '));
    const refactor = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
      vscode.CodeActionKind.Refactor.value,
    );
    assert.ok(refactor.some((action) => action.command?.command === 'interleave.benchmarkUnderGil'));
  });

  it('repairs a lost update between workers by a quick fix, which then is gone', async () => {
    const document = await open('worker.ts');
    await until(() => findings(document.uri).length === 1, 'the finding');
    const [finding] = findings(document.uri);
    assert.ok(finding !== undefined);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
      vscode.CodeActionKind.QuickFix.value,
      10,
    );
    const fix = actions.find((action) => action.title.includes('Atomics.add'));
    assert.ok(fix?.edit !== undefined && fix.isPreferred === true, actions.map((action) => action.title).join('; '));
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /Atomics\.add\(cells, 0, 1\);/);
    await until(() => findings(document.uri).length === 0, 'the finding to go');
  });

  it('finds a race across an await in a class', async () => {
    const { uri } = await open('pool.ts');
    await until(
      () => findings(uri).some(({ code }) => (typeof code === 'object' ? code.value : code) === 'race-across-await'),
      'the race',
    );
  });

  it('survives a restart of the server', async () => {
    const { uri } = await open('load.ts');
    await vscode.commands.executeCommand('interleave.restartServer');
    await until(() => findings(uri).length === 1, 'the finding after the restart');
  });
});
