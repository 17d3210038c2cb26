/**
 * Numbers as far as they are known without running the program: constants, and values that come from
 * whoever calls a handler (`input`), which may be as large as that caller likes.
 */
import type { BindingId, Expr, FunctionFacts, Stmt } from '../../facts/core.ts';
import { namesIn } from '../flow.ts';
import { bindingOf, fnOf, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, forEachExpr, forEachStmt } from '../walk.ts';

export type Num = { readonly k: 'num'; readonly v: number } | { readonly k: 'input' } | { readonly k: 'unknown' };

export const UNKNOWN_NUM: Num = { k: 'unknown' };
const INPUT: Num = { k: 'input' };
const num = (v: number): Num => (Number.isNaN(v) ? UNKNOWN_NUM : { k: 'num', v });

/** Values of parameters by binding; parameters that are missing are unknown. */
export type Env = ReadonlyMap<BindingId, Num>;

const SIZES = new Set(['length', 'size', 'byteLength']);
const CHECKS = new Set([
  'isNaN',
  'isFinite',
  'isInteger',
  'isSafeInteger',
  'Number',
  'parseInt',
  'parseFloat',
  'String',
]);

export class Numbers {
  private readonly destructured = new Map<
    string,
    ReadonlyMap<BindingId, { readonly init: Expr; readonly prop: string | undefined }>
  >();
  private readonly program: Program;
  private readonly resolver: Resolver;

  constructor(program: Program, resolver: Resolver) {
    this.program = program;
    this.resolver = resolver;
  }

  eval(ctx: FnRef, e: Expr, env: Env, depth = 0): Num {
    if (depth > 16) return UNKNOWN_NUM;
    const go = (inner: Expr): Num => this.eval(ctx, inner, env, depth + 1);
    switch (e.k) {
      case 'const':
        if (e.bigint === true) return num(Number(String(e.value).replace(/n$/, '')));
        return typeof e.value === 'number' ? num(e.value) : UNKNOWN_NUM;
      case 'var':
        return this.ofBinding(ctx, e.b, env, depth);
      case 'cast':
      case 'await':
        return go(e.e);
      case 'unary': {
        const v = go(e.e);
        if (e.op === '-') return v.k === 'num' ? num(-v.v) : v;
        return e.op === '+' || e.op === '~' ? v : UNKNOWN_NUM;
      }
      case 'binary':
        return arithmetic(e.op, go(e.left), go(e.right));
      case 'logical': {
        const left = go(e.left);
        return left.k === 'unknown' && e.op !== '&&' ? UNKNOWN_NUM : e.op === '&&' ? go(e.right) : left;
      }
      case 'cond': {
        const [a, b] = [go(e.then), go(e.else)];
        if (a.k === 'num' && b.k === 'num') return num(Math.max(a.v, b.v));
        return a.k === 'input' && b.k === 'input' ? INPUT : UNKNOWN_NUM;
      }
      case 'member': {
        if (SIZES.has(e.prop) && !isPartOfRequest(e.obj)) return this.sizeOf(ctx, e.obj, env, depth + 1);
        if (e.obj.k === 'this') return this.ofField(ctx, e.prop, depth);
        return go(e.obj).k === 'input' ? INPUT : UNKNOWN_NUM;
      }
      case 'index':
        return go(e.obj).k === 'input' ? INPUT : UNKNOWN_NUM;
      case 'new':
        return e.args.some((arg) => go(arg).k === 'input') ? INPUT : UNKNOWN_NUM;
      case 'template':
        return e.parts.some((part) => go(part).k === 'input') ? INPUT : UNKNOWN_NUM;
      case 'call':
        return this.ofCall(ctx, e.callee, e.args, env, depth);
      default:
        return UNKNOWN_NUM;
    }
  }

  private ofCall(ctx: FnRef, calleeExpr: Expr, args: readonly Expr[], env: Env, depth: number): Num {
    const callee = bare(calleeExpr);
    const values = (): Num[] => args.map((arg) => this.eval(ctx, arg, env, depth + 1));
    if (callee.k === 'global' && ['Number', 'parseInt', 'parseFloat', 'BigInt'].includes(callee.name))
      return values()[0] ?? UNKNOWN_NUM;
    if (callee.k !== 'member') return UNKNOWN_NUM;
    if (callee.obj.k === 'global' && callee.obj.name === 'Math') return math(callee.prop, values());
    if (callee.obj.k === 'global' && callee.obj.name === 'Number') return values()[0] ?? UNKNOWN_NUM;
    if (callee.obj.k === 'global' && callee.obj.name === 'JSON' && callee.prop === 'parse')
      return values()[0] ?? UNKNOWN_NUM;
    // `req.query.get('n')`, `await request.json()`: what an input hands out is input.
    return this.eval(ctx, callee.obj, env, depth + 1).k === 'input' ? INPUT : UNKNOWN_NUM;
  }

