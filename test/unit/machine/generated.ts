/**
 * Random programs over control flow: nested loops with labels, switch, try/finally with every way of leaving,
 * closures, generators, async functions. Every loop is bounded, so every program ends.
 */
import { randomFrom } from '../threads/interpret.ts';

const DEPTH = 4;

interface Scope {
  readonly vars: readonly string[];
  readonly labels: readonly string[];
  readonly loop: boolean;
  readonly kind: 'module' | 'function' | 'async' | 'generator';
  readonly depth: number;
}

export function programOf(seed: number): string {
  const random = randomFrom(seed);
  const int = (n: number): number => Math.floor(random() * n);
  const pick = <T>(of: readonly T[]): T => of[int(of.length)] as T;
  let count = 0;
  let budget = 70;
  const fresh = (base: string): string => `${base}${String(count++)}`;

  /** Parameters of functions within functions cannot wait. */
  const plainExpr = (s: Scope): string => expr({ ...s, kind: 'function' }, 1);

  const expr = (s: Scope, d = 2): string => {
    const v = (): string => pick(s.vars);
    if (d === 0) return pick([v, v, () => String(int(5)), () => pick(['true', 'null', "'x'", 'undefined', '2n'])])();
    const e = (): string => expr(s, d - 1);
    return pick([
      v,
      () => `text(${e()}) + text(${e()})`,
      () => `(num(${e()}) ${pick(['+', '-', '*', '%', '&', '|', '^', '<', '>=', '==='])} num(${e()}))`,
      () => `(${e()} ${pick(['&&', '||', '??'])} ${e()})`,
      () => `(truthy(${e()}) ? ${e()} : ${e()})`,
      () => `[${e()}, ...list(${e()})].length`,
      () => `(${v()} = ${e()})`,
      () => `(({ k: p = ${plainExpr(s)}, ...r }) => text(p) + Object.keys(r).length)({ k: ${e()}, z: ${e()} })`,
      () => `((q = ${plainExpr(s)}) => text(q))(${pick(['', e()])})`,
      () => `\`\${text(${e()})}\``,
      () => `(${v()}?.length ?? ${e()})`,
      () => (s.kind === 'async' || s.kind === 'module' ? `(await ${e()})` : e()),
      () => (s.kind === 'generator' ? `(yield ${e()})` : e()),
    ])();
  };

  const block = (s: Scope, n: number): string => {
    const own: string[] = [];
    const parts: string[] = [];
    for (let i = 0; i < n && budget > 0; i++) {
      budget--;
      const inner: Scope = { ...s, vars: [...s.vars, ...own], depth: s.depth - 1 };
      if (random() < 0.25) {
        const name = fresh('v');
        parts.push(`let ${name} = ${expr(inner)};`);
        own.push(name);
      } else parts.push(statement(inner));
    }
    return parts.join(' ');
  };

  const leave = (s: Scope): string => {
    const ways = [`throw ${expr(s, 1)};`];
    if (s.kind !== 'module') ways.push(`return ${expr(s, 1)};`);
    if (s.loop) ways.push('break;', 'continue;');
    for (const label of s.labels) ways.push(`break ${label};`, `continue ${label};`);
    return `if (truthy(${expr(s, 1)})) ${pick(ways)}`;
  };

  const functionOf = (s: Scope, kind: 'function' | 'async' | 'generator'): string => {
    const name = fresh('f');
    const p = fresh('p');
    const inner: Scope = { vars: [...s.vars, p], labels: [], loop: false, kind, depth: s.depth };
    const head = kind === 'async' ? 'async function' : kind === 'generator' ? 'function*' : 'function';
    const body = block(inner, 3);
    const call = `${name}(${expr(s, 1)})`;
    const use =
      kind === 'generator'
        ? pick([
            `log('spread', ...[...${call}].map(text));`,
            `for (const g of ${call}) { log('each', text(g)); ${random() < 0.4 ? 'break;' : ''} }`,
            `{ const it = ${call}; log(text(it.next().value)); try { log('thrown', text(it.throw('in').value)); } catch (e) { log('out', text(e)); } log(text(it.return(1).value)); }`,
          ])
        : kind === 'async'
          ? pick([
              `${call}.then((r) => log('then', text(r)), (e) => log('catch', text(e)));`,
              `${call}.catch((e) => log('only catch', text(e)));`,
            ])
          : `log('call', text(${call}));`;
    return `${head} ${name}(${p}) { ${body} return ${expr(inner, 1)}; } ${use}`;
  };

  const statement = (s: Scope): string => {
    if (s.depth <= 0) return `log(text(${expr(s)}));`;
    const inner = { ...s, depth: s.depth - 1 };
    const n = (): number => 1 + int(3);
    return pick([
      () => `log(text(${expr(s)}));`,
      () => `${pick(s.vars)} = ${expr(s)};`,
      () => leave(s),
      () => `if (truthy(${expr(s)})) { ${block(inner, n())} } else { ${block(inner, n())} }`,
      () => {
        const i = fresh('i');
        const label = fresh('L');
        const body = block({ ...inner, vars: [...s.vars, i], labels: [...s.labels, label], loop: true }, n());
        const bound = 1 + int(3);
        return pick([
          `${label}: for (let ${i} = 0; ${i} < ${String(bound)}; ${i} = num(${i}) + 1) { if (steps++ > 25) break; later.push(() => ${i}); ${body} }`,
          `${label}: for (const ${i}_ of [${String(bound)}, 'y']) { let ${i} = ${i}_; later.push(() => ${i}); ${body} }`,
          `${label}: for (let ${i}_ = 0; ${i}_ < ${String(bound)}; ${i}_++) { let ${i} = ${i}_; ${body} }`,
        ]);
      },
      () =>
        `switch (num(${expr(s, 1)}) % 3) { case 0: ${block(inner, 1)} ${pick(['', 'break;'])} default: ${block(inner, 1)} case 1: ${block(inner, 1)} }`.replaceAll(
          'continue;',
          s.loop ? 'continue;' : '',
        ),
      () => {
        const e = fresh('e');
        const tried = block(inner, n());
        const caught = block({ ...inner, vars: [...s.vars, e] }, n());
        const last = block(inner, 1);
        return pick([
          `try { ${tried} } catch (${e}) { log('caught', text(${e})); ${caught} }`,
          `try { ${tried} } catch (${e}) { ${caught} } finally { log('finally'); ${last} }`,
          `try { try { ${tried} } finally { log('finally'); ${last} } } catch (${e}) { log('outer', text(${e})); }`,
        ]);
      },
      () => functionOf(inner, 'function'),
      () => functionOf(inner, 'async'),
      () => functionOf(inner, 'generator'),
    ])();
  };

  const body = block({ vars: ['a', 'b', 'c'], labels: [], loop: false, kind: 'module', depth: DEPTH }, 14);
  return `
    const later = []; let steps = 0; let printed = 0;
    const log = (...xs) => { if (printed++ < 400) console.log(...xs); };
    const text = (x) =>  typeof x === 'string' ? x.slice(0, 20) : typeof x === 'object' && x !== null ? Object.prototype.toString.call(x) : String(x);
    const num = (x) => (typeof x === 'number' && x === x ? x % 1000 : typeof x === 'string' ? x.length : x ? 1 : 0);
    const truthy = (x) => Boolean(x);
    const list = (x) => (typeof x === 'string' ? [...x.slice(0, 3)] : [x]);
    let a = 1, b = 'two', c = [3];
    try { ${body} } catch (e) { log('top', text(e)); }
    log(later.slice(0, 50).map((f) => text(f())).join());
    log(text(a), text(b), text(c));`;
}
