/** The rules' pages, which lie beside the bundle (or, from the sources, in `docs/`): for links and help texts. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RuleId } from '../findings/catalogue.ts';

export interface RulePage {
  readonly href: string;
  readonly markdown: string;
}

const FOLDERS = [new URL('rules/', import.meta.url), new URL('../../../docs/rules/', import.meta.url)];

export function rulePage(rule: RuleId): RulePage | undefined {
  const url = FOLDERS.map((folder) => new URL(`${rule}.md`, folder)).find((page) => existsSync(fileURLToPath(page)));
  return url === undefined ? undefined : { href: url.href, markdown: readFileSync(fileURLToPath(url), 'utf8') };
}
