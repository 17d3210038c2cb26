/**
 * Benchmark under GIL, from the palette, the light bulb or a code lens: finds the function, makes sure that
 * its code may run, asks for arguments only when the lab finds none, and shows the result beside the code.
 */
import * as vscode from 'vscode';
import {
  BENCHMARK,
  FUNCTION_AT,
  type BenchmarkMode,
  type BenchmarkParams,
  type BenchmarkResult,
  type BenchmarkTarget,
  type FunctionInfo,
} from '../../server/src/protocol.ts';
import { forgetArguments, recallArguments, recallReport, rememberArguments, rememberReport } from './lab-memory.ts';
import { LabView } from './lab-view.ts';
import type { ServerHandle } from './server-handle.ts';

let runs = 0;

/** What ran last: "run again", and bank mode from the page of a benchmark, mean that function. */
let lastTarget: BenchmarkTarget | undefined;
let lastMode: BenchmarkMode = 'time';

/** Links of the view come without an argument and while no editor has the focus: they mean the function it shows. */
export async function runAgain(context: vscode.ExtensionContext, server: ServerHandle): Promise<void> {
  await runLab(context, server, lastTarget, lastMode);
}

/** @param given the function, as a code lens or an action names it; without it the one at the cursor */
export async function runLab(
  context: vscode.ExtensionContext,
  server: ServerHandle,
  given: unknown,
  mode: BenchmarkMode,
): Promise<void> {
  const client = server.client;
  if (client === undefined) {
    void vscode.window.showErrorMessage(
      'Interleave’s language server is not running. "Interleave: Restart Language Server" starts it.',
    );
    return;
  }
  if (!vscode.workspace.isTrusted) {
    const manage = 'Manage Workspace Trust';
    const answer = await vscode.window.showWarningMessage(
      'Benchmark under GIL runs code of this workspace, so it works in trusted workspaces only.',
      manage,
    );
    if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const inView = LabView.isActive ? lastTarget : undefined;
  const target = isTarget(given) ? given : (inView ?? (await targetAtCursor(server)));
  if (target === undefined) return;
  lastTarget = target;
  lastMode = mode;
  const view = LabView.open(context, target.name);
  let args = recallArguments(context, target);
  for (;;) {
    const result = await run(server, view, target, { args, mode, previous: recallReport(context, target) });
    if (result === undefined) return;
    if (result.kind === 'report') {
      view.showReport(result);
      if (result.summary !== null) await rememberReport(context, target, result.summary);
      return;
    }
    view.showProblem(result.message, () => void runLab(context, server, target, mode));
    const argumentsMissing =
      result.code === 'needs-arguments' || (result.code === 'bad-arguments' && args !== undefined);
    if (!argumentsMissing) return;
    if (result.code === 'bad-arguments') await forgetArguments(context, target);
    args = await askForArguments(target, result.parameters);
    if (args === undefined) return;
    await rememberArguments(context, target, args);
  }
}

/** Undefined when it was cancelled; the view then says so. */
async function run(
  server: ServerHandle,
  view: LabView,
  target: BenchmarkTarget,
  how: Pick<BenchmarkParams, 'mode'> & {
    readonly args: BenchmarkParams['args'] | undefined;
    readonly previous: BenchmarkParams['previous'] | undefined;
  },
): Promise<BenchmarkResult | undefined> {
  const client = server.client;
  if (client === undefined) return undefined;
  const cancel = new vscode.CancellationTokenSource();
  const id = `run-${++runs}`;
  const params: BenchmarkParams = {
    id,
    textDocument: { uri: target.uri },
    position: target.position,
    ...(how.mode === undefined ? {} : { mode: how.mode }),
    ...(how.args === undefined ? {} : { args: how.args }),
    ...(how.previous === undefined || how.mode === 'bank' ? {} : { previous: how.previous }),
  };
  view.showRunning(() => cancel.cancel());
  const progress = server.onBenchmarkProgress((step) => {
    if (step.id === id) view.showProgress(step);
  });
  const closed = view.onClosed(() => cancel.cancel());
  try {
    const result = await client.sendRequest<BenchmarkResult>(BENCHMARK, params, cancel.token);
    if (result.kind === 'problem' && result.code === 'cancelled') {
      view.showCancelled();
      return undefined;
    }
    return result;
  } catch (error) {
    if (cancel.token.isCancellationRequested) view.showCancelled();
    else view.showProblem(`The lab failed: ${error instanceof Error ? error.message : String(error)}`, undefined);
    return undefined;
  } finally {
    progress.dispose();
    closed.dispose();
    cancel.dispose();
  }
}

async function targetAtCursor(server: ServerHandle): Promise<BenchmarkTarget | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || server.client === undefined) {
    void vscode.window.showInformationMessage(
      'Open a TypeScript or JavaScript file and put the cursor into a function.',
    );
    return undefined;
  }
  const uri = server.client.code2ProtocolConverter.asUri(editor.document.uri);
  const { line, character } = editor.selection.active;
  const found = await server.client.sendRequest<FunctionInfo | null>(FUNCTION_AT, {
    textDocument: { uri },
    position: { line, character },
  });
  if (found === null) {
    void vscode.window.showInformationMessage(
      'There is no named function at the cursor: put it into the function to run.',
    );
    return undefined;
  }
  return { uri, position: found.position, name: found.name };
}

async function askForArguments(
  target: BenchmarkTarget,
  parameters: readonly string[],
): Promise<readonly unknown[] | undefined> {
  const text = await vscode.window.showInputBox({
    title: `Arguments of ${target.name}`,
    prompt: `A JSON list with a value for each of: ${parameters.join(', ')}. It is remembered for this function.`,
    placeHolder: '[30]',
    ignoreFocusOut: true,
    validateInput: (value) =>
      parseArguments(value) === undefined ? 'Write a JSON list, for instance [30, "text", {"a": 1}].' : undefined,
  });
  return text === undefined ? undefined : parseArguments(text);
}

function parseArguments(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTarget(value: unknown): value is BenchmarkTarget {
  return typeof value === 'object' && value !== null && 'uri' in value && 'position' in value && 'name' in value;
}
