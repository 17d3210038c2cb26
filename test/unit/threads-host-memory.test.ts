/**
 * Buffers, typed arrays, DataView and Atomics of the abstract executor against the real ones: random programs
 * of one thread, run by both, have to print the same. A failure names the seed that made the program.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interpret, randomFrom } from './threads/interpret.ts';

const SEEDS = Number(process.env['INTERLEAVE_SEEDS'] ?? 60);
const STATEMENTS = 40;

const INTEGERS = ['Int8Array', 'Uint8Array', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'];
const BIGS = ['BigInt64Array', 'BigUint64Array'];
const FLOATS = ['Float32Array', 'Float64Array', 'Uint8ClampedArray'];

interface Made {
  readonly name: string;
  readonly kind: string;
  readonly length: number;
}

const sizeOf = (kind: string): number => (kind.includes('Clamped') ? 1 : Number(/\d+/.exec(kind)?.[0] ?? 8) / 8);

export function programOf(seed: number): string {
  const random = randomFrom(seed);
  const int = (n: number): number => Math.floor(random() * n);
  const pick = <T>(of: readonly T[]): T => of[int(of.length)] as T;
  const lines: string[] = [];
  const views: Made[] = [];
  const dataViews: string[] = [];
  let count = 0;
  const number = (kind: string): string => {
    const n = pick([int(10), -int(300), int(70000), int(5e9), -1, 0, 0.5, 2.5, 254.5, 255.5, -0.3, 1e10]);
    return BIGS.includes(kind) ? `${String(Math.trunc(n))}n` : String(n);
  };
  const index = (v: Made): number => (random() < 0.9 ? int(Math.max(1, v.length)) : int(40) - 5);
  const bound = (v: Made): number => int(v.length * 2 + 3) - v.length - 1;
  const show = (e: string): void => void lines.push(`show(() => ${e});`);
  const make = (): void => {
    const kind = pick([...INTEGERS, ...BIGS, ...FLOATS]);
    const length = 1 + int(12);
    const name = `v${String(count++)}`;
    const how = int(5);
    const old = views.length > 0 ? pick(views) : undefined;
    if (how === 0 && old !== undefined && BIGS.includes(old.kind) === BIGS.includes(kind)) {
      lines.push(`const ${name} = new ${kind}(${old.name});`);
      views.push({ name, kind, length: old.length });
    } else if (how === 1 && old !== undefined) {
      // Another width over the same bytes, of which there are enough.
      const kind2 = pick(INTEGERS.filter((k) => sizeOf(k) <= sizeOf(old.kind)));
      lines.push(`const ${name} = new ${kind2}(${old.name}.buffer, 0, 1);`);
      views.push({ name, kind: kind2, length: 1 });
    } else if (how === 2) {
      lines.push(`const ${name} = ${kind}.from([${Array.from({ length }, () => number(kind)).join(', ')}]);`);
      views.push({ name, kind, length });
    } else {
      const shared = pick(['SharedArrayBuffer', 'ArrayBuffer']);
      const offset = int(3) * 8;
      lines.push(
        `const ${name} = new ${kind}(new ${shared}(${String(offset + length * 8)}), ${String(offset)}, ${String(length)});`,
      );
      views.push({ name, kind, length });
    }
  };
  make();
  make();
  for (let i = 0; i < STATEMENTS; i++) {
    const v = pick(views);
    const { name, kind } = v;
    const atomic = INTEGERS.includes(kind) || BIGS.includes(kind);
    switch (int(26)) {
      case 0:
        make();
        break;
      case 1:
        show(`(${name}[${String(index(v))}] = ${number(kind)})`);
        break;
      case 2:
        show(`${name}[${String(index(v))}]`);
        break;
      case 3:
        show(
          BIGS.includes(kind)
            ? `${name}[${String(int(v.length))}]++`
            : `(${name}[${String(int(v.length))}] += ${number(kind)})`,
        );
        break;
      case 4:
        show(`${name}.fill(${number(kind)}, ${String(bound(v))}, ${String(bound(v))})`);
        break;
      case 5:
        show(`${name}.copyWithin(${String(bound(v))}, ${String(bound(v))}, ${String(bound(v))})`);
        break;
      case 6:
        show(`${name}.slice(${String(bound(v))}, ${String(bound(v))})`);
        break;
      case 7: {
        const sub = `v${String(count++)}`;
        const from = int(v.length);
        lines.push(`const ${sub} = ${name}.subarray(${String(from)});`);
        views.push({ name: sub, kind, length: v.length - from });
        break;
      }
      case 8:
        show(`${name}.set([${number(kind)}, ${number(kind)}], ${String(int(v.length + 2))})`);
        break;
      case 9:
        show(random() < 0.5 ? `${name}.sort()` : `${name}.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0))`);
        break;
      case 10:
        show(`${name}.${pick(['reverse', 'toReversed', 'toSorted', 'keys', 'values'])}()`);
        break;
      case 11:
        show(
          `${name}.${pick(['indexOf', 'lastIndexOf', 'includes'])}(${number(kind)}${random() < 0.3 ? `, ${String(bound(v))}` : ''})`,
        );
        break;
      case 12:
        show(
          `${name}.${pick(['find', 'findIndex', 'findLast', 'findLastIndex', 'some', 'every', 'filter'])}((x, i) => x > i)`,
        );
        break;
      case 13:
        show(`${name}.${pick(['reduce', 'reduceRight'])}((a, b) => a + b)`);
        break;
      case 14:
        show(`${name}.map((x, i) => ${BIGS.includes(kind) ? 'x * 2n + BigInt(i)' : 'x * 2 + i'})`);
        break;
      case 15:
        show(`${name}.at(${String(bound(v))})`);
        break;
      case 16:
        show(`${name}.with(${String(bound(v))}, ${number(kind)})`);
        break;
      case 17:
        show(`[${name}.length, ${name}.byteLength, ${name}.byteOffset, ${name}.BYTES_PER_ELEMENT].join()`);
        break;
      case 18:
      case 19:
      case 20:
      case 21:
        if (atomic) {
          const op = pick(['add', 'sub', 'and', 'or', 'xor', 'exchange', 'store', 'load', 'compareExchange']);
          const at = index(v);
          const args = op === 'load' ? '' : `, ${number(kind)}${op === 'compareExchange' ? `, ${number(kind)}` : ''}`;
          show(`Atomics.${op}(${name}, ${String(at)}${args})`);
          if (op === 'compareExchange')
            show(`Atomics.compareExchange(${name}, ${String(at)}, ${name}[${String(at)}], ${number(kind)})`);
        } else show(`Atomics.load(${name}, 0)`);
        break;
      case 22:
        show(`Atomics.notify(${name}, ${String(index(v))}, 1)`);
        break;
      case 23:
        show(`Atomics.wait(${name}, ${String(index(v))}, ${number(kind)}, 0)`);
        break;
      case 24: {
        const d = `d${String(count++)}`;
        lines.push(`const ${d} = new DataView(${name}.buffer, ${String(int(2))});`);
        dataViews.push(d);
        break;
      }
      default: {
        if (dataViews.length === 0) break;
        const d = pick(dataViews);
        const type = pick([
          'Int8',
          'Uint8',
          'Int16',
          'Uint16',
          'Int32',
          'Uint32',
          'Float32',
          'Float64',
          'BigInt64',
          'BigUint64',
        ]);
        const little = random() < 0.5;
        const big = type.startsWith('Big') ? 'BigInt64Array' : 'Int32Array';
        if (random() < 0.5) show(`${d}.set${type}(${String(int(20))}, ${number(big)}, ${String(little)})`);
        show(`${d}.get${type}(${String(int(20))}, ${String(little)})`);
      }
    }
  }
  return `
const text = (x) => x === undefined ? 'undefined' : typeof x === 'object' && x !== null && typeof x.next === 'function' ? [...x].join() : Object.is(x, -0) ? '0' : String(x);
const show = (f) => { try { console.log(text(f())); } catch (e) { console.log(e.name); } };
${lines.join('\n')}
${views.map((v) => `console.log('${v.name}', ${v.name}.join());`).join('\n')}
`;
}

export function executed(source: string): readonly string[] {
  const lines: string[] = [];
  const log = (...args: unknown[]): void => void lines.push(args.map(String).join(' '));
  new Function('console', `'use strict';${source}`)({ log });
  return lines;
}

test('random programs on views print the same as with the real ones', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const source = programOf(seed);
    const real = executed(source);
    const { lines, world } = interpret({ 'main.ts': `${source}\nexport {};` });
    assert.equal(world.agents[0]?.failed, undefined, `seed ${String(seed)}: threw\n${source}`);
    assert.deepEqual(lines, real, `seed ${String(seed)}\n${source}`);
  }
});

const FIXED: Readonly<Record<string, string>> = {
  'transfer detaches': `
    const b = new ArrayBuffer(8); const v = new Int32Array(b); v[1] = 7;
    const moved = b.transfer();
    console.log(b.byteLength, v.length, new Int32Array(moved).join(), b.detached, moved.detached);
    try { b.slice(0); } catch (e) { console.log(e.name); }
    try { new Int8Array(b); } catch (e) { console.log(e.name); }
    const copy = structuredClone({ moved }, { transfer: [moved] });
    console.log(moved.byteLength, new Int32Array(copy.moved).join());`,
  'resizable and growable': `
    const b = new ArrayBuffer(4, { maxByteLength: 16 }); const v = new Uint8Array(b); const fixed = new Uint8Array(b, 0, 4);
    b.resize(8); console.log(v.length, fixed.length, b.resizable, b.maxByteLength);
    const s = new SharedArrayBuffer(4, { maxByteLength: 12 }); const w = new Int32Array(s);
    s.grow(12); w[2] = 5; console.log(w.length, w.join(), s.growable);
    try { s.grow(4); } catch (e) { console.log(e.name); }
    try { b.resize(32); } catch (e) { console.log(e.name); }`,
  'structured clone': `
    const s = new SharedArrayBuffer(8); const v = new Int32Array(s);
    class P { constructor() { this.x = 1; this.self = this; } get y() { return 2; } m() {} }
    const c = structuredClone({ v, list: [1, { a: 2 }], map: new Map([['k', new Set([1])]]), p: new P(), e: new TypeError('bad'), u: undefined, n: null, big: 5n });
    v[0] = 9;
    console.log(c.v[0], c.list[1].a, c.map.get('k').has(1), c.p.x, c.p.self === c.p, c.p.y, c.p.m, c.e.message, c.e.name, c.u, c.n, c.big);
    try { structuredClone(() => 1); } catch (e) { console.log(e.name); }
    try { structuredClone({ f() {} }); } catch (e) { console.log(e.name); }
    const own = new Uint8Array([1, 2, 3]); const copied = structuredClone(own); own[0] = 9; console.log(copied.join(), own.join());
    const two = structuredClone([own, own]); console.log(two[0] === two[1], two[0].buffer === own.buffer);`,
  'iterating a view sees writes made on the way': `
    const v = new Int32Array(4); const seen = [];
    for (const x of v) { seen.push(x); v[3] = 5; }
    for (const [i, x] of v.entries()) seen.push(i * 10 + x);
    console.log(seen.join(), [...v.keys()].join(), Math.max(...v));`,
  'length-tracking views and out of range accesses': `
    const v = new Int16Array(2); v[5] = 1; v['1'] = 3; v[-1] = 4;
    console.log(v.length, v[5], v[1], v[-1], 1 in v, v.foo);`,
};

for (const [name, source] of Object.entries(FIXED)) {
  // `transfer` came with the engine of Node 22.
  const missing = source.includes('.transfer()') && !('transfer' in ArrayBuffer.prototype);
  test(name, { skip: missing }, () => {
    assert.deepEqual(interpret({ 'main.ts': `${source}\nexport {};` }).lines, executed(source));
  });
}
