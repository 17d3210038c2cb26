/** What both commands of the README need first: dependencies. Uses nothing that is not in Node itself. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Installs what the lock file says when `node_modules` is missing. */
export async function ensureDependencies() {
  if (existsSync(`${root}/node_modules/.package-lock.json`)) return;
  console.log('Installing dependencies (npm ci) ...');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund'], { echo: true });
  if (code.code !== 0) throw new Error('npm ci failed: see above.');
}

/**
 * Runs a program to its end and gives its exit code and what it printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ echo?: boolean, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (stream) => (chunk) => {
      output += chunk;
      if (options.echo === true) stream.write(chunk);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
