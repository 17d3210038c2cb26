/** A small language client for tests: starts the built server over stdio and remembers what it says. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-languageserver/node';
import type { ClientCapabilities, Diagnostic, InitializeResult, PublishDiagnosticsParams } from 'vscode-languageserver';
import type { InitializationOptions, StatusParams } from '../../server/src/protocol.ts';

const SERVER = fileURLToPath(new URL('../../dist/server.cjs', import.meta.url));

export interface StartOptions {
  readonly folders?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: InitializationOptions;
  /** Answer to `workspace/configuration` for the section `interleave`. */
  readonly settings?: unknown;
}

export const PULL: ClientCapabilities = {
  workspace: { configuration: true, workspaceEdit: { documentChanges: true }, diagnostics: { refreshSupport: true } },
  textDocument: {
    diagnostic: { relatedInformation: true },
    hover: { contentFormat: ['markdown'] },
    codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } },
  },
};

export class TestClient {
  readonly status: StatusParams[] = [];
  readonly pushed = new Map<string, Diagnostic[]>();
  readonly logged: string[] = [];
  /** How often the server asked for diagnostics or code lenses to be fetched anew. */
  readonly refreshes: string[] = [];
  private constructor(
    readonly process: ChildProcess,
    readonly connection: MessageConnection,
    readonly started: InitializeResult,
    private readonly configured: { settings: unknown },
  ) {}

  static async start(options: StartOptions = {}): Promise<TestClient> {
    const child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const waiting: ((client: TestClient) => void)[] = [];
    const holder: { client?: TestClient } = {};
    const later = (action: (client: TestClient) => void): void => {
      if (holder.client === undefined) waiting.push(action);
      else action(holder.client);
    };
    const configured: { settings: unknown } = { settings: options.settings ?? null };
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => configured.settings),
    );
    connection.onRequest('client/registerCapability', () => null);
    for (const what of ['diagnostic', 'codeLens']) {
      connection.onRequest(`workspace/${what}/refresh`, () => {
        later((it) => it.refreshes.push(what));
        return null;
      });
    }
    connection.onNotification('interleave/status', (params: StatusParams) => later((it) => it.status.push(params)));
    connection.onNotification('window/logMessage', ({ message }: { message: string }) =>
      later((it) => it.logged.push(message)),
    );
    connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) =>
      later((it) => it.pushed.set(uri, diagnostics)),
    );
    connection.listen();
    const started = await connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: (options.folders ?? []).map((folder) => ({ uri: pathToFileURL(folder).href, name: folder })),
      capabilities: options.capabilities ?? PULL,
      initializationOptions: options.initializationOptions,
    });
    const client = new TestClient(child, connection, started, configured);
    holder.client = client;
    for (const action of waiting) action(client);
    await connection.sendNotification('initialized', {});
    return client;
  }

  async open(path: string, text: string, languageId = 'typescript'): Promise<string> {
    const uri = pathToFileURL(path).href;
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
    return uri;
  }

  async change(uri: string, version: number, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }

  /** Changes the settings as an editor does: it says that they changed, and is asked. */
  async configure(settings: unknown): Promise<void> {
    this.configured.settings = settings;
    await this.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  /** Tells of files that came (1), changed (2) or went (3) on disk. */
  async watched(changes: Readonly<Record<string, 1 | 2 | 3>>): Promise<void> {
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: Object.entries(changes).map(([path, type]) => ({ uri: pathToFileURL(path).href, type })),
    });
  }

  async pull(uri: string): Promise<readonly Diagnostic[]> {
    const report = await this.connection.sendRequest<{ items?: Diagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return report.items ?? [];
  }

  async stop(): Promise<number | null> {
    const exited = once(this.process, 'exit');
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const [code] = (await exited) as [number | null];
    this.connection.dispose();
    return code;
  }
}

/** Waits for something that a notification brings. */
export async function until<T>(look: () => T | undefined | false, what: string, timeoutMs = 15_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
