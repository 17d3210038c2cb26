/**
 * Results of programs whose files did not change. A result belongs to the facts of its entry and holds as long
 * as every file that some run loaded is the same, and every specifier in them still leads where it led.
 */
import type { FileFacts } from '../../facts/core.ts';
import type { Finding, Note } from '../../findings/finding.ts';
import type { Program } from '../program.ts';
import type { Entry } from './drive/entry.ts';

export interface Result {
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  /** Files that some agent loaded. */
  readonly files: ReadonlySet<string>;
}

interface Cached {
  readonly result: Result;
  readonly facts: ReadonlyMap<string, FileFacts>;
  readonly links: ReadonlyMap<string, string | undefined>;
  /** Which of these files, and of those that they name, have to do with threads: a user of them is told so. */
  readonly concerned: string;
  /** Worker scripts are found by their paths: a file more or less may change what a run loads. */
  readonly count: number;
}

const cache = new WeakMap<FileFacts, Map<Entry['kind'], Cached>>();

export function cached(program: Program, entry: Entry, compute: () => Result): Result {
  const own = program.files.get(entry.file);
  if (own === undefined) return compute();
  let kinds = cache.get(own);
  if (kinds === undefined) cache.set(own, (kinds = new Map<Entry['kind'], Cached>()));
  const known = kinds.get(entry.kind);
  if (known !== undefined && holds(program, known) && known.concerned === concernedOf(entry, known))
    return known.result;
  const result = compute();
  const facts = new Map<string, FileFacts>();
  for (const file of [entry.file, ...result.files]) {
    const f = program.files.get(file);
    if (f !== undefined) facts.set(file, f);
  }
  const seen = { facts, links: linksOf(program, facts) };
  kinds.set(entry.kind, { result, ...seen, concerned: concernedOf(entry, seen), count: program.files.size });
  return result;
}

function concernedOf(entry: Entry, { facts, links }: Pick<Cached, 'facts' | 'links'>): string {
  const asked = [...facts.keys(), ...links.values()];
  return asked.map((file) => (file !== undefined && entry.concerned.has(file) ? '1' : '0')).join('');
}

function linksOf(program: Program, files: ReadonlyMap<string, FileFacts>): Map<string, string | undefined> {
  const links = new Map<string, string | undefined>();
  for (const [file, facts] of files)
    for (const specifier of facts.specifiers) links.set(`${file}\0${specifier}`, program.resolve(file, specifier));
  return links;
}

function holds(program: Program, known: Cached): boolean {
  if (program.files.size !== known.count) return false;
  for (const [file, facts] of known.facts) if (program.files.get(file) !== facts) return false;
  for (const [link, to] of known.links) {
    const [file = '', specifier = ''] = link.split('\0');
    if (program.resolve(file, specifier) !== to) return false;
  }
  return true;
}
