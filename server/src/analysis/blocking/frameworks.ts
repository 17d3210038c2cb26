/**
 * Handlers by the ways of particular frameworks: procedures of tRPC, resolvers of GraphQL, route files, server actions,
 * debug adapters, plug-ins of an editor. They are told by the package that the receiver or the base class comes from,
 * or by what such a file exports.
 */
import type { Expr, ExprOf, FunctionFacts } from '../../facts/core.ts';
import { perFile } from '../per-file.ts';
import { classOf, factsOf, fnOf, type FnRef, type Program } from '../program.ts';
import type { Entity, Resolver } from '../resolve.ts';
import { bare } from '../walk.ts';

/** A call that hands functions (or an object of functions) over to be called for whoever asks. */
export interface FrameworkCall {
  readonly args: readonly Expr[];
  readonly what: string;
  readonly weight: 'serves' | 'listens';
}

const EVENT_HANDLER =
  /^(defineEventHandler|eventHandler|defineCachedEventHandler|cachedEventHandler|lazyEventHandler)$/;

export function frameworkCall(
  resolver: Resolver,
  ctx: FnRef,
  e: ExprOf<'call'> | ExprOf<'new'>,
): FrameworkCall | undefined {
  const callee = bare(e.callee);
  const serves = (args: readonly Expr[], what: string): FrameworkCall => ({ args, what, weight: 'serves' });
  if (e.k === 'new') {
    const made = resolver.entityOf(ctx, e);
    if (made.k === 'externalInstance' && made.module === 'bullmq' && made.name === 'Worker')
      return { args: e.args.slice(1, 2), what: 'job handler', weight: 'listens' };
    return undefined;
  }
  const target = resolver.entityOf(ctx, callee);
  const last = target.k === 'global' || target.k === 'external' ? target.path[target.path.length - 1] : undefined;
  if (last !== undefined && EVENT_HANDLER.test(last)) return serves(e.args, 'request handler');
  if (target.k === 'global' && (target.path.join('.') === 'Deno.serve' || target.path.join('.') === 'Bun.serve'))
    return serves(e.args, 'request handler');
  if (callee.k !== 'member') return undefined;
  const { prop } = callee;
  const on = resolver.entityOf(ctx, callee.obj);
  if (
    /^(query|mutation|subscription)$/.test(prop) &&
    (from(on, /^@trpc\//) || endsIn(resolver, ctx, callee.obj, /[pP]rocedure$/))
  )
    return serves(e.args, `tRPC ${prop}`);
  if (
    /^(tool|registerTool|resource|registerResource|prompt|registerPrompt)$/.test(prop) &&
    from(on, /^@modelcontextprotocol\//)
  )
    return serves(e.args, `${prop.replace(/^register/, '').toLowerCase()} handler`);
  if (/^on(?!Initialized?$|Shutdown$|Exit$)[A-Z]/.test(prop) && from(on, /^vscode-languageserver/))
    return serves(e.args, `${prop} handler of the language server`);
  if (prop === 'addService' && from(on, /^@grpc\//)) return serves(e.args.slice(1), 'remote procedure');
  if (
    /^(addCommand|addRibbonIcon|registerInterval|registerEvent|registerEditorExtension)$/.test(prop) &&
    pluginOf(resolver, on)
  )
    return serves(e.args, `${prop} callback of the editor`);
  return undefined;
}

/** A class that extends `Plugin` of Obsidian. */
function pluginOf(resolver: Resolver, on: Entity): boolean {
  return on.k === 'instance' && extendsExternal(resolver, on, /^obsidian$/);
}

function extendsExternal(
  resolver: Resolver,
  cls: { readonly file: string; readonly cls: number },
  module: RegExp,
): boolean {
  let at: { readonly file: string; readonly cls: number } | undefined = cls;
  for (let depth = 0; at !== undefined && depth < 8; depth++) {
    const { superClass, parent } = classOf(resolver.program, at);
    if (superClass === undefined) return false;
    const base: Entity = resolver.entityOf({ file: at.file, fn: parent }, superClass);
    if (base.k === 'external') return module.test(base.module);
    at = resolver.superOf(at);
  }
  return false;
}

/** Something of a package, or a member or the result of a chain of calls on it. */
function from(on: Entity, module: RegExp): boolean {
  if (on.k === 'member') return from(on.of, module);
  return (on.k === 'externalInstance' || on.k === 'external') && module.test(on.module);
}

/** The name at the root of a chain of calls: `publicProcedure.input(x).query(...)`. */
function endsIn(resolver: Resolver, ctx: FnRef, e: Expr, name: RegExp): boolean {
  const inner = bare(e);
  if (inner.k === 'call') return endsIn(resolver, ctx, inner.callee, name);
  if (inner.k === 'member') return name.test(inner.prop) || endsIn(resolver, ctx, inner.obj, name);
  return inner.k === 'var' && name.test(factsOf(resolver.program, ctx.file).bindings[inner.b]?.name ?? '');
}

const DEBUG_ADAPTER = /^(@vscode\/debugadapter|vscode-debugadapter)$/;
const GRAPHQL =
  /^(graphql|graphql-yoga|mercurius|apollo-server|apollo-server-\w+|@apollo\/server|@graphql-tools\/schema|@pothos\/core|nexus)$/;
/** What a file of this form exports under these names is called for every request. */
const ROUTE_FILES: readonly { readonly file: RegExp; readonly modules: RegExp; readonly names: RegExp }[] = [
  { file: /\/\+(page|layout)\.server\.[jt]s$/, modules: /./, names: /^(load|actions)$/ },
  { file: /\/app\/.*\.[jt]sx?$/, modules: /^(@remix-run\/|react-router$)/, names: /^(loader|action)$/ },
  { file: /\/pages\/.*\.[jt]sx?$/, modules: /./, names: /^(getServerSideProps)$/ },
  { file: /\/middleware\.[jt]s$/, modules: /^next\//, names: /^(middleware)$/ },
];

/** A function that a framework calls because of where it stands. */
export function handlerByPlace(
  program: Program,
  resolver: Resolver,
  ref: FnRef,
  fn: FunctionFacts,
): string | undefined {
  const facts = factsOf(program, ref.file);
  if (
    fn.cls !== undefined &&
    /[a-z]Request$/.test(fn.name) &&
    extendsExternal(resolver, { file: ref.file, cls: fn.cls }, DEBUG_ADAPTER)
  )
    return 'debug adapter request';
  if (fn.parent !== 0) return isServerAction(fn) ? 'server action' : undefined;
  const exported = facts.exports.some(
    (e) => e.name === fn.name || (e.b !== undefined && facts.bindings[e.b]?.fn === fn.id),
  );
  if (!exported) return undefined;
  const [moduleFn] = facts.functions;
  if (fn.async && (isServerAction(fn) || (moduleFn !== undefined && isServerAction(moduleFn)))) return 'server action';
  const route = ROUTE_FILES.some(
    ({ file, modules, names }) =>
      names.test(fn.name) &&
      file.test(ref.file) &&
      (modules.source === '.' || facts.specifiers.some((s) => modules.test(s))),
  );
  return route ? 'request handler' : undefined;
}

/** `'use server'` as the first thing that a function (or a file) says. */
function isServerAction(fn: FunctionFacts): boolean {
  const [first] = fn.body;
  return first?.k === 'expr' && first.e.k === 'const' && first.e.value === 'use server';
}

/** Resolvers of a GraphQL schema: functions under `Query`, `Mutation`, `Subscription`, and `resolve` of a field. */
export function graphqlResolvers(
  program: Program,
  ref: FnRef,
  e: ExprOf<'object'>,
  isUsedSomewhere: () => boolean,
): readonly Expr[] {
  if (!usesGraphql(factsOf(program, ref.file)) && !isUsedSomewhere()) return [];
  return e.props.flatMap((p) => {
    if (p.k !== 'prop') return [];
    const value = bare(p.value);
    if (/^(Query|Mutation|Subscription)$/.test(p.key) && value.k === 'object')
      return value.props.flatMap((q) => (q.k === 'prop' ? [q.value] : []));
    return p.key === 'resolve' &&
      value.k === 'func' &&
      fnOf(program, { file: ref.file, fn: value.fn }).params.length !== 1
      ? [value]
      : [];
  });
}

export const usesGraphql = perFile((facts) => facts.specifiers.some((s) => GRAPHQL.test(s)));

/**
 * A listener that answers: whoever sent the event waits for what it gives back. `dap.on('stackTrace', async (p) =>
 * ({ frames }))` serves a request, `bus.on('changed', () => refresh())` does not.
 */
export function answers(program: Program, ref: FnRef): boolean {
  const fn = fnOf(program, ref);
  if (fn.returns !== undefined) return isAnswer(fn.returns);
  return fn.body.some((s) => s.k === 'return' && s.e !== undefined && isData(bare(s.e)));
}

function isAnswer(type: NonNullable<FunctionFacts['returns']>): boolean {
  if (type.k === 'ref' && type.name === 'Promise') return type.args[0] !== undefined && isAnswer(type.args[0]);
  return (
    type.k === 'object' ||
    type.k === 'array' ||
    (type.k === 'ref' && !/^(void|any|unknown|never|Promise)$/.test(type.name))
  );
}

/** A value made on the spot: an object that is handed back. */
function isData(e: Expr): boolean {
  return (e.k === 'object' && e.props.length > 0) || (e.k === 'await' && isData(bare(e.e)));
}
