/**
 * The language server: wires a connection to the workspace, and the workspace's findings to what the client
 * can do. Everything of substance is in the modules around it. Bad input never ends it: what goes wrong goes
 * to the log.
 */
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import manifest from '../../../package.json' with { type: 'json' };
import type { Note } from '../findings/finding.ts';
import { nodeProjectFs } from '../project/node-fs.ts';
import { isSourcePath } from '../project/sources.ts';
import {
  BENCHMARK,
  BENCHMARK_PROGRESS,
  FUNCTION_AT,
  STATUS,
  TRUST,
  type BenchmarkParams,
  type BenchmarkResult,
  type FunctionAtParams,
  type FunctionInfo,
  type InitializationOptions,
  type StatusParams,
} from '../protocol.ts';
import { AnalysisClient } from './analysis-client.ts';
import {
  ANNOTATE_KIND,
  BENCHMARK_KIND,
  codeActions,
  FIX_ALL_KIND,
  resolveCodeAction,
  type ActionsHost,
} from './code-actions.ts';
import { codeLenses } from './code-lens.ts';
import { Positions, type Files } from './convert.ts';
import { documentReport, Pusher, shownState, visibleFindings, WorkspaceDiagnostics } from './diagnostics.ts';
import { DocumentStore } from './documents.ts';
import { hoverOf } from './hover.ts';
import { benchmark } from './lab.ts';
import { functionAt } from './function-at.ts';
import { SettingsStore } from './settings-store.ts';
import { pathOfUri } from './uris.ts';
import { Workspace, type Snapshot } from './workspace.ts';

export interface ServerOptions {
  /** Script of the analysis thread. */
  readonly analysisScript: string;
  /** URL of a rule's page, when there is one. */
  readonly ruleHref: (rule: string) => string | undefined;
}

const SOURCES_GLOB = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}';
const CONFIG_GLOB = '**/{tsconfig*,jsconfig*,package}.json';

interface Client {
  readonly capabilities: ClientCapabilities;
  readonly pull: boolean;
  readonly markdown: boolean;
}

