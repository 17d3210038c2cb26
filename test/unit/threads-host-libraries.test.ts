/**
 * Libraries and browser interfaces that start threads or lock, which cannot all be run here: what programs that
 * use them print, and which lines race, under several schedules.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../../server/src/analysis/threads/world.ts';
import { interpret } from './threads/interpret.ts';

type Files = Readonly<Record<string, string>>;

interface Expected {
  /** In any order, as threads may print in any. */
  readonly prints?: readonly string[];
  /** Texts of the accesses that race. */
  readonly races?: readonly string[];
}

const POLICIES: readonly Partial<Policy>[] = [
  { switching: 0, order: 'oldest', seed: 1 },
  { switching: 1, order: 'next', seed: 2 },
  { switching: 0, order: 'newest', seed: 3 },
  { switching: 0.5, order: 'random', timers: 'random', seed: 4 },
];

function check(name: string, files: Files, expected: Expected): void {
  test(name, () => {
    const races = new Set<string>();
    for (const policy of POLICIES) {
      const { lines, world } = interpret(files, policy);
      assert.equal(world.aborted, false, 'used its steps up');
      for (const agent of world.agents) assert.equal(agent.failed, undefined, `${agent.entry} threw`);
      if (expected.prints !== undefined)
        assert.deepEqual([...lines].sort(), [...expected.prints].sort(), JSON.stringify(policy));
      for (const race of world.shadow.races.values()) {
        for (const { site } of [race.first, race.second]) {
          const text = files[site.file.slice('/program/'.length)] ?? '';
          races.add(text.slice(site.start, site.end));
        }
      }
    }
    assert.deepEqual([...races].sort(), [...(expected.races ?? [])].sort());
  });
}

const POOL_WORKER = `
  export default function add({ cells, by }) { cells[0] += by; return by * 2; }
  export function safe({ cells, by }) { Atomics.add(cells, 0, by); return by * 3; }`;

for (const pool of ['piscina', 'tinypool']) {
  const main = (name: string): string => `
    import Pool from '${pool}';
    const cells = new Int32Array(new SharedArrayBuffer(4));
    const pool = new Pool({ filename: new URL('./w.mjs', import.meta.url).href, maxThreads: 2 });
    const results = await Promise.all([1, 2, 3].map((by) => pool.run({ cells, by }, ${name})));
    console.log(results.join());
    await pool.destroy();
    console.log('end');`;
  check(
    `${pool}: tasks of one pool race`,
    { 'main.mjs': main('undefined'), 'w.mjs': POOL_WORKER },
    {
      prints: ['2,4,6', 'end'],
      races: ['cells[0]'],
    },
  );
  check(
    `${pool}: tasks that use Atomics do not`,
    { 'main.mjs': main(`{ name: 'safe' }`), 'w.mjs': POOL_WORKER },
    {
      prints: ['3,6,9', 'end'],
    },
  );
}

check(
  'a pool: what is read after the results is ordered',
  {
    'main.mjs': `
      import { Piscina } from 'piscina';
      const cells = new Int32Array(new SharedArrayBuffer(16));
      const pool = new Piscina({ filename: new URL('./w.mjs', import.meta.url).href });
      await Promise.all([0, 1, 2, 3].map((slot) => pool.run({ cells, slot })));
      console.log(cells.join());`,
    'w.mjs': `export default async ({ cells, slot }) => { cells[slot] = slot * slot; };`,
  },
  { prints: ['0,1,4,9'] },
);

check(
  'workerpool: methods of a script and functions',
  {
    'main.mjs': `
      import workerpool from 'workerpool';
      const shared = new Int32Array(new SharedArrayBuffer(8));
      const pool = workerpool.pool(new URL('./w.mjs', import.meta.url).pathname);
      const [a, b] = await Promise.all([pool.exec('add', [shared, 2]), pool.exec('add', [shared, 3])]);
      const api = await pool.proxy();
      console.log(a + b, await api.twice(21));
      await pool.terminate();
      const plain = workerpool.pool();
      console.log(await plain.exec((x) => x + 1, [41]));
      await plain.terminate();`,
    'w.mjs': `
      import workerpool from 'workerpool';
      workerpool.worker({ add: (cells, n) => { cells[0] += n; return n; }, twice: (n) => n * 2 });`,
  },
  { prints: ['5 42', '42'], races: ['cells[0]'] },
);

