/** What a finding is worth: a warning, a hint when work is only done again, information when it is misuse, an error when it is sure. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../server/src/engine.ts';

function severities(text: string): readonly string[] {
  const engine = new Engine({ readFile: () => undefined, fileExists: () => false });
  engine.update('/w/main.ts', text);
  return engine.analyse().findings.map((f) => `${f.rule} ${f.severity}`);
}

const memo = (fetching: string, extra = ''): string => `
  export class Room {
    private members;
    constructor(private readonly client) {}
    async all() {
      if (this.members === undefined) {
        const answer = await this.client.${fetching};
        ${extra}
        this.members = answer.members;
      }
      return this.members;
    }
  }`;

test('asking for the same answer twice is a hint', () => {
  assert.deepEqual(severities(memo('getMembers()')), ['race-across-await hint']);
  assert.deepEqual(severities(memo("send('Room.describe')")), ['race-across-await hint']);
});

test('what is made, or done on the way, is more than a hint', () => {
  assert.deepEqual(severities(memo('createGroup()')), ['race-across-await warning']);
  assert.deepEqual(severities(memo("send('Room.join')")), ['race-across-await warning']);
  assert.deepEqual(severities(memo('getMembers()', 'await this.client.announce(answer);')), [
    'race-across-await warning',
  ]);
});

test('what must be given back, or is consumed, is more than a hint', () => {
  const resource = `
    export class Pool {
      private lease;
      constructor(private readonly source) {}
      async query() {
        if (!this.lease) this.lease = await this.source.getLease();
        return this.lease.run();
      }
    }`;
  assert.deepEqual(severities(resource), ['race-across-await warning']);
  const consumed = `
    export class Reader {
      private entries;
      constructor(private readonly source) {}
      async next() {
        this.entries ??= await this.source.readEntries();
        return this.entries.shift();
      }
    }`;
  assert.deepEqual(severities(consumed), ['race-across-await warning']);
});

test('two direct calls of what begins a life are information, unless other operations lead there', () => {
  const start = (more: string): string => `
    export class Service {
      private started = false;
      constructor(private readonly register) {}
      async start() {
        if (this.started) return;
        await this.register();
        this.started = true;
      }
      ${more}
    }`;
  assert.deepEqual(severities(start('')), ['race-across-await info']);
  assert.deepEqual(severities(start('async query(q) { await this.start(); return q.length; }')), [
    'race-across-await warning',
  ]);
});

test('a timer left over after the stop counts for more when it arms the next one', () => {
  const poller = (work: string): string => `
    export class Poller {
      private timer;
      constructor(private readonly ask) {}
      async poll() {
        await this.ask();
        this.timer = setTimeout(() => this.${work}(), 1000);
      }
      note() {}
      stop() {
        clearTimeout(this.timer);
      }
    }`;
  assert.deepEqual(severities(poller('poll')), ['race-across-await warning']);
  assert.deepEqual(severities(poller('note')), ['race-across-await info']);
});

test('a busy flag that a failure leaves up is a warning, one that a path leaves up an error', () => {
  const job = (early: string): string => `
declare function save(): Promise<boolean>;
export class Store {
  #busy = false;
  async flush() {
    if (this.#busy) return;
    this.#busy = true;
    ${early}
    this.#busy = false;
  }
}`;
  const caught = 'const ok = await save().catch(() => false); if (!ok) return;';
  assert.deepEqual(severities(job('await save();')), ['unreleased-lock warning']);
  assert.deepEqual(severities(job(caught)), ['unreleased-lock error']);
});
