/** Activation: starts the language server and ties commands and views to it. No analysis happens here. */
import * as vscode from 'vscode';
import { BENCHMARK_COMMAND, TRUST } from '../../server/src/protocol.ts';
import { benchmarkUnderGil } from './benchmark.ts';
import { ServerHandle } from './server-handle.ts';
import { StatusItem } from './status.ts';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('Interleave', { log: true });
  const status = new StatusItem();
  const server = new ServerHandle(context, output, (params) => status.show(params));
  context.subscriptions.push(
    output,
    status,
    vscode.commands.registerCommand(BENCHMARK_COMMAND, (target?: unknown) =>
      benchmarkUnderGil(context, server, target),
    ),
    vscode.commands.registerCommand('interleave.restartServer', () => server.restart()),
    vscode.commands.registerCommand('interleave.showOutput', () => output.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void server.client?.sendNotification(TRUST)),
    { dispose: () => void server.stop() },
  );
  await server.start();
}
