import { readFileSync } from 'node:fs';

function loadTemplate(name: string): string {
  return readFileSync(new URL(`./${name}`, import.meta.url), 'utf8'); //~ blocking-call
}

function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
}

export function page(path: string): string {
  return fill(loadTemplate('page.ts').slice(0, 40), { path });
}
