/** Arguments that a person gave for a function once, kept with the workspace. */
import type * as vscode from 'vscode';
import type { BenchmarkTarget } from '../../server/src/protocol.ts';

const keyOf = (target: BenchmarkTarget): string => `benchmark.arguments:${target.uri}#${target.name}`;

export function recallArguments(
  context: vscode.ExtensionContext,
  target: BenchmarkTarget,
): readonly unknown[] | undefined {
  return context.workspaceState.get<readonly unknown[]>(keyOf(target));
}

export async function rememberArguments(
  context: vscode.ExtensionContext,
  target: BenchmarkTarget,
  args: readonly unknown[],
): Promise<void> {
  await context.workspaceState.update(keyOf(target), args);
}

export async function forgetArguments(context: vscode.ExtensionContext, target: BenchmarkTarget): Promise<void> {
  await context.workspaceState.update(keyOf(target), undefined);
}
