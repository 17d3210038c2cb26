/** What the analysis is doing, in the language status ({} in the status bar), where language tools speak. */
import * as vscode from 'vscode';
import type { StatusParams } from '../../server/src/protocol.ts';

const SELECTOR = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({ language }));

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

export class StatusItem {
  private readonly item = vscode.languages.createLanguageStatusItem('interleave.status', SELECTOR);

  constructor() {
    this.item.name = 'Interleave';
    this.item.text = 'Interleave';
    this.item.detail = 'starting';
    this.item.busy = true;
    this.item.command = { title: 'Show log', command: 'interleave.showOutput' };
  }

  show(params: StatusParams): void {
    const { item } = this;
    item.busy = params.state === 'loading' || params.state === 'analysing';
    item.severity = vscode.LanguageStatusSeverity.Information;
    switch (params.state) {
      case 'loading':
        item.text = 'Interleave: reading files';
        item.detail = plural(params.files, 'file');
        break;
      case 'analysing':
        item.text = 'Interleave: analysing';
        item.detail = plural(params.files, 'file');
        break;
      case 'idle':
        item.text = `Interleave: ${params.findings === 0 ? 'no findings' : plural(params.findings, 'finding')}`;
        item.detail = `${plural(params.files, 'file')} in ${params.milliseconds} ms${params.notes.length === 0 ? '' : `, ${plural(params.notes.length, 'note')} in the log`}`;
        break;
      case 'failed':
        item.text = 'Interleave: the analysis failed';
        item.detail = params.problem ?? 'see the log';
        item.severity = vscode.LanguageStatusSeverity.Error;
        break;
    }
  }

  dispose(): void {
    this.item.dispose();
  }
}
