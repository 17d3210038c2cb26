import * as vscode from 'vscode';
import { Formatter } from './formatter.ts';

export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('fmt');
  const formatter = new Formatter((line) => output.appendLine(line));
  context.subscriptions.push(
    output,
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (document.languageId === 'rust') formatter.format(document.fileName);
    }),
  );
}
