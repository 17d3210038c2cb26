/**
 * What a person at the keyboard waits for: the built language server over stdio, on copies of real projects. Prints the
 * time from a key to the diagnostics of the text with that key, by what is edited; nothing is asserted, as machines
 * differ. Every round parses the whole project once, so that times can be told as shares of that: what other work does
 * to the machine it does to both.
 *
 * `npx tsx test/bench/typing.ts FOLDER...` (after `npm run build`)
 */
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeProgram } from '../../server/src/analysis/program.ts';
import { diskFs } from '../../server/src/cli/disk-fs.ts';
import type { FileFacts } from '../../server/src/facts/core.ts';
import { lowerFile } from '../../server/src/front/lower.ts';
import { discoverProject } from '../../server/src/project/discover.ts';
import { TestClient, until } from '../lsp/client.ts';

const ROUNDS = 5;
/** Longer than the pause in typing that the server waits for: by then it is analysing. */
const INTO_ANALYSIS_MS = 250;

type Sources = readonly { readonly path: string; readonly text: string }[];

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const linesOf = (text: string): number => text.split('\n').length;

async function timed(action: () => unknown): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

function parseAll(files: Sources): ReadonlyMap<string, FileFacts> {
  return new Map(files.map(({ path, text }) => [path, lowerFile(path, text)]));
}

/** A line of a function's body where a statement can be put. */
function lineToEdit(text: string): number {
  return text.split('\n').findIndex((line) => /^\s*(?:public |private )?async .*\)\s*(?::[^{]*)?\{\s*$/.test(line)) + 1;
}

/** By how many files are affected by it: the file with fewest and the one with most, among those with a function. */
function leafAndHub(files: Sources, facts: ReadonlyMap<string, FileFacts>): readonly [leaf: Used, hub: Used] {
  const program = makeProgram(facts);
  const importers = new Map<string, Set<string>>();
  for (const [file, { specifiers }] of facts) {
    for (const specifier of specifiers) {
      const to = program.resolve(file, specifier);
      if (to !== undefined && to !== file) importers.set(to, (importers.get(to) ?? new Set()).add(file));
    }
  }
  const usersOf = (path: string): number => {
    const seen = new Set([path]);
    for (const at of seen) for (const by of importers.get(at) ?? []) seen.add(by);
    return seen.size - 1;
  };
  const used = files
    .filter(({ text }) => lineToEdit(text) > 0 && linesOf(text) > 60)
    .map((file) => ({ ...file, users: usersOf(file.path), direct: importers.get(file.path)?.size ?? 0 }))
    .sort((a, b) => a.users - b.users || a.direct - b.direct || (a.path < b.path ? -1 : 1));
  const [leaf, hub] = [used[0], used[used.length - 1]];
  if (leaf === undefined || hub === undefined) throw new Error('there is no asynchronous function to type into');
  return [leaf, hub];
}

interface Used {
  readonly path: string;
  readonly text: string;
  readonly users: number;
  readonly direct: number;
}

/** Megabytes of the server process, now and at most; undefined where there is no /proc. */
function memoryOf(pid: number | undefined): { readonly now: number; readonly most: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const megabytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
    return { now: megabytes('VmRSS'), most: megabytes('VmHWM') };
  } catch {
    return undefined;
  }
}

/** One open document that keys are typed into. */
class Typist {
  private version = 1;
  private keys = 0;

  constructor(
    private readonly client: TestClient,
    readonly uri: string,
    private readonly text: string,
  ) {}

  /** Types a longer and longer statement, or another one, into one place. */
  async key(statement = 'const typed = 1'): Promise<void> {
    this.keys += 1;
    const lines = this.text.split('\n');
    lines.splice(lineToEdit(this.text), 0, `    ${statement}${' + 1'.repeat(this.keys)};`);
    await this.client.change(this.uri, ++this.version, lines.join('\n'));
  }

  async restore(): Promise<void> {
    await this.client.change(this.uri, ++this.version, this.text);
    await this.client.pull(this.uri);
  }
}