  private ofBinding(ctx: FnRef, b: BindingId, env: Env, depth: number): Num {
    const known = env.get(b);
    if (known !== undefined) return known.k === 'input' ? this.bounded(ctx, b) : known;
    const binding = bindingOf(this.program, ctx.file, b);
    if (binding.kind === 'import') {
      const target = this.importedConstant(ctx, b);
      return target === undefined ? UNKNOWN_NUM : this.eval(target.ctx, target.e, new Map(), depth + 1);
    }
    if (binding.reassigned) return UNKNOWN_NUM;
    const owner = { file: ctx.file, fn: binding.owner };
    const value =
      binding.init !== undefined
        ? this.eval(owner, binding.init, env, depth + 1)
        : this.ofDestructured(owner, b, env, depth);
    return value.k === 'input' ? this.bounded(owner, b) : value;
  }

  private importedConstant(ctx: FnRef, b: BindingId): { ctx: FnRef; e: Expr } | undefined {
    const imported = this.program.files.get(ctx.file)?.imports.find((i) => i.b === b);
    if (imported === undefined) return undefined;
    const file = this.program.resolve(ctx.file, imported.from);
    const facts = file === undefined ? undefined : this.program.files.get(file);
    const target = facts?.exports.find((e) => e.name === imported.imported)?.b;
    const binding = target === undefined ? undefined : facts?.bindings[target];
    return file === undefined || binding?.init === undefined || binding.reassigned
      ? undefined
      : { ctx: { file, fn: 0 }, e: binding.init };
  }

  private ofDestructured(owner: FnRef, b: BindingId, env: Env, depth: number): Num {
    const key = `${owner.file}#${owner.fn}`;
    let map = this.destructured.get(key);
    if (map === undefined) this.destructured.set(key, (map = destructuredIn(fnOf(this.program, owner))));
    const source = map.get(b);
    if (source === undefined || (source.prop !== undefined && SIZES.has(source.prop))) return UNKNOWN_NUM;
    return this.eval(owner, source.init, env, depth + 1).k === 'input' ? INPUT : UNKNOWN_NUM;
  }

  /** A field that is initialised with a constant and never assigned again outside the constructor. */
  private ofField(ctx: FnRef, name: string, depth: number): Num {
    const self = this.resolver.entityOf(ctx, { k: 'this', at: [0, 0] });
    if (self.k !== 'instance') return UNKNOWN_NUM;
    const cls = this.program.files.get(self.file)?.classes[self.cls];
    const field = cls?.fields.find((f) => f.name === name && !f.static);
    if (field?.init === undefined) return UNKNOWN_NUM;
    const assigned = this.resolver.assignmentsOf(self).get(name) ?? [];
    if (assigned.some((a) => a.in !== cls?.fieldsFn)) return UNKNOWN_NUM;
    return this.eval({ file: self.file, fn: cls?.fieldsFn ?? 0 }, field.init, new Map(), depth + 1);
  }

  /** Element counts of collections of a known size. */
  sizeOf(ctx: FnRef, e: Expr, env: Env, depth = 0): Num {
    if (depth > 8) return UNKNOWN_NUM;
    const inner = bare(e);
    if (inner.k === 'array')
      return inner.elems.some((elem) => elem.k === 'spread') ? UNKNOWN_NUM : num(inner.elems.length);
    if (inner.k === 'const' && typeof inner.value === 'string') return num(inner.value.length);
    if (
      inner.k === 'new' &&
      inner.args.length === 1 &&
      inner.args[0] !== undefined &&
      inner.callee.k === 'global' &&
      /^(Array|.*Array)$/.test(inner.callee.name)
    ) {
      return this.eval(ctx, inner.args[0], env, depth + 1);
    }
    if (inner.k === 'call') {
      const callee = bare(inner.callee);
      const [first] = inner.args;
      if (callee.k === 'global' && callee.name === 'Array' && inner.args.length === 1 && first !== undefined)
        return this.eval(ctx, first, env, depth + 1);
      if (callee.k === 'member' && callee.prop === 'from' && first?.k === 'object') {
        const length = first.props.find((p) => p.k === 'prop' && p.key === 'length');
        return length?.k === 'prop' ? this.eval(ctx, length.value, env, depth + 1) : UNKNOWN_NUM;
      }
      if (callee.k === 'member' && ['fill', 'map', 'keys', 'reverse', 'sort'].includes(callee.prop))
        return this.sizeOf(ctx, callee.obj, env, depth + 1);
      if (callee.k === 'member' && (callee.prop === 'alloc' || callee.prop === 'allocUnsafe') && first !== undefined)
        return this.eval(ctx, first, env, depth + 1);
    }
    if (inner.k === 'var') {
      const binding = bindingOf(this.program, ctx.file, inner.b);
      if (binding.init !== undefined && !binding.reassigned)
        return this.sizeOf({ file: ctx.file, fn: binding.owner }, binding.init, env, depth + 1);
    }
    return UNKNOWN_NUM;
  }

