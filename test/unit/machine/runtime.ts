/** Programs over promises, disposal, decorators and the built-in objects, for the same comparison. */
export const RUNTIME: Readonly<Record<string, string>> = {
  microtasks: `
    const log = (x) => console.log(x);
    setTimeout(() => log('timeout 0'), 0);
    Promise.resolve().then(() => log('then 1')).then(() => log('then 2')).then(() => log('then 3'));
    queueMicrotask(() => log('microtask'));
    async function a() { log('a start'); await b(); log('a end'); }
    async function b() { log('b start'); await null; log('b end'); }
    a().then(() => log('a resolved'));
    (async () => { log('iife'); return Promise.resolve('inner'); })().then((v) => log('returned promise ' + v));
    new Promise((r) => { log('executor'); r(); log('after resolve'); }).then(() => log('executor then'));
    new Promise((r) => r(Promise.resolve('nested'))).then(log);
    ({ then(r) { log('thenable called'); r('thenable'); } });
    Promise.resolve({ then(r) { log('thenable job'); r('from thenable'); } }).then(log);
    (async () => { try { await Promise.reject(new Error('no')); } catch (e) { log('caught ' + e.message); } finally { log('fin'); } })();
    Promise.reject('x').catch((e) => { log('catch ' + e); return 'recovered'; }).finally(() => log('finally')).then(log);
    (async () => { for (let i = 0; i < 3; i++) { await i; log('loop ' + i); } })();
    (async () => { const [p, q] = await Promise.all([1, Promise.resolve(2)]); log('all ' + p + q); })();
    log('sync end');
  `,
  combinators: `
    const wait = (ms, v) => new Promise((r) => setTimeout(() => r(v), ms));
    const fail = (ms, v) => new Promise((_, r) => setTimeout(() => r(new Error(v)), ms));
    console.log((await Promise.all([wait(2, 'a'), wait(1, 'b'), 'c'])).join());
    console.log(await Promise.race([wait(5, 'slow'), wait(1, 'fast')]));
    console.log(await Promise.any([fail(1, 'no'), wait(3, 'any')]));
    const settled = await Promise.allSettled([wait(1, 'ok'), fail(1, 'bad')]);
    console.log(settled.map((s) => s.status + (s.value ?? s.reason.message)).join());
    try { await Promise.all([wait(1, 1), fail(2, 'all failed')]); } catch (e) { console.log(e.message); }
    try { await Promise.any([fail(1, 'x'), fail(1, 'y')]); } catch (e) { console.log(e instanceof AggregateError, e.errors.length); }
    const order = []; const t = setInterval(() => { order.push('tick'); if (order.length === 3) clearInterval(t); }, 1);
    await wait(30); console.log(order.join());
    const cancelled = setTimeout(() => console.log('never'), 1); clearTimeout(cancelled); await wait(5);
    const results = []; await Promise.all([3, 1, 2].map(async (n) => { await wait(n * 4); results.push(n); })); console.log(results.join());
    let seen = 0; const p = wait(1, 'shared'); p.then(() => seen++); p.then(() => seen++); await p; await null; console.log(seen);
  `,
  asyncIteration: `
    async function* ag(n) { try { for (let i = 0; i < n; i++) { await null; yield i; } } finally { console.log('ag done'); } }
    for await (const x of ag(3)) console.log(x);
    for await (const x of ag(5)) { if (x === 1) break; console.log('brk', x); }
    for await (const x of [Promise.resolve('p'), 'q']) console.log(x);
    const g = ag(2); console.log(JSON.stringify(await Promise.all([g.next(), g.next(), g.next()])));
    async function* deleg() { yield 'first'; yield* ag(2); return 'ret'; }
    const d = deleg(); let r; while (!(r = await d.next()).done) console.log('d', r.value); console.log(r.value);
    const src = { [Symbol.asyncIterator]() { let i = 0; return { next: async () => ({ value: i, done: i++ >= 2 }), return: async () => { console.log('closed'); return {}; } }; } };
    for await (const x of src) console.log('src', x);
    try { for await (const x of src) throw new Error('stop'); } catch (e) { console.log(e.message); }
    async function* thrower() { yield 1; throw new Error('from gen'); }
    try { for await (const x of thrower()) console.log(x); } catch (e) { console.log(e.message); }
    const late = ag(1); console.log(JSON.stringify(await late.return('early')), JSON.stringify(await late.next()));
  `,
  disposal: `
    class R { constructor(n) { this.n = n; console.log('open', n); } [Symbol.dispose]() { console.log('close', this.n); } }
    class AR { constructor(n) { this.n = n; } async [Symbol.asyncDispose]() { await null; console.log('async close', this.n); } }
    function f() { using a = new R('a'); using b = new R('b'); console.log('body'); return 'result'; }
    console.log(f());
    { using c = new R('c'); console.log('in block'); }
    try { using d = new R('d'); throw new Error('x'); } catch (e) { console.log('caught', e.message); }
    async function g() { await using x = new AR('x'); using y = new R('y'); console.log('g body'); }
    await g(); console.log('after g');
    for (using z of [new R('z1'), new R('z2')]) console.log('loop', z.n);
    for (let i = 0; i < 2; i++) { using e = new R('e' + i); if (i === 0) continue; console.log('second'); }
    using n = null; console.log(n);
    class Bad { [Symbol.dispose]() { throw new Error('dispose'); } }
    try { using b = new Bad(); throw new Error('body'); } catch (e) { console.log(e.name, e.error.message, e.suppressed.message); }
  `,
  decorators: `
    const calls = [];
    function logged(method, ctx) { calls.push(ctx.kind + ':' + String(ctx.name)); return function (...args) { calls.push('call ' + args.join()); return method.apply(this, args); }; }
    function bound(_m, ctx) { ctx.addInitializer(function () { this[ctx.name] = this[ctx.name].bind(this); }); }
    function tagged(cls, ctx) { calls.push(ctx.kind + ':' + ctx.name); cls.tag = 'tagged'; }
    const times = (n) => (m) => function (x) { let r = x; for (let i = 0; i < n; i++) r = m.call(this, r); return r; };
    @tagged class C { v = 2; @logged add(a, b) { return a + b + this.v; } @bound get2() { return this.v; } @times(3) double(x) { return x * 2; } @logged static s(x) { return x; } }
    const c = new C(); const { get2 } = c;
    console.log(c.add(1, 2), get2(), c.double(1), C.s(5), C.tag, calls.join('; '));
  `,
  collections: `
    const m = new Map([['a', 1], ['b', 2]]); m.set('c', 3).delete('a');
    console.log([...m].join('|'), m.size, m.get('b'), m.has('a'), [...m.keys()].join(), [...m.values()].join());
    m.forEach((v, k) => console.log(k, v));
    const s = new Set([1, 2, 2, 3]); s.add(4); s.delete(1); console.log([...s].join(), s.has(2), s.size);
    const grow = new Set([1]); for (const x of grow) { if (x < 4) grow.add(x + 1); } console.log([...grow].join());
    const w = new WeakMap(); const key = {}; w.set(key, 'v'); console.log(w.get(key), w.has({}));
    console.log(new Map([[NaN, 1]]).get(NaN));
    const a = [5, 1, 4]; console.log(a.map((x, i) => x * i).join(), a.filter((x) => x > 1).join(), a.reduce((t, x) => t + x, 0), a.indexOf(4), a.find((x) => x > 4), a.findIndex((x) => x === 9), a.some((x) => x > 4), a.every((x) => x > 0));
    console.log(a.slice(1).join(), a.splice(1, 1, 'x', 'y').join(), a.join(), a.concat([9], 8).join(), a.reverse().join(), [[1, [2]], 3].flat(Infinity).join(), [1, 2].flatMap((x) => [x, x]).join());
    console.log(Array.from({ length: 3 }, (_, i) => i * i).join(), Array.of(7, 8).join(), new Array(3).fill(0).join(), Array.isArray([]), [1, 2, 3].lastIndexOf(3), [3, 2].with(0, 9).join(), [1, 2, 3].findLast((x) => x < 3));
    const q = []; q.push(1, 2); q.unshift(0); console.log(q.shift(), q.pop(), q.length, q.keys().next().value); q.length = 0; console.log(q.length);
    console.log(Object.entries({ a: 1, b: 2 }).map(([k, v]) => k + v).join(), Object.fromEntries([['x', 1]]).x, Object.assign({}, { a: 1 }, { b: 2 }).b, JSON.stringify(Object.keys({ b: 1, 2: 1, a: 1, 1: 1 })));
    console.log(JSON.stringify({ a: [1, { b: null }], u: undefined, f() {}, d: 'x"y' }), JSON.parse('{"k":[1,2,{"z":true}]}').k[2].z, JSON.stringify([undefined, NaN]), JSON.stringify({ a: 1, b: [2] }, null, 2));
    console.log(JSON.stringify({ toJSON() { return 'custom'; } }), JSON.stringify({ a: 1, b: 2 }, ['a']), JSON.stringify({ a: 1 }, (k, v) => (typeof v === 'number' ? v + 1 : v)));
    try { JSON.parse('{bad'); } catch (e) { console.log(e instanceof SyntaxError); }
    console.log('a-b-c'.split('-').join(), 'abc'.toUpperCase(), ' x '.trim(), 'abcabc'.replaceAll('b', 'X'), 'abc'.slice(-2), 'x'.padStart(3, '.'), 'abc'.includes('bc'), 'a,b'.indexOf(','), 'ab'.repeat(2), 'abc'.charCodeAt(1), [...'héé'].length);
    console.log(Math.floor(2.7), Math.max(), Math.min(1, 2), Math.abs(-3), Math.sign(-2), Math.trunc(-2.5), Math.hypot(3, 4), Math.round(2.5), Math.clz32(1), Math.imul(3, 4));
    const frozen = Object.freeze({ a: 1 }); console.log(frozen.a, Object.getPrototypeOf(Object.create({ p: 1 })).p);
    const proto = Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }); console.log(proto.inherited, proto.own, Object.hasOwn(proto, 'inherited'), proto.hasOwnProperty('own'));
    const c = structuredClone({ a: [1, { b: 2 }], m: new Map([[1, 2]]) }); console.log(JSON.stringify(c.a), c.m.get(1));
    const sym = Symbol('desc'); const withSym = { [sym]: 1, x: 2 }; console.log(withSym[sym], Object.keys(withSym).join(), sym.toString(), sym.description, Symbol.for('k') === Symbol.for('k'));
    const bound = function (a, b) { return this.x + a + b; }.bind({ x: 1 }, 2); console.log(bound(3), bound.call({ x: 100 }, 4), Math.max.apply(null, [1, 9]));
    const px = Reflect.has({ a: 1 }, 'a'); console.log(px, Reflect.ownKeys({ a: 1, b: 2 }).join(), Reflect.get({ a: 5 }, 'a'));
    class Temp { static from(x) { return Object.assign(new this(), { x }); } } console.log(Temp.from(3).x, Temp.from(1) instanceof Temp);
    console.log(Array.prototype.slice.call([1, 2, 3], 1).join(), Object.prototype.hasOwnProperty.call({ a: 1 }, 'a'));
  `,
  keys: `
    const names = { k: 'made' }; const o = { [names.k]: 1, [names.k + 2]() { return this[names.k]; }, [Symbol.toStringTag]: 'Tagged' };
    console.log(o.made, o.made2(), Object.prototype.toString.call(o), Object.keys(o).join());
    console.log([{}, [], null, undefined, 5, 's', true, () => 1, new Map(), new Error('x'), /x/].map((x) => Object.prototype.toString.call(x)).join());
    console.log(Object.getPrototypeOf({}) === Object.prototype, Object.getPrototypeOf([]) === Array.prototype);
    const callable = (cls) => { const r = { [cls.name]: function (...a) { return Reflect.construct(cls, a); } }; r[cls.name].prototype = cls.prototype; return r[cls.name]; };
    const F = callable(class Part { x = 1; get y() { return 2; } }); console.log(F().x, F().y, F() instanceof F);
    class Sym { static #k = Symbol('k'); [Symbol.iterator] = function* () { yield 1; }; get [Symbol.toStringTag]() { return 'Sym'; } } console.log([...new Sym()].join(), String(new Sym()));
  `,
  regexps: `
    console.log(/a+b/.test('xaab'), /^\\d+$/.test('12a'), 'a1b22'.replace(/\\d+/g, (m) => '<' + m + '>'), 'a-b_c'.split(/[-_]/).join());
    const m = /(?<y>\\d{4})-(\\d\\d)/.exec('on 2024-05'); console.log(m[0], m[2], m.index, m.groups.y, /x/.exec('y'));
    const g = /o/g; console.log(g.test('foo'), g.lastIndex, g.test('foo'), g.test('foo'), g.source, g.flags, String(g));
    console.log('aXbX'.match(/X/g).length, 'none'.match(/X/), [...'k1=v1;k2=v2'.matchAll(/(\\w+)=(\\w+)/g)].map((x) => x[1] + x[2]).join(), 'abc'.search(/c/));
    console.log('John Smith'.replace(/(\\w+)\\s(\\w+)/, '$2, $1'), 'aaa'.replace('a', 'b'), 'aaa'.replaceAll('a', (c, i) => i), new RegExp('B', 'i').test('abc'));
    try { new RegExp('('); } catch (e) { console.log(e instanceof SyntaxError); }
  `,
  patterns: `
    class Mutex { #locked = false; #q = []; async acquire() { if (this.#locked) await new Promise((r) => this.#q.push(r)); this.#locked = true; return () => this.release(); } release() { const next = this.#q.shift(); this.#locked = false; next?.(); } async run(fn) { const rel = await this.acquire(); try { return await fn(); } finally { rel(); } } }
    const m = new Mutex(); const tick = () => new Promise((r) => setTimeout(r, 1)); const log = [];
    await Promise.all([1, 2, 3].map((n) => m.run(async () => { log.push('in' + n); await tick(); log.push('out' + n); }))); console.log(log.join());
    class Emitter { #l = new Map(); on(e, f) { (this.#l.get(e) ?? this.#l.set(e, []).get(e)).push(f); return () => this.#l.set(e, this.#l.get(e).filter((x) => x !== f)); } emit(e, ...a) { for (const f of this.#l.get(e) ?? []) f(...a); } }
    const em = new Emitter(); const off = em.on('x', (a, b) => console.log('x', a, b)); em.emit('x', 1, 2); off(); em.emit('x', 3, 4);
    const memo = (f) => { const c = new Map(); return (n) => c.get(n) ?? (c.set(n, f(n)), c.get(n)); }; const fibm = memo((n) => (n < 2 ? n : fibm(n - 1) + fibm(n - 2))); console.log(fibm(30));
    const compose = (...fs) => (x) => fs.reduceRight((v, f) => f(v), x); console.log(compose((x) => x + 1, (x) => x * 2)(5));
    async function pool(tasks, n) { const out = []; let i = 0; await Promise.all(Array.from({ length: n }, async () => { while (i < tasks.length) { const k = i++; out[k] = await tasks[k](); } })); return out; }
    console.log((await pool([1, 2, 3, 4].map((x) => async () => { await tick(); return x * x; }), 2)).join());
    const queue = []; const consumer = (async () => { const got = []; while (got.length < 3) { if (queue.length === 0) { await tick(); continue; } got.push(queue.shift()); } return got; })(); for (const x of ['a', 'b', 'c']) { queue.push(x); await tick(); } console.log((await consumer).join());
    let state = 'idle'; const next = { idle: 'run', run: 'done', done: null }; const path = []; while (state) { path.push(state); state = next[state]; } console.log(path.join('>'));
    const deep = { a: { b: [{ c: 1 }] } }; const walk = (o, p = []) => Object.entries(o).flatMap(([k, v]) => (typeof v === 'object' ? walk(v, [...p, k]) : [[...p, k].join('.') + '=' + v])); console.log(walk(deep).join());
    const debounce = (f) => { let t; return (...a) => { clearTimeout(t); t = setTimeout(() => f(...a), 2); }; }; const de = debounce((x) => console.log('debounced', x)); de(1); de(2); await new Promise((r) => setTimeout(r, 10));
    function curry(f) { return function c(...a) { return a.length >= f.length ? f(...a) : (...b) => c(...a, ...b); }; } console.log(curry((a, b, c) => a + b + c)(1)(2)(3));
    class Observable { constructor(sub) { this.sub = sub; } map(f) { return new Observable((o) => this.sub((v) => o(f(v)))); } filter(p) { return new Observable((o) => this.sub((v) => { if (p(v)) o(v); })); } } new Observable((o) => [1, 2, 3].forEach(o)).filter((x) => x > 1).map((x) => x * 10).sub((v) => console.log('obs', v));
    async function retry(f, n) { for (let i = 0; ; i++) { try { return await f(i); } catch (e) { if (i >= n) throw e; console.log('retry', i); } } } console.log(await retry(async (i) => { if (i < 2) throw new Error('e'); return 'ok' + i; }, 5));
    const ac = []; await (async () => { ac.push(1); try { await (async () => { throw new Error('inner'); })(); } catch { ac.push(2); } finally { ac.push(3); } })(); console.log(ac.join());
    var self = { v: 1, get: function () { return this.v; }, arrow: () => typeof this, nested() { return [1].map(() => this.v)[0]; } }; const { get } = self; console.log(self.get(), self.nested(), (0, self.get).call({ v: 9 }));
    enum_like: { const E = { A: 0, B: 1, 0: 'A', 1: 'B' }; console.log(E[E.B], E.A); }
  `,
  typescript: `
    enum Color { Red, Green = 5, Blue } enum S { A = 'a' }
    console.log(Color.Red, Color.Green, Color.Blue, S.A);
    class P { constructor(private readonly a: number, public b = a * 2, protected c?: string) {} sum() { return this.a + this.b; } }
    console.log(new P(1).sum(), new P(1, 5).sum());
    abstract class Shape { abstract area(): number; describe() { return 'area ' + this.area(); } }
    class Sq extends Shape { constructor(public side: number) { super(); } area() { return this.side ** 2; } }
    console.log(new Sq(3).describe());
    const x = { a: 1 } as const satisfies { a: number }; console.log(x.a!);
    function over(a: string): string; function over(a: number): number; function over(a: any) { return a; } console.log(over(1));
    type T = { k: 'a' } | { k: 'b'; v: number }; const t: T = { k: 'b', v: 2 } as T; switch (t.k) { case 'a': console.log('a'); break; case 'b': console.log(t.v); }
    const gen = <U,>(u: U): U => u; console.log(gen<number>(3)); let d!: number; d = 4; console.log(d);
    class G<K, V> extends Map<K, V> { getOr(k: K, v: V): V { return this.get(k) ?? v; } } const g = new G<string, number>(); g.set('a', 1); console.log(g.getOr('a', 2), g.getOr('b', 2), g.size, g instanceof Map);
    class W { static readonly MAX = 3; readonly items: number[] = []; declare ghost: number; add(n: number): this { this.items.push(n); return this; } } console.log(new W().add(1).add(2).items.join(), W.MAX, 'ghost' in new W());
  `,
};