check(
  'comlink: methods run in the worker',
  {
    'main.mjs': `
      import * as Comlink from 'comlink';
      const cells = new Int32Array(new SharedArrayBuffer(4));
      const api = Comlink.wrap(new Worker(new URL('./w.mjs', import.meta.url), { type: 'module' }));
      const pending = api.bump(cells, 5);
      cells[0] += 1;
      console.log(await pending, await api.inThread());
      cells[0] += 1;`,
    'w.mjs': `
      import { expose } from 'comlink';
      const api = { bump(cells, n) { cells[0] += n; return n; }, inThread: () => typeof document };
      expose(api);`,
  },
  { races: ['cells[0]'] },
);

check(
  'threads.js: spawned modules',
  {
    'main.mjs': `
      import { spawn, Thread, Worker } from 'threads';
      const auth = await spawn(new Worker('./w'));
      console.log(await auth.hash('x'), await auth.hash('y'));
      await Thread.terminate(auth);`,
    'w.mjs': `
      import { expose } from 'threads/worker';
      let calls = 0;
      expose({ async hash(text) { return text + ++calls; } });`,
  },
  { prints: ['x1 y2'] },
);

check(
  'web locks exclude agents and order them',
  {
    'main.mjs': `
      import { Worker } from 'node:worker_threads';
      import { once } from 'node:events';
      const cells = new Int32Array(new SharedArrayBuffer(8));
      const workers = [1, 2].map(() => new Worker(new URL('./w.mjs', import.meta.url), { workerData: cells }));
      await Promise.all(workers.map((w) => once(w, 'exit')));
      console.log(cells.join());`,
    'w.mjs': `
      import { workerData as cells, locks } from 'node:worker_threads';
      for (let i = 0; i < 3; i++) {
        await locks.request('cells', async (lock) => { const old = cells[0]; await null; cells[0] = old + 1; });
      }
      await navigator.locks.request('other', { mode: 'shared' }, () => { cells[1] = 7; });`,
  },
  { prints: ['6,7'], races: ['cells[1]'] },
);

check(
  'web locks: results, ifAvailable, query, order of waiting',
  {
    'main.mjs': `
      const log = [];
      const first = navigator.locks.request('a', async () => {
        log.push(await navigator.locks.request('a', { ifAvailable: true }, (l) => l === null));
        log.push((await navigator.locks.query()).held.length);
        return 'result';
      });
      const second = navigator.locks.request('a', () => { log.push('second'); throw new Error('lost'); });
      await second.catch((e) => log.push(e.message));
      log.push(await first);
      console.log(log.join());`,
  },
  { prints: ['true,1,second,lost,result'] },
);

check(
  'async-mutex: a queue in one agent',
  {
    'main.mjs': `
      import { Mutex, Semaphore } from 'async-mutex';
      const mutex = new Mutex();
      const log = [];
      const job = (n) => mutex.runExclusive(async () => { log.push('in' + n); await null; log.push('out' + n); return n; });
      const all = await Promise.all([job(1), job(2)]);
      console.log(log.join(), all.join(), mutex.isLocked());
      const release = await mutex.acquire();
      mutex.waitForUnlock().then(() => log.push('unlocked'));
      release(); release();
      await mutex.runExclusive(() => {});
      const sem = new Semaphore(2);
      const [value, done] = await sem.acquire();
      console.log(value, sem.getValue(), log.at(-1));
      done();
      await sem.runExclusive((v) => console.log(v));
      await mutex.runExclusive(() => { throw new Error('inside'); }).catch((e) => console.log(e.message, mutex.isLocked()));`,
  },
  { prints: ['in1,out1,in2,out2 1,2 false', '2 1 unlocked', '2', 'inside false'] },
);

check(
  'browser workers: onmessage, addEventListener, importScripts',
  {
    'main.js': `
      const w = new Worker('w.js');
      w.onmessage = (e) => { console.log(e.data, e.type); w.terminate(); };
      w.postMessage({ n: 20 });`,
    'w.js': `
      importScripts('lib.js');
      var base = 1;
      self.onmessage = ({ data }) => self.postMessage(double(data.n) + base + LIMIT);`,
    'lib.js': `
      var LIMIT = 1;
      function double(n) { return n * 2; }`,
  },
  { prints: ['42 message'] },
);

