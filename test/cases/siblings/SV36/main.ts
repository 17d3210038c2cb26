import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}

function main(): void {
  const { values } = parseArgs({ options: { tag: { type: 'string' } } });
  const tag = values.tag ?? git('describe', '--tags', '--abbrev=0');
  const subjects = git('log', '--format=%s', `${tag}..HEAD`).split('\n');
  const changelog = readFileSync('CHANGELOG.md', 'utf8');
  writeFileSync('CHANGELOG.md', `${subjects.map((subject) => `- ${subject}`).join('\n')}\n\n${changelog}`);
}

main();
