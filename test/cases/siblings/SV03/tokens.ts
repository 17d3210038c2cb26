import { readFile } from 'node:fs/promises';

function encode(text: string): number[] {
  return Array.from(text.matchAll(/\w+/g), (match) => match.index);
}

export class TokenProvider {
  private readonly revisions = new Map<string, number>();

  async provide(uri: string) {
    const revision = this.revisions.get(uri) ?? 0;
    const data = encode(await readFile(new URL(uri), 'utf8'));
    const next = revision + 1;
    this.revisions.set(uri, next); //~ race-across-await
    return { resultId: `${uri}#${next}`, data };
  }
}
