import { execFileSync } from 'node:child_process';

export function freeSpace(path: string): number {
  const output = execFileSync('df', ['--output=avail', path], { encoding: 'utf8' }); //~ blocking-call
  return Number(output.split('\n')[1]);
}
