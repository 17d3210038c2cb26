import * as vscode from 'vscode';
declare function make(): Promise<vscode.WebviewPanel>;
let panel: vscode.WebviewPanel | undefined;
export function activate(context: vscode.ExtensionContext) {
  context.subscriptions.push(
    vscode.commands.registerCommand('x', async () => {
      if (panel) {
        panel.reveal();
        return;
      }
      panel = await make();
      //| race-across-await: panel
    }),
  );
}
