import { EventEmitter } from 'node:events';

interface Change {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

class Diagnostics {
  readonly #versions = new Map<string, number>();
  readonly #found = new Map<string, readonly string[]>();

  constructor(private readonly lint: (text: string) => Promise<readonly string[]>) {}

  async changed({ uri, version, text }: Change): Promise<void> {
    this.#versions.set(uri, version);
    const found = await this.lint(text);
    if (this.#versions.get(uri) !== version) return;
    this.#found.set(uri, found);
  }

  of(uri: string): readonly string[] {
    return this.#found.get(uri) ?? [];
  }
}

const connection = new EventEmitter();
const diagnostics = new Diagnostics(async (text) => {
  const response = await fetch('https://lint.example', { method: 'POST', body: text });
  return (await response.json()) as string[];
});
connection.on('didChange', (change: Change) => void diagnostics.changed(change));
connection.on('pull', (uri: string) => console.log(diagnostics.of(uri)));
