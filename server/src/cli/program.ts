/**
 * The `interleave` command without a process around it. Commands live in files of their own and register
 * themselves; this file maps what happens to exit codes (0 clean, 1 findings, 2 error).
 */
import { Command, CommanderError } from 'commander';
import manifest from '../../../package.json' with { type: 'json' };
import { registerBench } from './bench.ts';
import { registerCheck } from './check.ts';
import { UsageError, type Terminal } from './terminal.ts';

export function makeProgram(terminal: Terminal, finish: (code: number) => void): Command {
  const program = new Command('interleave')
    .description(manifest.description)
    .version(manifest.version)
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => terminal.out(text.replace(/\n$/, '')),
      writeErr: (text) => terminal.err(text.replace(/\n$/, '')),
    })
    .exitOverride();
  registerCheck(program, terminal, finish);
  registerBench(program, terminal, finish);
  // exitOverride is not inherited by commands that were made before or elsewhere.
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  return program;
}

/** Runs one command line (without `node` and the script) and gives its exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  try {
    await makeProgram(terminal, (result) => {
      code = result;
    }).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) terminal.err(`interleave: ${error.message}`);
    else
      terminal.err(
        `interleave: internal error, please report it\n${error instanceof Error ? error.stack : String(error)}`,
      );
    return 2;
  }
}
