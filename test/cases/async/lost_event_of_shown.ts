// What a person is shown before anybody listens to them.
import * as vscode from 'vscode';

declare function branches(): Promise<vscode.QuickPickItem[]>;

export async function pick() {
  const quickPick = vscode.window.createQuickPick();
  quickPick.busy = true;
  quickPick.show();
  quickPick.items = await branches();
  quickPick.busy = false;
  const chosen = new Promise((resolve) => quickPick.onDidAccept(() => resolve(quickPick.selectedItems[0])));
  //| race-across-await: nobody listens for `quickPick.onDidAccept` until the await on line 10 is over
  const hidden = new Promise<void>((resolve) => quickPick.onDidHide(() => resolve()));
  return Promise.race([chosen, hidden]);
}
export async function first() {
  const quickPick = vscode.window.createQuickPick();
  const hidden = new Promise<void>((resolve) => quickPick.onDidHide(() => resolve()));
  const chosen = new Promise((resolve) => quickPick.onDidAccept(() => resolve(quickPick.selectedItems[0])));
  quickPick.show();
  quickPick.items = await branches();
  return Promise.race([chosen, hidden]);
}
export async function before() {
  const quickPick = vscode.window.createQuickPick();
  quickPick.items = await branches();
  quickPick.onDidAccept(() => quickPick.hide());
  quickPick.show();
}
export async function panel(html: () => Promise<string>) {
  const panel = vscode.window.createWebviewPanel('a', 'b', vscode.ViewColumn.One);
  panel.webview.html = await html();
  panel.onDidDispose(() => console.log('gone'));
  //| race-across-await: nobody listens for `panel.onDidDispose`
}
export async function input() {
  const box = vscode.window.createInputBox();
  try {
    box.show();
    box.value = String(await branches());
    box.onDidAccept(() => box.hide());
    //| race-across-await: What line 40 shows can be acted on
  } finally {
    box.dispose();
  }
}
