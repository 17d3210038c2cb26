/** Programs over the language itself, for the comparison of the interpreter with the real engine. */
export const LANGUAGE: Readonly<Record<string, string>> = {
  closures: `
    const counters = [];
    for (let i = 0; i < 3; i++) counters.push(() => i++);
    console.log(counters.map((f) => f()).join(), counters.map((f) => f()).join());
    var fs = [];
    for (var j = 0; j < 3; j++) fs.push(() => j);
    console.log(fs.map((f) => f()).join());
    const inner = [];
    let w = 0;
    while (w < 3) { const k = w * 10; inner.push(() => k + w); w++; }
    console.log(inner.map((f) => f()).join());
    function outer() { let n = 0; return { up() { n += 1; return n; }, get n() { return n; } }; }
    const a = outer(), b = outer();
    a.up(); a.up(); b.up();
    console.log(a.n, b.n);
    console.log(hoisted(4), typeof later);
    function hoisted(n) { return n <= 1 ? 1 : n * hoisted(n - 1); }
    var later = 1;
    const fact = function self(n) { return n <= 1 ? 1 : n * self(n - 1); };
    console.log(fact(6), fact.name, hoisted.length);
    const each = [];
    for (const x of [1, 2, 3]) { function show() { return x * 2; } each.push(show); }
    console.log(each.map((f) => f()).join());
    console.log((function () { return arguments.length + arguments[1]; })(1, 2, 3));
    console.log(((...xs) => xs.length)(...[1, 2], 3));
    const add = (x, y = x * 2, { z = 3, ...more } = {}, ...rest) => [x, y, z, JSON.stringify(more), rest.length].join();
    console.log(add(1), add(1, 5, { z: 4, q: 1 }, 6, 7), add.length);
  `,
  classes: `
    class Base {
      static count = 0;
      static #secret = 7;
      #value;
      kind = 'base';
      constructor(value) { this.#value = value; Base.count++; this.init?.(); }
      get value() { return this.#value; }
      set value(v) { this.#value = v; }
      static peek() { return Base.#secret++; }
      static { this.made = 'static block ' + this.count; }
      #hidden(x) { return this.#value + x; }
      reveal(x) { return this.#hidden(x); }
      has(o) { return #value in o; }
      toString() { return 'Base:' + this.#value; }
    }
    class Derived extends Base {
      kind = 'derived';
      extra = this.value * 2;
      arrow = () => this.extra;
      constructor(v) { super(v + 1); this.after = this.kind; }
      get value() { return super.value + 100; }
      set value(v) { super.value = v; }
      toString() { return 'Derived(' + super.toString() + ')'; }
      static peek() { return super.peek() + 1000; }
    }
    const d = new Derived(1);
    console.log(d.value, d.extra, d.arrow(), d.after, String(d), d.reveal(5));
    d.value = 50;
    console.log(d.value, d.has(d), d.has({}), Base.count, Base.made, Derived.peek(), Base.peek());
    console.log(d instanceof Derived, d instanceof Base, Object.keys(d).join());
    const Mixin = (C) => class extends C { mixed() { return 'mixed ' + this.kind; } };
    class M extends Mixin(Derived) {}
    console.log(new M(3).mixed(), M.name, new M(1).constructor === M, M.count);
    class Abstract { constructor() { this.made = new.target.name; } }
    class Concrete extends Abstract {}
    console.log(new Concrete().made, new Abstract().made);
    class MyError extends Error { constructor(m) { super(m); this.name = 'MyError'; this.code = 42; } }
    try { throw new MyError('boom'); } catch (e) { console.log(e.message, e.name, e.code, e instanceof MyError, e instanceof Error, String(e)); }
    class Stack extends Array { top() { return this[this.length - 1]; } }
    const s = new Stack(); s.push(1, 2);
    console.log(s.top(), s.length, s instanceof Array);
    function Old(x) { this.x = x; } Old.prototype.get = function () { return this.x; };
    console.log(new Old(9).get(), new Old(1) instanceof Old);
    const o = { __proto__: { hi() { return 'proto'; } }, hi() { return 'own ' + super.hi(); } };
    console.log(o.hi());
    const key = 'dyn';
    const acc = { n: 1, get [key]() { return this.n; }, set [key](v) { this.n = v * 2; } };
    acc.dyn = 4; console.log(acc.dyn, acc.n);
    class Lazy { static #one; static get one() { return (Lazy.#one ??= new Lazy()); } }
    console.log(Lazy.one === Lazy.one);
  `,
  destructuring: `
    const { a, b: { c = 5, ...rest } = {}, ...others } = { a: 1, b: { d: 2, e: 3 }, f: 4, g: 5 };
    console.log(a, c, JSON.stringify(rest), JSON.stringify(others));
    const [x, , y = 10, ...zs] = [1, 2, undefined, 4, 5];
    console.log(x, y, zs.join());
    let p = 1, q = 2; [p, q] = [q, p]; console.log(p, q);
    const o = {}; ({ m: o.m, n: o['n'] = 3 } = { m: 1 }); console.log(JSON.stringify(o));
    const [first, second] = 'hi'; console.log(first, second);
    for (const [k, { v }] of Object.entries({ one: { v: 1 }, two: { v: 2 } })) console.log(k, v);
    const [[n1, [n2]], { deep: { deeper: [d1] } }] = [[1, [2]], { deep: { deeper: [3] } }];
    console.log(n1, n2, d1);
    function f({ a, b = a + 1 } = { a: 10 }, [c, d] = [1, 2]) { return a + b + c + d; }
    console.log(f(), f({ a: 1 }, [5, 6]));
    const name = 'k'; const { [name]: val, ['x' + 1]: x1 = 'none' } = { k: 'v' }; console.log(val, x1);
    function* gen() { try { yield 1; yield 2; yield 3; } finally { console.log('closed'); } }
    const [g1, g2] = gen(); console.log(g1, g2);
    const m = new Map([['a', 1]]); const [[mk, mv]] = m; console.log(mk, mv);
    const { length } = 'abc'; console.log(length);
    try { const { z } = null; } catch (e) { console.log(e instanceof TypeError); }
    try { const [z] = {}; } catch (e) { console.log(e instanceof TypeError); }
  `,
  generators: `
    function* count(n) { for (let i = 0; i < n; i++) { const got = yield i; if (got) console.log('got', got); } return 'end'; }
    const g = count(3);
    console.log(JSON.stringify(g.next()), JSON.stringify(g.next('x')), JSON.stringify(g.next()), JSON.stringify(g.next()), JSON.stringify(g.next()));
    function* outer() { const r = yield* count(2); console.log('returned', r); yield* [10, 20]; }
    console.log([...outer()].join());
    function* guarded() { try { yield 1; yield 2; } catch (e) { console.log('caught', e); yield 'rescued'; } finally { console.log('cleanup'); } }
    const h = guarded(); h.next(); console.log(JSON.stringify(h.throw('oops')), JSON.stringify(h.next()));
    const k = guarded(); k.next(); console.log(JSON.stringify(k.return(7)), JSON.stringify(k.next()));
    class Tree { constructor(v, l, r) { this.v = v; this.l = l; this.r = r; } *[Symbol.iterator]() { if (this.l) yield* this.l; yield this.v; if (this.r) yield* this.r; } }
    console.log([...new Tree(2, new Tree(1), new Tree(3))].join());
    const iterable = { from: 1, to: 4, [Symbol.iterator]() { let c = this.from, t = this.to; return { next: () => c <= t ? { value: c++, done: false } : { value: undefined, done: true }, return() { console.log('return called'); return {}; } }; } };
    for (const x of iterable) { if (x > 2) break; console.log(x); }
    console.log(Math.max(...iterable), Array.from(iterable, (x) => x * 2).join(), new Set(iterable).size);
    try { for (const x of iterable) throw new Error('in loop ' + x); } catch (e) { console.log(e.message); }
    function* fib() { let [a, b] = [0, 1]; for (;;) { yield a; [a, b] = [b, a + b]; } }
    const out = []; for (const x of fib()) { if (x > 50) break; out.push(x); } console.log(out.join());
    const it = [1, 2, 3][Symbol.iterator](); console.log(it.next().value, [...it].join());
    const en = ['a', 'b'].entries(); console.log(JSON.stringify(en.next()), [...en].join('|'));
    const mi = new Map([['a', 1], ['b', 2]]).keys(); console.log(mi.next().value, mi.next().value, mi.next().done);
    console.log(typeof g[Symbol.iterator], g[Symbol.iterator]() === g);
  `,
  control: `
    function early(n) { for (let i = 0; ; i++) { if (i === n) return i; if (i > 100) break; } return -1; }
    console.log(early(5), early(200));
    outer: for (let i = 0; i < 4; i++) { for (let j = 0; j < 4; j++) { if (j === 2) continue outer; if (i === 2) break outer; console.log(i, j); } }
    block: { console.log('in'); if (early(1) === 1) break block; console.log('never'); }
    function sw(x) { const r = []; switch (x) { case 1: r.push('one'); case 2: r.push('two'); break; default: r.push('def'); case 9: r.push('nine'); } return r.join(); }
    console.log(sw(1), sw(2), sw(5), sw(9));
    let n = 0; do { n++; if (n === 2) continue; } while (n < 4); console.log(n);
    function fin(how) { try { if (how === 'return') return 'r'; if (how === 'throw') throw new Error('t'); return 'normal'; } catch (e) { return 'caught ' + e.message; } finally { console.log('finally', how); } }
    console.log(fin('return'), fin('throw'), fin(''));
    function override() { for (;;) { try { return 1; } finally { break; } } return 2; }
    console.log(override());
    function nested() { try { try { throw 'a'; } finally { console.log('f1'); } } catch (e) { console.log('c', e); throw 'b'; } finally { console.log('f2'); } }
    try { nested(); } catch (e) { console.log('outer', e); }
    for (const k in { x: 1, y: 2 }) console.log(k);
    for (const k in [7, 8]) console.log(k, typeof k);
    const sum = (xs) => { let t = 0; for (const x of xs) { if (x < 0) continue; t += x; } return t; }; console.log(sum([1, -5, 3]));
    label: switch (1) { case 1: for (;;) { break label; } }
    const o = { get x() { console.log('get'); return null; } };
    console.log(o?.x?.y.z.w(), o.nothing?.(), o.nothing?.[console.log('not evaluated')]);
    console.log(0 || 'or', 0 ?? 'nullish', '' && 'and', null ?? undefined ?? 'last');
    let u; u ??= 5; u ||= 6; u &&= 7; console.log(u);
    console.log([1, 2, 3].includes(2) ? 'yes' : 'no', typeof undefined, typeof null, typeof (() => 1), typeof 1n, void 0);
    var i = 10; for (var i = 0; i < 2; i++); console.log(i);
    const c = (console.log('first'), 'second'); console.log(c);
    console.log(delete o.y, 'x' in o, 'q' in o);
    try { null.x; } catch (e) { console.log(e.message); }
    try { ({}).f(); } catch (e) { console.log(e instanceof TypeError); }
    if (true) { function inBlock() { return 'block fn'; } console.log(inBlock()); }
  `,
  operators: `
    console.log(1 + '2', '3' * '4', 7 % 3, -7 % 3, 2 ** 10, 7 / 2 | 0, -1 >>> 28, 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4, -16 >> 2);
    console.log(1 == '1', null == undefined, null == 0, NaN === NaN, [] + [], [] + {}, [1, 2] + '', '5' - 2, +'', +true, +null, +undefined);
    console.log(10n ** 20n, 7n / 2n, -7n % 3n, BigInt(5) + 1n, 1n < 2, 2n == 2, typeof 5n, BigInt.asUintN(8, 257n));
    try { console.log(1n + 1); } catch (e) { console.log(e instanceof TypeError); }
    let x = 5; console.log(x++ + ++x, x--, --x, x); let s = '5'; s++; console.log(s, typeof s); let b = 1n; b++; console.log(b);
    let y = 1; y += 2; y *= 3; y -= 1; y /= 2; y %= 3; y <<= 3; y |= 1; y ^= 2; y **= 2; console.log(y);
    const money = { [Symbol.toPrimitive](hint) { return hint === 'number' ? 42 : hint === 'string' ? 'str' : 'default'; } };
    console.log(+money, \`\${money}\`, money + '!', money * 2);
    const v = { valueOf: () => 10, toString: () => 'ts' }; console.log(v + 1, \`\${v}\`, v > 5, v == 10);
    console.log([10, 9, 1].sort().join(), [10, 9, 1].sort((a, b) => a - b).join(), [3, 1, 2].toSorted().join());
    console.log('b' > 'a', 'B' > 'a', '10' < '9', 10 < 9, '10' < 9, [2] > 1, null >= 0);
    const o = { n: { m: 1 } }; o.n.m += 4; o['n']['m']++; console.log(o.n.m); const arr = [1, 2]; arr[0] += 10; arr[arr.length] = 3; console.log(arr.join(), arr.length);
    let calls = 0; const idx = () => { calls++; return 0; }; arr[idx()] += 1; arr[idx()]++; console.log(calls, arr[0]);
    console.log(0.1 + 0.2, 1 / 3, 1e21, 1e-7, -0, [0, -0].map((z) => 1 / z).join(), 0xff, 0b101, 1_000);
    console.log(\`a\${1 + 1}b\${'c'}\`, String.raw\`x-\${1}\`);
    const tag = (q, ...vs) => q.join('|') + vs.join('+') + q.raw.length; console.log(tag\`a\${1}b\${2}c\`);
    console.log(!!'', !!'0', !'x', !0, !!NaN, !![], !!{});
    console.log(({ ...{ a: 1, b: 2 }, b: 3 }).b, [...'ab', ...[1]].join(), Math.max(...[1, 5], 3));
    console.log(Object.is(NaN, NaN), Object.is(0, -0), (1, 2), 'abc'[1], 'abc'.at(-1), 'abc'.length);
    console.log(isNaN('x'), Number.isInteger(5.0), parseInt('12px'), parseFloat('1.5e3x'), Number('0x10'), (255).toString(16), (3.14159).toFixed(2));
  `,
};
