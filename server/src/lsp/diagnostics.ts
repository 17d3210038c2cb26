/**
 * Who is told which findings, and when: pulled for open documents and for the workspace where the client can,
 * pushed where it cannot. Reports carry a hash of what they say, so that "nothing new" costs nothing.
 */
import { createHash } from 'node:crypto';
import {
  DocumentDiagnosticReportKind,
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type PreviousResultId,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { Finding } from '../findings/finding.ts';
import { toDiagnostic, type Files, type Positions } from './convert.ts';
import { severityOf, type Settings } from './settings.ts';
import type { Workspace } from './workspace.ts';

export interface DiagnosticsHost {
  readonly workspace: Workspace;
  readonly positions: Positions;
  readonly files: Files;
  settingsFor(path: string): Settings;
  ruleHref(rule: string): string | undefined;
  readonly relatedInformation: boolean;
}

/** Findings of a file that the settings let through, as they stand in its present text, with their positions in the snapshot's list. */
export function visibleFindings(
  host: DiagnosticsHost,
  path: string,
): readonly { readonly finding: Finding; readonly index: number }[] {
  const settings = host.settingsFor(path);
  if (!settings.enable) return [];
  return host.workspace.current.findings.flatMap((found, index) => {
    if (found.at.file !== path || severityOf(found.rule, found.severity, settings) === 'off') return [];
    const finding = host.workspace.inPresentText(found);
    return finding === undefined ? [] : [{ finding, index }];
  });
}

export function diagnosticsOf(host: DiagnosticsHost, path: string): Diagnostic[] {
  const settings = host.settingsFor(path);
  return visibleFindings(host, path).flatMap(({ finding }) => {
    const severity = severityOf(finding.rule, finding.severity, settings);
    if (severity === 'off') return [];
    const href = host.ruleHref(finding.rule);
    return [toDiagnostic(finding, host.positions, { severity, href, related: host.relatedInformation })];
  });
}

const idOf = (items: readonly Diagnostic[]): string =>
  createHash('sha1').update(JSON.stringify(items)).digest('base64url').slice(0, 16);

export function documentReport(
  host: DiagnosticsHost,
  path: string,
  previous: string | undefined,
): DocumentDiagnosticReport {
  const items = diagnosticsOf(host, path);
  const resultId = idOf(items);
  if (resultId === previous) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}

/** Files with findings that are shown though they are not open. */
function workspacePaths(host: DiagnosticsHost): ReadonlySet<string> {
  const paths = host.workspace.current.findings.map((finding) => finding.at.file);
  return new Set(paths.filter((path) => isShown(host, path)));
}

function isShown(host: DiagnosticsHost, path: string): boolean {
  if (host.workspace.documentOf(path) !== undefined) return true;
  return host.settingsFor(path).scope === 'workspace' && host.workspace.isProjectFile(path);
}

/**
 * Answers when there is something new, as the protocol allows: a client that asks again at once then waits
 * instead of asking in circles.
 */
export class WorkspaceDiagnostics {
  private waiters = new Set<() => void>();

  constructor(private readonly host: DiagnosticsHost) {}

  /** To be called after every analysis and every change of settings. */
  changed(): void {
    const waiters = this.waiters;
    this.waiters = new Set();
    for (const wake of waiters) wake();
  }

  async report(
    previous: readonly PreviousResultId[],
    pathOf: (uri: string) => string | undefined,
    token: CancellationToken,
  ): Promise<WorkspaceDiagnosticReport> {
    for (;;) {
      await this.host.workspace.settled();
      const items = this.news(previous, pathOf);
      if (items.length > 0 || token.isCancellationRequested)
        return { items: token.isCancellationRequested ? [] : items };
      await this.nextChange(token);
    }
  }

  private news(
    previous: readonly PreviousResultId[],
    pathOf: (uri: string) => string | undefined,
  ): WorkspaceDocumentDiagnosticReport[] {
    const known = new Map<string, string>();
    for (const { uri, value } of previous) {
      const path = pathOf(uri);
      if (path !== undefined) known.set(path, value);
    }
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    for (const path of new Set([...workspacePaths(this.host), ...known.keys()])) {
      const diagnostics = isShown(this.host, path) ? diagnosticsOf(this.host, path) : [];
      const resultId = idOf(diagnostics);
      if (resultId === (known.get(path) ?? EMPTY_ID)) continue;
      const [uri, version] = [this.host.files.uriOf(path), this.host.files.versionOf(path)];
      items.push({ kind: DocumentDiagnosticReportKind.Full, resultId, items: diagnostics, uri, version });
    }
    return items;
  }

  private nextChange(token: CancellationToken): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        subscription.dispose();
        this.waiters.delete(done);
        resolve();
      };
      const subscription = token.onCancellationRequested(done);
      this.waiters.add(done);
      if (token.isCancellationRequested) done();
    });
  }
}

const EMPTY_ID = idOf([]);

/** For clients without pull: remembers what was said, and says only what changed. */
export class Pusher {
  private readonly said = new Map<string, string>();

  constructor(
    private readonly host: DiagnosticsHost,
    private readonly send: (uri: string, version: number | null, diagnostics: Diagnostic[]) => void,
  ) {}

  publish(): void {
    const paths = new Set([...workspacePaths(this.host), ...this.host.workspace.openPaths, ...this.said.keys()]);
    for (const path of paths) {
      const items = isShown(this.host, path) ? diagnosticsOf(this.host, path) : [];
      const id = idOf(items);
      if ((this.said.get(path) ?? EMPTY_ID) === id) continue;
      if (id === EMPTY_ID) this.said.delete(path);
      else this.said.set(path, id);
      this.send(this.host.files.uriOf(path), this.host.files.versionOf(path), items);
    }
  }
}

/** A fingerprint of everything that is shown: tells whether pulling clients have something to fetch. */
export function shownState(host: DiagnosticsHost): string {
  const paths = [...new Set(host.workspace.current.findings.map((finding) => finding.at.file))].filter((path) =>
    isShown(host, path),
  );
  return paths.map((path) => `${path}:${idOf(diagnosticsOf(host, path))}`).join('\n');
}
