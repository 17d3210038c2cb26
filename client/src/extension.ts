/** Activation: starts the language server and ties commands and views to it. No analysis happens here. */
import * as vscode from 'vscode';
import { AGAIN_COMMAND, BANK_COMMAND, BENCHMARK_COMMAND, EXPORT_COMMAND, TRUST } from '../../server/src/protocol.ts';
import { runAgain, runLab } from './benchmark.ts';
import { LabView } from './lab-view.ts';
import { ServerHandle } from './server-handle.ts';
import { StatusItem } from './status.ts';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('Interleave', { log: true });
  const status = new StatusItem();
  const server = new ServerHandle(context, output, (params) => status.show(params));
  context.subscriptions.push(
    output,
    status,
    vscode.commands.registerCommand(BENCHMARK_COMMAND, (target?: unknown) => runLab(context, server, target, 'time')),
    vscode.commands.registerCommand(BANK_COMMAND, (target?: unknown) => runLab(context, server, target, 'bank')),
    vscode.commands.registerCommand(AGAIN_COMMAND, () => runAgain(context, server)),
    vscode.commands.registerCommand(EXPORT_COMMAND, () => LabView.export()),
    vscode.commands.registerCommand('interleave.restartServer', () => server.restart()),
    vscode.commands.registerCommand('interleave.showOutput', () => output.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void server.client?.sendNotification(TRUST)),
    { dispose: () => void server.stop() },
  );
  await server.start();
}
