/**
 * Whose state is it? Finds the root that `this` and names stand for, so that methods of one class (or of one
 * object literal, or of one prototype) agree on the cells they share.
 */
import type { BindingId, Expr, FunctionFacts, FunctionId, Pattern } from '../../facts/core.ts';
import { classKey, objectMethods } from '../class-index.ts';
import { perFile } from '../per-file.ts';
import { factsOf, fnOf, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { Kept } from '../tracking.ts';
import { ENTITY_BASES, ENTITY_DECORATORS } from '../../knowledge/stores.ts';
import { bare, decoratorName, forEachExprIn, forEachStmt } from '../walk.ts';
import { bindingKey, element, field, rootPath, show, type Path } from './cells.ts';

interface Source {
  readonly fn: FunctionId;
  readonly e: Expr;
  readonly path: readonly string[];
}

interface FileOwners {
  readonly literals: ReturnType<typeof objectMethods>;
  /** Functions assigned to `X.prototype.m` or `X.m`, and the constructor function X itself. */
  readonly protos: ReadonlyMap<FunctionId, string>;
  /** Where destructured constants come from. */
  readonly sources: ReadonlyMap<BindingId, Source>;
}

export class Owners {
  private readonly canon: Kept<string, string>;

  constructor(
    private readonly program: Program,
    private readonly resolver: Resolver,
  ) {
    this.canon = new Kept(resolver.tracker);
  }

  /** The function whose `this` is meant in `ref` (arrow functions borrow it). */
  thisHost(ref: FnRef): FunctionFacts {
    let fn = fnOf(this.program, ref);
    while (fn.lexicalThis && fn.parent !== undefined) fn = fnOf(this.program, { file: ref.file, fn: fn.parent });
    return fn;
  }

  thisPath(ref: FnRef): Path | undefined {
    const host = this.thisHost(ref);
    if (host.cls !== undefined) {
      const cls = { file: ref.file, cls: host.cls };
      if (host.static)
        return rootPath({ kind: 'module', key: `static:${this.canonicalClass(cls)}` }, this.className(cls));
      const kind = this.isEntity(cls) ? 'param' : 'this';
      return rootPath({ kind, key: `this:${this.canonicalClass(cls)}` }, 'this');
    }
    const owners = this.ofFile(ref.file);
    const literal = owners.literals.get(host.id);
    if (literal !== undefined) return rootPath({ kind: 'this', key: `obj:${ref.file}:${literal.expr.at[0]}` }, 'this');
    const proto = owners.protos.get(host.id);
    return proto === undefined ? undefined : rootPath({ kind: 'this', key: `proto:${ref.file}:${proto}` }, 'this');
  }

  /** `this.size` is a field of that name, not how much is in a collection: no base class is called like one. */
  keepsOwnSize(ref: FnRef): boolean {
    const { cls } = this.thisHost(ref);
    let at = cls === undefined ? undefined : { file: ref.file, cls };
    for (let depth = 0; at !== undefined && depth < 10; depth++) {
      const base = factsOf(this.program, at.file).classes[at.cls]?.superClass;
      if (base === undefined) return true;
      const next = this.resolver.superOf(at);
      if (next === undefined) return !COLLECTION_NAME.test(show(this.program, at.file, base));
      at = next;
    }
    return false;
  }

  /** Name shared by a class and its subclasses: fields of the base are fields of all. */
  canonicalClass(ref: { readonly file: string; readonly cls: number }): string {
    const key = classKey(ref);
    return this.canon.get(key, () => this.topOf(ref, key));
  }

  private topOf(ref: { readonly file: string; readonly cls: number }, key: string): string {
    let top = ref;
    for (let depth = 0; depth < 10; depth++) {
      const base = this.resolver.superOf(top);
      if (base === undefined || classKey(base) === key) break;
      top = base;
    }
    return classKey(top);
  }

  /**
   * Instances are rows that a query has just made for the activation that asked: two requests for one row have two
   * instances. What they do to the row itself is the business of the records.
   */
  private isEntity(ref: { readonly file: string; readonly cls: number }): boolean {
    let current: typeof ref | undefined = ref;
    for (let depth = 0; current !== undefined && depth < 10; depth++) {
      const facts = this.program.files.get(current.file);
      const cls = facts?.classes[current.cls];
      if (facts === undefined || cls === undefined) return false;
      if (cls.decorators.some((d) => ENTITY_DECORATORS.has(decoratorName(facts, d)))) return true;
      const base = cls.superClass === undefined ? undefined : bare(cls.superClass);
      const imported = base?.k === 'var' ? facts.imports.find((i) => i.b === base.b) : undefined;
      if (imported !== undefined && ENTITY_BASES[imported.from]?.has(imported.imported) === true) return true;
      current = this.resolver.superOf(current);
    }
    return false;
  }

  /** Root key of the cells of whatever `e` denotes, when it is an instance or an object of the program. */
  canonicalOf(ref: FnRef, e: Expr): string | undefined {
    const entity = this.resolver.entityOf(ref, e);
    switch (entity.k) {
      case 'instance':
        return `this:${this.canonicalClass(entity)}`;
      case 'class':
        return `static:${this.canonicalClass(entity)}`;
      case 'object':
        return entity.owner.fn === 0 ? `obj:${entity.file}:${entity.expr.at[0]}` : undefined;
      default:
        return undefined;
    }
  }

  /** Path of a variable as the functions other than its owner see it; follows constants to what they stand for. */
  variablePath(ref: FnRef, b: BindingId, depth = 0): Path | undefined {
    const facts = this.program.files.get(ref.file);
    const binding = facts?.bindings[b];
    if (facts === undefined || binding === undefined || depth > 4) return undefined;
    if (binding.cls !== undefined || binding.kind === 'class') {
      const entity = this.resolver.bindingEntity(ref.file, b);
      return entity.k === 'class'
        ? rootPath({ kind: 'module', key: `static:${this.canonicalClass(entity)}` }, binding.name)
        : undefined;
    }
    if (binding.fn !== undefined || binding.kind === 'enum') return undefined;
    const imported = facts.imports.find((i) => i.b === b);
    if (imported !== undefined) return this.importedPath(ref.file, imported.from, imported.imported, binding.name);
    const owner = binding.owner;
    if (binding.kind === 'const' && owner !== 0) {
      const source = this.ofFile(ref.file).sources.get(b);
      if (source !== undefined) {
        let path = this.staticPath({ file: ref.file, fn: source.fn }, source.e, depth + 1);
        for (const step of source.path) path = field(path, step);
        if (path !== undefined) return path;
      }
    }
    const key = bindingKey(ref.file, b);
    if (owner === 0) return rootPath({ kind: 'module', key }, binding.name);
    const kind =
      binding.kind === 'param' && !binding.captured
        ? 'param'
        : ref.fn === owner && !binding.captured
          ? 'local'
          : 'captured';
    return rootPath({ kind, key, owner: { file: ref.file, fn: owner } }, binding.name);
  }

  /** Path of `this.a.b`, `x.y` from text alone. */
  staticPath(ref: FnRef, e: Expr, depth = 0): Path | undefined {
    if (depth > 6) return undefined;
    const expr = bare(e);
    switch (expr.k) {
      case 'this':
        return this.thisPath(ref);
      case 'var':
        return this.variablePath(ref, expr.b, depth + 1);
      case 'member': {
        const path = field(this.staticPath(ref, expr.obj, depth + 1), expr.prop);
        return path === undefined ? undefined : this.recanon(ref, expr.obj, path, `.${expr.prop}`);
      }
      case 'index': {
        const base = this.staticPath(ref, expr.obj, depth + 1);
        return expr.key.k === 'const' ? element(base, String(expr.key.value), String(expr.key.value)) : undefined;
      }
      default:
        return undefined;
    }
  }

  /** Fields of an instance get the name of their class, however the instance was reached. */
  recanon(ref: FnRef, obj: Expr, path: Path, suffix: string): Path {
    if (obj.k === 'this') return path;
    const canon = this.canonicalOf(ref, obj);
    return canon === undefined ? path : { ...path, canon: `${canon}${suffix}` };
  }

  private importedPath(file: string, from: string, imported: string, name: string): Path | undefined {
    const target = this.program.resolve(file, from);
    if (target === undefined || imported === '*') return undefined;
    const facts = this.program.files.get(target);
    const exported = facts?.exports.find((x) => x.name === imported);
    if (exported?.b === undefined) return undefined;
    const path = this.variablePath({ file: target, fn: 0 }, exported.b, 1);
    return path === undefined ? undefined : { ...path, show: name };
  }

  private className(ref: { readonly file: string; readonly cls: number }): string {
    return this.program.files.get(ref.file)?.classes[ref.cls]?.name ?? 'class';
  }

  private ofFile(file: string): FileOwners {
    return ownersOf(factsOf(this.program, file));
  }
}

/** Base classes from outside whose `size` and `length` tell how much is in them. */
const COLLECTION_NAME = /(Map|Set|Array|List|Collection|Cache|Queue|Stack|Buffer|View|LRU|Dictionary|Heap|Deque)$/;

const ownersOf = perFile((facts): FileOwners => {
  const protos = new Map<FunctionId, string>();
  const sources = new Map<BindingId, Source>();
  for (const fn of facts.functions) {
    forEachExprIn(fn, (e) => {
      if (e.k !== 'assign' || e.target.k !== 'expr' || e.value.k !== 'func') return;
      const target = e.target.e;
      if (target.k !== 'member') return;
      const holder = target.obj.k === 'member' && target.obj.prop === 'prototype' ? target.obj.obj : target.obj;
      const name = holder.k === 'var' ? facts.bindings[holder.b]?.name : undefined;
      if (name === undefined) return;
      protos.set(e.value.fn, name);
      const ctor = holder.k === 'var' ? facts.bindings[holder.b]?.fn : undefined;
      if (ctor !== undefined) protos.set(ctor, name);
    });
    forEachStmt(fn.body, (s) => {
      if (s.k !== 'let') return;
      for (const d of s.decls) if (d.init !== undefined) collect(d.target, { fn: fn.id, e: d.init }, [], sources);
    });
  }
  return { literals: objectMethods(facts), protos, sources };
});

function collect(
  p: Pattern,
  base: { fn: FunctionId; e: Expr },
  path: readonly string[],
  out: Map<BindingId, Source>,
): void {
  if (p.k === 'bind') out.set(p.b, { ...base, path });
  else if (p.k === 'objectPattern') {
    for (const prop of p.props) if (typeof prop.key === 'string') collect(prop.target, base, [...path, prop.key], out);
  }
}
