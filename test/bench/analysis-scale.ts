/**
 * How the analyses of locks and blocking work grow with the program, and what an edit of one file costs.
 * `npx tsx test/bench/analysis-scale.ts [1000 10000 100000]` prints, per size, the time of linking and of each
 * analysis, and the ratio to the size before: linear growth is a ratio near the ratio of the sizes.
 */
import { performance } from 'node:perf_hooks';
import { analyseBlocking } from '../../server/src/analysis/blocking/index.ts';
import { callGraphOf } from '../../server/src/analysis/callgraph.ts';
import { analyseLocks } from '../../server/src/analysis/locks/index.ts';
import { makeProgram, type Program } from '../../server/src/analysis/program.ts';
import { Resolver } from '../../server/src/analysis/resolve.ts';
import type { FileFacts } from '../../server/src/facts/core.ts';
import { lowerFile } from '../../server/src/front/lower.ts';

const PER_FILE = 20;

/** One module of a service: a store with a lock, helpers that call the module before, a handler. */
function moduleText(i: number, edited = false): string {
  const before = i === 0 ? undefined : i - 1;
  const lines = [
    `import { Mutex } from 'async-mutex';`,
    `import { createServer } from 'node:http';`,
    ...(before === undefined ? [] : [`import { Store${before}, step${before}_0 } from './m${before}.ts';`]),
    `export class Store${i} {`,
    `  private readonly mutex = new Mutex();`,
    `  private rows = new Map<string, number>();`,
    ...(before === undefined ? [] : [`  private readonly next = new Store${before}();`]),
    `  async put(key: string, n: number): Promise<void> {`,
    `    await this.mutex.runExclusive(async () => {`,
    `      this.rows.set(key, n${edited ? ' + 1' : ''});`,
    ...(before === undefined || i % 4 === 0 ? [] : [`      await this.next.put(key, n);`]),
    `    });`,
    `  }`,
    `  async get(key: string): Promise<number> {`,
    `    const release = await this.mutex.acquire();`,
    `    try { return this.rows.get(key) ?? step${i}_1(key); } finally { release(); }`,
    `  }`,
    `}`,
  ];
  for (let k = 0; k < PER_FILE - 5; k++) {
    const callee =
      k + 1 < PER_FILE - 5 ? `step${i}_${k + 1}(key)` : before === undefined ? '1' : `step${before}_0(key)`;
    lines.push(`export function step${i}_${k}(key: string): number { return key.length > ${k} ? ${callee} : ${k}; }`);
  }
  lines.push(`const store = new Store${i}();`);
  lines.push(
    `createServer(async (request, response) => { await store.put(request.url ?? '', step${i}_0('a')); response.end(String(await store.get('a'))); });`,
  );
  return lines.join('\n');
}

function generate(functions: number): Map<string, FileFacts> {
  const files = new Map<string, FileFacts>();
  for (let i = 0; i < Math.max(1, Math.round(functions / PER_FILE)); i++) {
    const path = `/bench/m${i}.ts`;
    files.set(path, lowerFile(path, moduleText(i)));
  }
  return files;
}

interface Times {
  readonly graph: number;
  readonly locks: number;
  readonly blocking: number;
  readonly findings: number;
}

function measure(program: Program): Times {
  const resolver = new Resolver(program);
  const ctx = { resolver, log: () => undefined, offer: () => undefined, excuse: () => undefined, said: [] };
  const timed = <T>(run: () => T): [T, number] => {
    const start = performance.now();
    const value = run();
    return [value, performance.now() - start];
  };
  const [, graph] = timed(() => callGraphOf(program, resolver));
  const [locks, locksTime] = timed(() => analyseLocks(program, ctx));
  const [blocking, blockingTime] = timed(() => analyseBlocking(program, ctx));
  return { graph, locks: locksTime, blocking: blockingTime, findings: locks.length + blocking.length };
}

const sizes = process.argv
  .slice(2)
  .map(Number)
  .filter((n) => n > 0);
let last: { size: number; times: Times } | undefined;
for (const size of sizes.length > 0 ? sizes : [1000, 10_000, 100_000]) {
  const files = generate(size);
  const count = [...files.values()].reduce((sum, facts) => sum + facts.functions.length, 0);
  const times = measure(makeProgram(files));
  const edited = `/bench/m${files.size - 1}.ts`;
  files.set(edited, lowerFile(edited, moduleText(files.size - 1, true)));
  const again = measure(makeProgram(files));
  const show = (name: keyof Times): string => {
    const ratio =
      last === undefined
        ? ''
        : ` (x${(times[name] / last.times[name]).toFixed(1)} for x${(count / last.size).toFixed(1)})`;
    return `${name} ${times[name].toFixed(0)} ms${ratio}, after an edit ${again[name].toFixed(0)} ms`;
  };
  console.log(
    `${count.toLocaleString('en-US')} functions in ${files.size} files: ${show('graph')}; ${show('locks')}; ${show('blocking')}; ${times.findings} findings`,
  );
  last = { size: count, times };
}
