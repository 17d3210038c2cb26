/** "Benchmark under GIL" above every function; off by default, because a lens above every function is a lot. */
import type { CodeLens } from 'vscode-languageserver';
import { BENCHMARK_COMMAND, type BenchmarkTarget } from '../protocol.ts';
import type { FunctionOutline } from './analysis-protocol.ts';
import type { Files, Positions } from './convert.ts';

export function codeLenses(
  functions: readonly FunctionOutline[],
  path: string,
  positions: Positions,
  files: Files,
): CodeLens[] {
  return functions.map((fn) => {
    const start = positions.position(path, fn.nameStart);
    const end = positions.position(path, fn.nameEnd);
    const target: BenchmarkTarget = { uri: files.uriOf(path), position: start, name: fn.name };
    return {
      range: { start, end },
      command: { title: 'Benchmark under GIL', command: BENCHMARK_COMMAND, arguments: [target] },
    };
  });
}
