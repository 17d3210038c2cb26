import { spawn, type ChildProcess } from 'node:child_process';
import { access } from 'node:fs/promises';
import * as vscode from 'vscode';

class Server implements vscode.Disposable {
  private process: ChildProcess | undefined;
  private disposed = false;

  async start(): Promise<void> {
    if (this.disposed) return;
    const path = vscode.workspace.getConfiguration('lang').get<string>('path', 'lang-server');
    await access(path);
    this.process = spawn(path, ['--stdio']); //~ race-across-await
  }

  dispose(): void {
    this.disposed = true;
    this.process?.kill();
    this.process = undefined;
  }
}

export function activate(context: vscode.ExtensionContext): void {
  const server = new Server();
  context.subscriptions.push(
    server,
    vscode.commands.registerCommand('lang.start', () => server.start()),
    vscode.commands.registerCommand('lang.stop', () => server.dispose()),
  );
}
