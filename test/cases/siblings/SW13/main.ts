import { spawn } from 'node:child_process';
import { once } from 'node:events';

async function run(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return (code as number | null) ?? 1;
}

const options: { command: string; args: string[] } = { command: process.execPath, args: ['--version'] };
try {
  const code = await run(options.command, options.args);
  process.exitCode = code;
} catch {
  process.exitCode = 1;
}