check(
  'a shared worker serves several ports',
  {
    'main.js': `
      const a = new SharedWorker('s.js');
      const b = new SharedWorker('s.js');
      a.port.onmessage = (e) => console.log('a', e.data);
      b.port.onmessage = (e) => { console.log('b', e.data); };
      a.port.postMessage(10);
      b.port.postMessage(20);`,
    's.js': `
      onconnect = (e) => {
        const port = e.ports[0];
        port.onmessage = ({ data }) => port.postMessage(data + 1);
      };`,
  },
  { prints: ['a 11', 'b 21'] },
);

check(
  'an audio worklet runs beside the main thread',
  {
    'main.js': `
      const context = new AudioContext();
      const cells = new Int32Array(new SharedArrayBuffer(8));
      await context.audioWorklet.addModule('p.js');
      const node = new AudioWorkletNode(context, 'gain', { processorOptions: { cells } });
      node.port.onmessage = (e) => console.log(e.data);
      setInterval(() => { cells[0] = 1; Atomics.store(cells, 1, 1); }, 5);
      export {};`,
    'p.js': `
      class Gain extends AudioWorkletProcessor {
        constructor(options) { super(); this.cells = options.processorOptions.cells; this.port.postMessage('made'); }
        process(inputs, outputs) { outputs[0][0][0] = this.cells[0]; Atomics.load(this.cells, 1); return true; }
      }
      registerProcessor('gain', Gain);`,
  },
  { prints: ['made'], races: ['cells[0]', 'this.cells[0]'] },
);

check(
  'a lock of a library that we do not see orders whoever uses it',
  {
    'main.mjs': `
      import { Worker } from 'node:worker_threads';
      const cells = new Int32Array(new SharedArrayBuffer(8));
      for (let i = 0; i < 2; i++) new Worker(new URL('./w.mjs', import.meta.url), { workerData: cells });`,
    'w.mjs': `
      import { workerData as cells } from 'node:worker_threads';
      import { SharedMutex } from 'some-mutex';
      const mutex = new SharedMutex(cells, 1);
      mutex.lock();
      cells[0] += 1;
      mutex.unlock();`,
  },
  {},
);

check(
  'a lock that a library made and that was sent orders too',
  {
    'main.mjs': `
      import { Worker } from 'node:worker_threads';
      import { createMutex } from 'some-mutex';
      const mutex = createMutex();
      const cells = new Int32Array(new SharedArrayBuffer(8));
      for (let i = 0; i < 2; i++) new Worker(new URL('./w.mjs', import.meta.url), { workerData: { cells, mutex } });`,
    'w.mjs': `
      import { workerData } from 'node:worker_threads';
      workerData.mutex.lock();
      workerData.cells[0] += 1;
      workerData.mutex.unlock();`,
  },
  {},
);

check(
  'what a library computes is no lock',
  {
    'main.mjs': `
      import { Worker } from 'node:worker_threads';
      import { options } from 'some-config';
      const cells = new Int32Array(new SharedArrayBuffer(8));
      const limit = options().limit;
      for (let i = 0; i < 2; i++) new Worker(new URL('./w.mjs', import.meta.url), { workerData: { cells, limit } });`,
    'w.mjs': `
      import { workerData } from 'node:worker_threads';
      import { format } from 'some-text';
      console.log(format('start'));
      workerData.cells[0] += 1;`,
  },
  { races: ['workerData.cells[0]'] },
);

check(
  'files, buffers and text touch shared memory',
  {
    'main.mjs': `
      import { Worker } from 'node:worker_threads';
      const bytes = new Uint8Array(new SharedArrayBuffer(64));
      new Worker(new URL('./w.mjs', import.meta.url), { workerData: bytes });
      new TextEncoder().encodeInto('hello', bytes);
      Buffer.from(bytes.buffer, 8).writeInt32LE(5, 0);`,
    'w.mjs': `
      import { workerData as bytes } from 'node:worker_threads';
      import { readSync } from 'node:fs';
      readSync(3, bytes);`,
  },
  {
    races: [
      `new TextEncoder().encodeInto('hello', bytes)`,
      'Buffer.from(bytes.buffer, 8).writeInt32LE(5, 0)',
      'readSync(3, bytes)',
    ],
  },
);