async function measure(original: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'interleave-typing-'));
  try {
    cpSync(original, folder, { recursive: true, filter: (path) => !/(^|\/)(node_modules|\.git)$/.test(path) });
    await measureCopy(basename(original), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureCopy(name: string, folder: string): Promise<void> {
  const { files } = discoverProject([folder], diskFs);
  const total = files.reduce((sum, { text }) => sum + linesOf(text), 0);
  const [leaf, hub] = leafAndHub(files, parseAll(files));
  const parsing: number[] = [];
  const results = new Map<string, { readonly ms: number; readonly parse: number }[]>();
  let parse = await timed(() => parseAll(files));
  const note = (what: string, ms: number): void => {
    results.set(what, [...(results.get(what) ?? []), { ms, parse }]);
  };

  const begun = performance.now();
  const client = await TestClient.start({ folders: [folder] });
  const uri = await client.open(leaf.path, leaf.text);
  await client.pull(uri);
  note('start to first diagnostics', performance.now() - begun);
  await until(() => client.status.find(({ state }) => state === 'idle'), 'the first analysis', 300_000);
  const afterStart = memoryOf(client.process.pid);
  const small = new Typist(client, uri, leaf.text);
  const wide = new Typist(client, await client.open(hub.path, hub.text), hub.text);
  await client.pull(wide.uri);

  for (let round = 0; round < ROUNDS; round++) {
    parse = await timed(() => parseAll(files));
    parsing.push(parse);
    for (const [what, typist] of [
      ['leaf', small],
      ['hub', wide],
    ] as const) {
      const key = async (statement?: string): Promise<number> => {
        await typist.key(statement);
        return timed(() => client.pull(typist.uri));
      };
      note(`${what}: a key`, await key());
      note(`${what}: an await`, await key('await Promise.resolve(); const typed = 1'));
      await typist.key();
      await sleep(INTO_ANALYSIS_MS);
      const hover = client.connection.sendRequest('textDocument/hover', {
        textDocument: { uri: typist.uri },
        position: { line: 1, character: 1 },
      });
      note(`${what}: a hover while it analyses`, await timed(() => hover));
      await typist.key();
      await sleep(INTO_ANALYSIS_MS);
      note(`${what}: a key while it analyses`, await key());
      await typist.restore();
    }
    const added = join(folder, `interleave-new-${round}.ts`);
    const text = `export async function added${round}(): Promise<void> {\n  await Promise.resolve();\n}\n`;
    writeFileSync(added, text);
    await client.watched({ [added]: 1 });
    const addedUri = await client.open(added, text);
    note('a new file', await timed(() => client.pull(addedUri)));
    const renamed = join(folder, `interleave-renamed-${round}.ts`);
    renameSync(added, renamed);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: addedUri } });
    await client.watched({ [added]: 3, [renamed]: 1 });
    await client.open(renamed, text);
    const renamedUri = pathToFileURL(renamed).href;
    note('a renamed file', await timed(() => client.pull(renamedUri)));
  }
  const memory = memoryOf(client.process.pid);
  await client.stop();

  console.log(`${name}: ${files.length} files, ${total} lines; parsing all of them ${median(parsing).toFixed(0)} ms`);
  for (const [what, { path, users, direct }] of Object.entries({ leaf, hub }))
    console.log(
      `  ${what}: ${path.slice(folder.length + 1)}, imported by ${direct} files (by ${users} with those between)`,
    );
  for (const [what, runs] of results) {
    const times = runs.map(({ ms }) => ms);
    const shares = runs.map((run) => run.ms / run.parse);
    const worst = Math.max(...times).toFixed(0);
    console.log(
      `  ${what.padEnd(32)} ${median(times).toFixed(0).padStart(6)} ms  ${median(shares).toFixed(2).padStart(6)} of parsing  (worst ${worst} ms, ${times.length} runs)`,
    );
  }
  if (afterStart !== undefined && memory !== undefined)
    console.log(
      `  memory ${afterStart.now.toFixed(0)} MB after the start, ${memory.now.toFixed(0)} MB at the end, ${memory.most.toFixed(0)} MB at most; ${((memory.now * 1024) / total).toFixed(1)} kB per line`,
    );
}

const folders = process.argv.slice(2).map((folder) => resolve(folder));
if (folders.length === 0) {
  console.error('Which folders? npx tsx test/bench/typing.ts FOLDER...');
  process.exit(2);
}
for (const folder of folders) await measure(folder);
