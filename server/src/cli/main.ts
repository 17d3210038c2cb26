/** Entry point of the `interleave` command: the process around `program.ts`. */
import manifest from '../../../package.json' with { type: 'json' };
import { run } from './program.ts';
import type { Terminal } from './terminal.ts';

function useColor(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '0') return true;
  return process.stdout.isTTY && process.env['TERM'] !== 'dumb';
}

async function main(): Promise<void> {
  // A reader that stops reading (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const terminal: Terminal = {
    cwd: process.cwd(),
    color: useColor(),
    width: process.stdout.isTTY ? process.stdout.columns : 120,
    version: manifest.version,
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
  };
  // Set, not called: output to a pipe must be flushed before the process ends.
  process.exitCode = await run(process.argv.slice(2), terminal);
}

void main();
