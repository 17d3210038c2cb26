/** Hand-written locks are recognised by what their bodies do, and things that only look alike are not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callGraphOf } from '../../server/src/analysis/callgraph.ts';
import { inferLocks } from '../../server/src/analysis/locks/infer.ts';
import { makeProgram } from '../../server/src/analysis/program.ts';
import { Resolver } from '../../server/src/analysis/resolve.ts';
import { lowerFile } from '../../server/src/front/lower.ts';

function opsOf(text: string): Record<string, string> {
  const facts = lowerFile('/p/a.ts', text);
  const program = makeProgram(new Map([['/p/a.ts', facts]]));
  const resolver = new Resolver(program);
  const { ops } = inferLocks(program, resolver, callGraphOf(program, resolver));
  return Object.fromEntries(
    [...ops].map(([key, op]) => [facts.functions[Number(key.split('#')[1])]?.name ?? key, op.op]),
  );
}

describe('inference of hand-written locks', () => {
  it('sees a promise chain that runs tasks one after the other', () => {
    assert.deepEqual(
      opsOf(`class Q { private tail = Promise.resolve();
        run(task: () => Promise<void>) { const r = this.tail.then(task); this.tail = r.catch(() => {}); return r; } }`),
      { run: 'run' },
    );
  });

  it('sees a chain whose link is awaited and released by a function', () => {
    assert.deepEqual(
      opsOf(`class L { private p = Promise.resolve();
        async lock() { let release!: () => void; const prev = this.p;
          this.p = new Promise<void>((r) => { release = r; }); await prev; return release; } }`),
      { lock: 'acquire' },
    );
  });

  it('sees a queue of waiters with a flag', () => {
    assert.deepEqual(
      opsOf(`class M { private busy = false; private waiting: (() => void)[] = [];
        take() { if (!this.busy) { this.busy = true; return Promise.resolve(); } return new Promise<void>((r) => this.waiting.push(r)); }
        give() { const next = this.waiting.shift(); if (next) next(); else this.busy = false; } }`),
      { take: 'acquire', give: 'release' },
    );
  });

  it('does not take a channel, a gate or a cached promise for a lock', () => {
    assert.deepEqual(
      opsOf(`class Channel { private items: number[] = []; private waiting: ((n: number) => void)[] = [];
        send(n: number) { const w = this.waiting.shift(); if (w) w(n); else this.items.push(n); }
        receive() { if (this.items.length > 0) return Promise.resolve(this.items.shift()); return new Promise<number>((r) => this.waiting.push(r)); } }
      class Gate { private open = false; private waiting: (() => void)[] = [];
        wait() { if (this.open) return Promise.resolve(); return new Promise<void>((r) => this.waiting.push(r)); }
        release() { this.open = true; for (const w of this.waiting.splice(0)) w(); } }
      class Cache { private loaded: Promise<string> | undefined;
        get(load: () => Promise<string>) { this.loaded ??= load(); return this.loaded; } }`),
      {},
    );
  });
});
