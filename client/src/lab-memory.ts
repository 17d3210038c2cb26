/** What is kept with the workspace for each function: arguments that a person gave once, and the last report. */
import type * as vscode from 'vscode';
import type { BenchmarkParams, BenchmarkTarget } from '../../server/src/protocol.ts';

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

type Report = NonNullable<BenchmarkParams['previous']>;

const reportKey = (target: BenchmarkTarget): string => `benchmark.report:${target.uri}#${target.name}`;

export function recallReport(context: vscode.ExtensionContext, target: BenchmarkTarget): Report | undefined {
  return context.workspaceState.get<Report>(reportKey(target));
}

export async function rememberReport(
  context: vscode.ExtensionContext,
  target: BenchmarkTarget,
  report: Report,
): Promise<void> {
  await context.workspaceState.update(reportKey(target), report);
}
