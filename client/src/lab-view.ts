/**
 * The view of the lab beside the code: what is being measured, with a way to stop it, then the report. One
 * panel is reused for run after run, so that results do not pile up as tabs.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { BenchmarkProgressParams, BenchmarkResult } from '../../server/src/protocol.ts';
import { page, problemBody, progressBody, tableBody } from './lab-pages.ts';

type FromPage = { readonly kind: 'cancel' } | { readonly kind: 'again' };

export class LabView {
  private static current: LabView | undefined;
  private readonly closedEmitter = new vscode.EventEmitter<void>();
  readonly onClosed = this.closedEmitter.event;
  private closed = false;
  private onCancel: (() => void) | undefined;
  private onAgain: (() => void) | undefined;
  private progressShown = false;

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
    if (result.html !== '') this.panel.webview.html = result.html;
    else this.show(tableBody(this.title, result.table, result.report.verdict));
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
