/** The language server as a thing that can be started, stopped and started again. */
import * as vscode from 'vscode';
import {
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
  type LanguageClientOptions,
  type ServerOptions,
} from 'vscode-languageclient/node';
import {
  BENCHMARK_PROGRESS,
  STATUS,
  type BenchmarkProgressParams,
  type InitializationOptions,
  type StatusParams,
} from '../../server/src/protocol.ts';

export class ServerHandle {
  client: LanguageClient | undefined;
  private readonly progress = new vscode.EventEmitter<BenchmarkProgressParams>();
  readonly onBenchmarkProgress = this.progress.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.LogOutputChannel,
    private readonly onStatus: (params: StatusParams) => void,
  ) {}

  async start(): Promise<void> {
    const module = this.context.asAbsolutePath('dist/server.cjs');
    const server: ServerOptions = {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
    };
    const initializationOptions: InitializationOptions = { trusted: vscode.workspace.isTrusted };
    const options: LanguageClientOptions = {
      documentSelector: ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({
        language,
        scheme: 'file',
      })),
      initializationOptions,
      outputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticPullOptions: { onChange: true, onSave: true, onTabs: true, onFocus: true },
    };
    const client = new LanguageClient('interleave', 'Interleave', server, options);
    client.onNotification(STATUS, (params: StatusParams) => this.onStatus(params));
    client.onNotification(BENCHMARK_PROGRESS, (params: BenchmarkProgressParams) => this.progress.fire(params));
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.onStatus({
        state: 'failed',
        files: 0,
        findings: 0,
        milliseconds: 0,
        notes: [],
        problem: `The server did not start: ${reason}`,
      });
      throw error;
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose();
  }

  async restart(): Promise<void> {
    this.output.info('Restarting the language server.');
    await this.stop();
    await this.start();
  }
}