  /** An input that a check of the same function keeps small: `if (n > 1000) return ...`. */
  private bounded(ctx: FnRef, b: BindingId): Num {
    let bound: Num = INPUT;
    forEachStmt(fnOf(this.program, ctx).body, (s) => {
      if (s.k !== 'if' || bound.k !== 'input') return;
      forEachExpr(s.test, (e) => {
        if (e.k === 'binary' && /^[<>]=?$/.test(e.op)) {
          const [big, small] = e.op.startsWith('>') ? [e.left, e.right] : [e.right, e.left];
          if (!isVar(big, b)) return;
          const limit = this.eval(ctx, small, new Map());
          if (limit.k === 'num' && limit.v <= 2) return;
          bound = limit.k === 'num' ? limit : UNKNOWN_NUM;
        } else if (e.k === 'call' && e.args.some((arg) => isVar(arg, b))) {
          const callee = bare(e.callee);
          const name = callee.k === 'member' ? callee.prop : callee.k === 'global' ? callee.name : '';
          if (!CHECKS.has(name)) bound = UNKNOWN_NUM;
        }
      });
    });
    return bound;
  }
}

/** `request.query.size`: a field that the caller has named so, not how much is in a collection. */
function isPartOfRequest(e: Expr): boolean {
  const inner = bare(e);
  return inner.k === 'member' && /^(params|query|body)$/.test(inner.prop);
}

function isVar(e: Expr, b: BindingId): boolean {
  const inner = bare(e);
  return (inner.k === 'var' && inner.b === b) || (inner.k === 'call' && inner.args.some((arg) => isVar(arg, b)));
}

function arithmetic(op: string, a: Num, b: Num): Num {
  if (op === '%' && b.k === 'num') return num(b.v);
  if (op === '&' && (a.k === 'num' || b.k === 'num')) return a.k === 'num' ? a : b;
  if (a.k === 'num' && b.k === 'num') {
    switch (op) {
      case '+':
        return num(a.v + b.v);
      case '-':
        return num(a.v - b.v);
      case '*':
        return num(a.v * b.v);
      case '/':
        return num(a.v / b.v);
      case '**':
        return num(a.v ** b.v);
      case '<<':
        return num(a.v << b.v);
      case '>>':
        return num(a.v >> b.v);
      case '>>>':
        return num(a.v >>> b.v);
      case '|':
        return num(a.v | b.v);
      default:
        return UNKNOWN_NUM;
    }
  }
  const known = ['+', '-', '*', '/', '**'].includes(op);
  return known && a.k !== 'unknown' && b.k !== 'unknown' ? INPUT : UNKNOWN_NUM;
}

function math(name: string, values: readonly Num[]): Num {
  const nums = values.filter((v) => v.k === 'num');
  const [first] = values;
  switch (name) {
    case 'min':
      return nums.length > 0 ? num(Math.min(...nums.map((v) => v.v))) : (first ?? UNKNOWN_NUM);
    case 'max':
      return nums.length === values.length
        ? num(Math.max(...nums.map((v) => v.v)))
        : (values.find((v) => v.k !== 'num') ?? UNKNOWN_NUM);
    case 'floor':
    case 'ceil':
    case 'round':
    case 'trunc':
    case 'abs':
      return first?.k === 'num' ? num(Math[name](first.v)) : (first ?? UNKNOWN_NUM);
    case 'sqrt':
      return first?.k === 'num' ? num(Math.sqrt(first.v)) : (first ?? UNKNOWN_NUM);
    case 'pow': {
      const second = values[1] ?? UNKNOWN_NUM;
      return arithmetic('**', first ?? UNKNOWN_NUM, second);
    }
    default:
      return UNKNOWN_NUM;
  }
}

function destructuredIn(
  fn: FunctionFacts,
): ReadonlyMap<BindingId, { readonly init: Expr; readonly prop: string | undefined }> {
  const found = new Map<BindingId, { init: Expr; prop: string | undefined }>();
  forEachStmt(fn.body, (s: Stmt) => {
    if (s.k !== 'let') return;
    for (const d of s.decls) {
      if (d.init === undefined || d.target.k === 'bind') continue;
      if (d.target.k === 'objectPattern') {
        for (const p of d.target.props)
          for (const b of namesIn(p.target))
            found.set(b, { init: d.init, prop: typeof p.key === 'string' ? p.key : undefined });
      } else {
        for (const b of namesIn(d.target)) found.set(b, { init: d.init, prop: undefined });
      }
    }
  });
  return found;
}