export function startServer(connection: Connection, options: ServerOptions): void {
  const log = (message: string): void => connection.console.log(message);
  const warn = (message: string): void => connection.console.warn(message);
  const analysis = new AnalysisClient(options.analysisScript, warn);
  const settings = new SettingsStore(connection, warn);
  let client: Client = { capabilities: {}, pull: false, markdown: false };
  let trusted = false;
  let folders: readonly string[] = [];
  let lastStatus: StatusParams = { state: 'loading', files: 0, findings: 0, milliseconds: 0, notes: [] };
  let saidNotes = new Set<string>();
  let shown = '';

  const workspace = new Workspace(analysis, nodeProjectFs, {
    onState: (state) => status({ ...lastStatus, state, files: analysis.size }),
    onSnapshot: (snapshot) => publish(snapshot),
  });
  const files: Files = {
    textOf: (path) => workspace.textOf(path),
    uriOf: (path) => documents.uriOf(path),
    versionOf: (path) => workspace.documentOf(path)?.version ?? null,
  };
  const positions = new Positions(files);
  const host: ActionsHost = {
    workspace,
    positions,
    files,
    analysis,
    settingsFor: (path) => settings.for(path),
    ruleHref: options.ruleHref,
    get relatedInformation() {
      const text = client.capabilities.textDocument;
      return (text?.diagnostic?.relatedInformation ?? text?.publishDiagnostics?.relatedInformation) === true;
    },
    get abilities() {
      return abilitiesOf(client.capabilities, hasBenchmark);
    },
  };
  let hasBenchmark = false;
  const documents = new DocumentStore(connection, workspace);
  const pulled = new WorkspaceDiagnostics(host);
  const pusher = new Pusher(host, (uri, version, diagnostics) => {
    void connection.sendDiagnostics({ uri, ...(version === null ? {} : { version }), diagnostics });
  });

  function status(next: StatusParams): void {
    if (JSON.stringify(next) === JSON.stringify(lastStatus)) return;
    lastStatus = next;
    void connection.sendNotification(STATUS, next);
  }

  function publish(snapshot: Snapshot): void {
    const lines = snapshot.notes.map((note) => describe(note, positions));
    for (const line of lines) if (!saidNotes.has(line)) log(line);
    saidNotes = new Set(lines);
    if (snapshot.problem !== undefined) connection.console.error(`The analysis failed: ${snapshot.problem}`);
    status({
      state: snapshot.problem === undefined ? 'idle' : 'failed',
      files: analysis.size,
      findings: snapshot.findings.length,
      milliseconds: Math.round(snapshot.milliseconds),
      notes: lines.slice(0, 20),
      ...(snapshot.problem === undefined ? {} : { problem: snapshot.problem.split('\n')[0] ?? '' }),
    });
    show();
  }

  /** Tells the client what changed, in the way that it prefers. */
  function show(): void {
    if (!client.pull) {
      pusher.publish();
      return;
    }
    const next = shownState(host);
    if (next === shown) return;
    shown = next;
    pulled.changed();
    if (client.capabilities.workspace?.diagnostics?.refreshSupport === true)
      void connection.languages.diagnostics.refresh();
  }

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const given = (params.initializationOptions ?? {}) as InitializationOptions;
    client = {
      capabilities: params.capabilities,
      pull: params.capabilities.textDocument?.diagnostic !== undefined,
      markdown: params.capabilities.textDocument?.hover?.contentFormat?.includes('markdown') === true,
    };
    trusted = given.trusted === true;
    hasBenchmark = given.trusted !== undefined;
    settings.initialise(given.settings, params.capabilities.workspace?.configuration === true);
    const named = params.workspaceFolders ?? (params.rootUri == null ? [] : [{ uri: params.rootUri, name: '' }]);
    folders = named.flatMap(({ uri }) => pathOfUri(uri) ?? []);
    return {
      serverInfo: { name: 'Interleave', version: manifest.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL_KIND, ANNOTATE_KIND, BENCHMARK_KIND],
          resolveProvider: true,
        },
        codeLensProvider: { resolveProvider: false },
        diagnosticProvider: { identifier: 'interleave', interFileDependencies: true, workspaceDiagnostics: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    void guarded('start', async () => {
      const { workspace: can } = client.capabilities;
      if (can?.didChangeConfiguration?.dynamicRegistration === true) {
        await connection.client.register(DidChangeConfigurationNotification.type, { section: 'interleave' });
      }
      if (can?.didChangeWatchedFiles?.dynamicRegistration === true) {
        const watchers = [{ globPattern: SOURCES_GLOB }, { globPattern: CONFIG_GLOB }];
        await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
      }
      if (can?.workspaceFolders === true) {
        connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
          const gone = new Set(removed.flatMap(({ uri }) => pathOfUri(uri) ?? []));
          folders = [...folders.filter((path) => !gone.has(path)), ...added.flatMap(({ uri }) => pathOfUri(uri) ?? [])];
          void guarded('folders', async () => {
            await settings.load(folders);
            await workspace.load(folders);
          });
        });
      }
      await settings.load(folders);
      await workspace.load(folders);
    });
  });

  connection.onDidChangeConfiguration(({ settings: sent }) => {
    void guarded('settings', async () => {
      await settings.changed(sent, folders);
      show();
      if (client.capabilities.workspace?.codeLens?.refreshSupport === true)
        void connection.sendRequest(CodeLensRefreshRequest.type);
    });
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    void guarded('watched files', async () => {
      let relist = false;
      for (const { uri, type } of changes) {
        const path = pathOfUri(uri);
        if (path === undefined || path.includes('/node_modules/')) continue;
        if (isSourcePath(path) && type === FileChangeType.Changed) workspace.diskChanged(path);
        else relist = true;
      }
      if (relist) await workspace.relist();
    });
  });

  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
    const path = pathOfUri(textDocument.uri);
    if (path === undefined) return { kind: 'full', items: [] };
    await Promise.race([workspace.settled(), cancelled(token)]);
    if (token.isCancellationRequested) return { kind: 'full', items: [] };
    return documentReport(host, path, previousResultId);
  });

  connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token) =>
    pulled.report(previousResultIds, pathOfUri, token),
  );

  connection.onHover(async ({ textDocument, position }) => {
    const path = pathOfUri(textDocument.uri);
    if (path === undefined) return null;
    await workspace.soon();
    const offset = positions.offset(path, position);
    const here = visibleFindings(host, path).map(({ finding }) => finding);
    const under = here.filter(({ at }) => at.start <= offset && offset <= at.end);
    return hoverOf(under, positions, files, client.markdown) ?? null;
  });

  connection.onCodeAction(async (params) => {
    const path = pathOfUri(params.textDocument.uri);
    return path === undefined ? [] : codeActions(host, path, params);
  });
  connection.onCodeActionResolve((action) => resolveCodeAction(host, action));

  connection.onCodeLens(async ({ textDocument }) => {
    const path = pathOfUri(textDocument.uri);
    // An editor asks as soon as it shows a file, which may be before the settings are there.
    await settings.loaded;
    if (path === undefined || !settings.for(path).codeLens || !hasBenchmark) return [];
    const functions = await analysis.ask({ kind: 'outline', path, text: workspace.textOf(path) ?? '' });
    return codeLenses(functions, path, positions, files);
  });

  connection.onNotification(TRUST, () => {
    trusted = true;
  });

  connection.onRequest(
    FUNCTION_AT,
    async ({ textDocument, position }: FunctionAtParams): Promise<FunctionInfo | null> => {
      const path = pathOfUri(textDocument.uri);
      if (path === undefined) return null;
      const functions = await analysis.ask({ kind: 'outline', path, text: workspace.textOf(path) ?? '' });
      const found = functionAt(functions, positions.offset(path, position));
      if (found === undefined) return null;
      const { name, parameters } = found;
      return { name, parameters, position: positions.position(path, found.nameStart) };
    },
  );

  connection.onRequest(
    BENCHMARK,
    async (params: BenchmarkParams, token: CancellationToken): Promise<BenchmarkResult> => {
      const path = pathOfUri(params.textDocument.uri);
      const refuse = (code: 'untrusted' | 'bad-request', message: string): BenchmarkResult => ({
        kind: 'problem',
        code,
        message,
        parameters: [],
      });
      if (!trusted)
        return refuse('untrusted', 'The lab runs code of this workspace, and the workspace is not trusted.');
      if (path === undefined) return refuse('bad-request', 'The lab needs a file on disk: save this one first.');
      const text = workspace.textOf(path);
      if (text === undefined) return refuse('bad-request', `${path} cannot be read.`);
      const offset = positions.offset(path, params.position);
      const { args, mode = 'time', previous } = params;
      const target = { file: path, text, offset, args, mode, previous };
      return benchmark(target, settings.for(path).lab, token, (progress) => {
        void connection.sendNotification(BENCHMARK_PROGRESS, { id: params.id, ...progress });
      });
    },
  );

  connection.onShutdown(async () => {
    workspace.dispose();
    await analysis.close();
  });

  async function guarded(what: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      connection.console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }

  connection.listen();
}

function abilitiesOf(capabilities: ClientCapabilities, benchmark: boolean): ActionsHost['abilities'] {
  const action = capabilities.textDocument?.codeAction;
  const edit = capabilities.workspace?.workspaceEdit;
  return {
    resolveEdit: action?.resolveSupport?.properties.includes('edit') === true && action.dataSupport === true,
    documentChanges: edit?.documentChanges === true,
    snippets: edit?.snippetEditSupport === true && edit.documentChanges === true,
    benchmark,
  };
}

function describe(note: Note, positions: Positions): string {
  if (note.file === undefined) return note.message;
  const line = note.at === undefined ? '' : `:${positions.position(note.at.file, note.at.start).line + 1}`;
  return `${note.file}${line}: ${note.message}`;
}

function cancelled(token: { readonly onCancellationRequested: (listener: () => void) => unknown }): Promise<void> {
  return new Promise((resolve) => token.onCancellationRequested(() => resolve()));
}
