/**
 * The view of the lab beside the code: what is being measured, with a way to stop it, then the report. One
 * panel is reused for run after run, so that results do not pile up as tabs.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import {
  AGAIN_COMMAND,
  BANK_COMMAND,
  BENCHMARK_COMMAND,
  EXPORT_COMMAND,
  type BenchmarkProgressParams,
  type BenchmarkResult,
  type ReportForms,
} from '../../server/src/protocol.ts';
import { page, problemBody, progressBody } from './lab-pages.ts';

type FromPage = { readonly kind: 'cancel' } | { readonly kind: 'again' };

export class LabView {
  private static current: LabView | undefined;
  private readonly closedEmitter = new vscode.EventEmitter<void>();
  readonly onClosed = this.closedEmitter.event;
  private closed = false;
  private onCancel: (() => void) | undefined;
  private onAgain: (() => void) | undefined;
  private progressShown = false;
  private forms: ReportForms | undefined;

  /** Whether a command was given from the view and not from an editor. */
  static get isActive(): boolean {
    return LabView.current?.panel.active ?? false;
  }

  /** Saves the report that is shown, in the form that its file name says. */
  static async export(): Promise<void> {
    const view = LabView.current;
    if (view?.forms === undefined) {
      void vscode.window.showInformationMessage('There is no report yet: run "Benchmark under GIL" first.');
      return;
    }
    const forms = { json: view.forms.json, md: view.forms.markdown, html: view.forms.html, svg: view.forms.svg };
    const filters: Record<string, string[]> = { JSON: ['json'], Markdown: ['md'], 'Web page': ['html'] };
    if (forms.svg !== undefined) filters['Picture'] = ['svg'];
    filters['Text'] = ['bench-report'];
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `${view.title.replace(/[^\w.-]+/g, '-')}.html`;
    const uri = await vscode.window.showSaveDialog({
      title: 'Save the report',
      filters,
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
    });
    if (uri === undefined) return;
    const ending = /\.(\w[\w-]*)$/.exec(uri.path)?.[1] ?? '';
    const text = forms[ending as keyof typeof forms] ?? view.forms.table;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await vscode.commands.executeCommand('vscode.open', uri);
  }

  static open(context: vscode.ExtensionContext, name: string): LabView {
    // A new run ends the one before: two at once would measure each other.
    LabView.current?.onCancel?.();
    const view = LabView.current ?? new LabView(context);
    LabView.current = view;
    view.title = name;
    view.panel.title = `GIL lab: ${name}`;
    view.panel.reveal(undefined, true);
    return view;
  }

  private readonly panel: vscode.WebviewPanel;
  private title = '';

  private constructor(context: vscode.ExtensionContext) {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.panel = vscode.window.createWebviewPanel('interleave.lab', 'GIL lab', column, {
      enableScripts: true,
      // The report's page has no script; its links are commands.
      enableCommandUris: [AGAIN_COMMAND, EXPORT_COMMAND, BANK_COMMAND, BENCHMARK_COMMAND],
      retainContextWhenHidden: true,
      localResourceRoots: [],
    });
    this.panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'icon.png');
    this.panel.webview.onDidReceiveMessage((message: FromPage) => {
      if (message.kind === 'cancel') this.onCancel?.();
      if (message.kind === 'again') this.onAgain?.();
    });
    this.panel.onDidDispose(() => {
      this.closed = true;
      if (LabView.current === this) LabView.current = undefined;
      this.closedEmitter.fire();
      this.closedEmitter.dispose();
    });
  }

  showRunning(onCancel: () => void): void {
    this.onCancel = onCancel;
    this.onAgain = undefined;
    this.forms = undefined;
    this.progressShown = true;
    this.show(progressBody(this.title));
  }

  showProgress(progress: BenchmarkProgressParams): void {
    if (this.closed || !this.progressShown) return;
    const { phase, message, done, total } = progress;
    void this.panel.webview.postMessage({ phase, message, done, total });
  }

  showReport(result: Extract<BenchmarkResult, { kind: 'report' }>): void {
    this.settle();
    if (this.closed) return;
    this.forms = result.forms;
    this.panel.webview.html = result.html;
  }

  showProblem(message: string, onAgain: (() => void) | undefined): void {
    this.settle();
    this.onAgain = onAgain;
    this.show(problemBody(this.title, message, onAgain !== undefined));
  }

  showCancelled(): void {
    this.settle();
    this.show(problemBody(this.title, 'Cancelled. Everything that the run had started is ended.', false));
  }

  private settle(): void {
    this.onCancel = undefined;
    this.progressShown = false;
  }

  private show(body: string): void {
    if (this.closed) return;
    this.panel.webview.html = page(body, randomBytes(16).toString('base64url'));
  }
}
