import { spawn, type ChildProcess } from 'node:child_process';
import { access } from 'node:fs/promises';
import * as vscode from 'vscode';

class Server implements vscode.Disposable {
  #process: ChildProcess | undefined;
  #starting: Promise<void> | undefined;
  readonly #stop = new AbortController();

  start(): Promise<void> {
    return (this.#starting ??= this.#spawn(this.#stop.signal));
  }

  async #spawn(signal: AbortSignal): Promise<void> {
    const path = vscode.workspace.getConfiguration('lang').get<string>('path', 'lang-server');
    await access(path);
    signal.throwIfAborted();
    this.#process = spawn(path, ['--stdio']);
  }

  dispose(): void {
    this.#stop.abort();
    this.#process?.kill();
    this.#process = undefined;
  }
}

export function activate(context: vscode.ExtensionContext): void {
  const server = new Server();
  context.subscriptions.push(
    server,
    vscode.commands.registerCommand('lang.start', () => server.start()),
  );
}
