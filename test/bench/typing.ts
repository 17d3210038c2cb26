/**
 * What a person at the keyboard waits for: the built language server on a real project, one file open, keys typed
 * into a function. Prints times and what they are against the whole project; nothing is asserted, as machines differ.
 *
 * `npx tsx test/bench/typing.ts FOLDER [FILE]` (after `npm run build`; FILE is relative to FOLDER, by default the
 * longest one of up to 1000 lines)
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lowerFile } from '../../server/src/front/lower.ts';
import { diskFs } from '../../server/src/cli/disk-fs.ts';
import { discoverProject } from '../../server/src/project/discover.ts';
import { TestClient, until } from '../lsp/client.ts';

const [folderArgument, fileArgument] = process.argv.slice(2);
if (folderArgument === undefined) {
  console.error('Which folder? npx tsx test/bench/typing.ts FOLDER [FILE]');
  process.exit(2);
}
const folder = resolve(folderArgument);
const { files } = discoverProject([folder], diskFs);
const linesOf = (text: string): number => text.split('\n').length;
const file =
  fileArgument === undefined
    ? files.filter(({ text }) => linesOf(text) <= 1000).sort((a, b) => linesOf(b.text) - linesOf(a.text))[0]
    : files.find(({ path }) => path === resolve(folder, fileArgument));
if (file === undefined) {
  console.error(`No such source in ${folder}.`);
  process.exit(2);
}

const BURSTS = 12;
const KEYS_PER_BURST = 8;
const KEY_MS = 60;

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const since = (start: number): number => performance.now() - start;
const ms = (value: number): string => `${value.toFixed(0)} ms`;

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
  return `median ${ms(at(0.5))}, worst of ten ${ms(at(0.9))}`;
}

/** Resident megabytes of the server process; undefined where there is no /proc. */
function memoryOf(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

const lowering = performance.now();
for (const each of files) lowerFile(each.path, each.text);
const loweringAll = since(lowering);
const loweringOne = performance.now();
for (let round = 0; round < 5; round++) lowerFile(file.path, file.text);
const one = since(loweringOne) / 5;

const started = performance.now();
const client = await TestClient.start({ folders: [folder] });
const idle = await until(() => client.status.find(({ state }) => state === 'idle'), 'the first analysis', 300_000);
const firstAnswer = since(started);
const uri = await client.open(file.path, file.text);
await client.pull(uri);

/** Keys go where a statement could stand: after the first line that opens a function's body. */
const lines = file.text.split('\n');
const at = lines.findIndex((line) => /\)\s*(?::[^{]*)?\{\s*$/.test(line)) + 1;
const typed = (count: number): string =>
  [...lines.slice(0, at), `        const typing = ${'1 + '.repeat(count)}1;`, ...lines.slice(at)].join('\n');

let version = 2;
const diagnostics: number[] = [];
const actions: number[] = [];
const blind: number[] = [];
for (let burst = 0; burst < BURSTS; burst++) {
  for (let key = 1; key <= KEYS_PER_BURST; key++) {
    await client.change(uri, version++, typed(burst * KEYS_PER_BURST + key));
    // Whatever else the editor asks between two keys must not wait for an analysis.
    const asked = performance.now();
    await client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
    blind.push(since(asked));
    await sleep(KEY_MS);
  }
  await client.change(uri, version++, typed((burst + 1) * KEYS_PER_BURST));
  const lastKey = performance.now();
  await client.pull(uri);
  diagnostics.push(since(lastKey));
  const bulb = performance.now();
  const end = { line: at, character: 12 };
  await client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: end, end },
    context: { diagnostics: [] },
  });
  actions.push(since(bulb));
}
const memory = memoryOf(client.process.pid);
const analyses = client.status.filter(({ state }) => state === 'idle').map(({ milliseconds }) => milliseconds);
await client.stop();

const total = files.reduce((sum, { text }) => sum + linesOf(text), 0);
const middle = [...diagnostics].sort((a, b) => a - b)[diagnostics.length >> 1] ?? NaN;
console.log(
  `${files.length} files, ${total} lines; typing into ${file.path.slice(folder.length + 1)} (${linesOf(file.text)} lines)`,
);
console.log(`start to first findings   ${ms(firstAnswer)}, of which analysis ${ms(idle.milliseconds)}`);
console.log(
  `facts of all files        ${ms(loweringAll)}; of this one ${one.toFixed(1)} ms (1 : ${(loweringAll / one).toFixed(0)})`,
);
console.log(`last key to diagnostics   ${spread(diagnostics)} (with the pause of 150 ms)`);
console.log(`  against the first run   1 : ${(firstAnswer / middle).toFixed(1)}`);
console.log(`analysis after an edit    ${spread(analyses.slice(1))}`);
console.log(`other requests meanwhile  ${spread(blind)}`);
console.log(`light bulb                ${spread(actions)}`);
if (memory !== undefined)
  console.log(`memory of the server      ${memory.toFixed(0)} MB, ${((memory * 1024) / total).toFixed(1)} kB per line`);
