/**
 * Functions that the event loop calls again and again while others wait for their turn: request handlers,
 * message and event listeners, timers, commands of an editor. A blocking call below one of them delays
 * everybody else; below a module body or a command-line tool's main function it delays nobody.
 */
import type { Expr, ExprOf, FunctionFacts, TypeRef } from '../../facts/core.ts';
import type { Place } from '../../findings/finding.ts';
import { HANDLER_DECORATORS } from '../../knowledge/handlers.ts';
import type { CallGraph } from '../callgraph.ts';
import { factsOf, fnKey, fnOf, place, type FnRef, type Program } from '../program.ts';
import type { Entity, Resolver } from '../resolve.ts';
import { keptFor, type Kept, type Tracker } from '../tracking.ts';
import { answers, frameworkCall, graphqlResolvers, handlerByPlace, usesGraphql } from './frameworks.ts';
import { bare, decoratorName, forEachExprIn } from '../walk.ts';

export interface Root {
  readonly ref: FnRef;
  /** As a message names it: `request handler`, `'message' listener`. */
  readonly what: string;
  /** Where it becomes one: the registration, or the function's own head. */
  readonly at: Place;
  /**
   * `serves`: others wait for the same loop for sure (requests, commands of an editor). `listens`: others
   * may wait; only work that is slow for certain is worth a report. `api`: an asynchronous function that a
   * library offers, whose callers expect not to be stopped.
   */
  readonly weight: 'serves' | 'listens' | 'api';
  /** Of an `api`: it sets up what lasts, so its files are read before there is anybody to serve. */
  readonly once?: boolean;
}

const HTTP_VERBS = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'del',
  'head',
  'options',
  'all',
  'use',
  'route',
  'param',
]);
const SERVER_MODULES = new Set([
  'http',
  'https',
  'http2',
  'express',
  'fastify',
  'koa',
  '@koa/router',
  'koa-router',
  'restify',
  'polka',
  'connect',
  'hono',
  '@hapi/hapi',
  'find-my-way',
  'router',
  'h3',
  'elysia',
  'itty-router',
  'micro',
  'bun',
  'json-server',
]);
const SOCKET_MODULES = new Set([
  'net',
  'tls',
  'ws',
  'socket.io',
  'dgram',
  'http',
  'https',
  'http2',
  'uWebSockets.js',
  'amqplib',
  'mqtt',
  'redis',
  'ioredis',
  'kafkajs',
  'pg',
  'nats',
]);
const LISTEN = new Set(['on', 'addListener', 'prependListener', 'addEventListener']);
/** Events that come once, at the beginning or the end: nobody else is served then. */
const ONE_SHOT =
  /^(exit|close|closed|end|finish|listening|ready|open|spawn|online|connect|disconnect|beforeExit|SIG[A-Z]+|uncaughtException|uncaughtExceptionMonitor|unhandledRejection|error|warning|DOMContentLoaded|load|unload|beforeunload|will-quit|before-quit|window-all-closed|install|activate)$/;
const REQUEST_TYPES =
  /^(IncomingMessage|Http2ServerRequest|NextApiRequest|FastifyRequest|ExpressRequest|VercelRequest|KoaContext|ParameterizedContext|RouterContext|NextRequest)$/;
const HANDLER_TYPES =
  /^(RequestHandler|RequestListener|NextApiHandler|ErrorRequestHandler|RouteHandler|RouteHandlerMethod|FastifyPluginHandler|Middleware|NextHandleFunction|HandleFunction)$/;
const REQ_NAME = /^_*(req|request)$/;
const RES_NAME = /^_*(res|response|reply|resp)$/;

/** The roots that each file makes, kept between runs. */
const rootsByFile = new WeakMap<Tracker, Kept<string, readonly Root[]>>();

/** Name under which results note that they asked whether any file uses GraphQL. */
const GRAPHQL_USED = 'use of';

export function activationRoots(program: Program, resolver: Resolver, graph: CallGraph): readonly Root[] {
  const roots = new Map<string, Root>();
  const { tracker } = resolver;
  const graphql = [...program.files.values()].some(usesGraphql);
  tracker.tell(GRAPHQL_USED, new Map([['graphql', String(graphql)]]));
  const isGraphqlUsed = (): boolean => {
    tracker.read(`${GRAPHQL_USED} graphql`);
    return graphql;
  };
  const kept = keptFor(rootsByFile, tracker);
  for (const file of program.files.keys())
    for (const root of kept.get(file, () => rootsIn(program, resolver, graph, file, isGraphqlUsed))) {
      const known = roots.get(fnKey(root.ref));
      if (known === undefined || (known.weight === 'listens' && root.weight === 'serves'))
        roots.set(fnKey(root.ref), root);
    }
  return [...roots.values()];
}

function rootsIn(
  program: Program,
  resolver: Resolver,
  graph: CallGraph,
  file: string,
  isGraphqlUsed: () => boolean,
): readonly Root[] {
  const roots: Root[] = [];
  const add = (ref: FnRef, what: string, at: Place, weight: Root['weight']): void => {
    roots.push({ ref, what, at, weight });
  };
  for (const fn of factsOf(program, file).functions) {
    const ref = { file, fn: fn.id };
    const named = namedHandler(program, ref, fn) ?? handlerByPlace(program, resolver, ref, fn);
    if (named !== undefined) add(ref, named, place(file, headOfFunction(ref)), 'serves');
    forEachExprIn(fn, (e) => {
      if (e.k === 'object') {
        for (const arg of graphqlResolvers(program, ref, e, isGraphqlUsed))
          for (const target of functionsIn(ref, arg))
            add(target, 'GraphQL resolver', place(file, headOfFunction(target)), 'serves');
      }
      if (e.k !== 'call' && e.k !== 'new') return;
      for (const { arg, what, weight } of registered(ref, e)) {
        for (const target of functionsIn(ref, arg)) {
          const serves = weight === 'serves' || (what.endsWith('listener') && answers(program, target));
          add(target, what, place(file, headOf(e)), serves ? 'serves' : 'listens');
        }
      }
    });
  }
  return roots;

  /** The functions an argument denotes; a stored or wrapped one through the flow. */
  function functionsIn(ctx: FnRef, arg: Expr): readonly FnRef[] {
    const e = bare(arg);
    // A provider: the editor calls the methods of the object.
    if (e.k === 'new') {
      const made = resolver.entityOf(ctx, e);
      if (made.k !== 'instance') return [];
      return (program.files.get(made.file)?.classes[made.cls]?.methods ?? [])
        .map((m) => ({ file: made.file, fn: m.fn }))
        .filter((ref) => fnOf(program, ref).kind === 'method' && fnOf(program, ref).access === 'public');
    }
    const source = graph.flow.sourceOf(ctx, e);
    const direct =
      source.fns.length > 0
        ? source.fns
        : source.cells.filter((c) => !c.startsWith('P:')).flatMap((c) => graph.flow.inCell(c));
    // `asyncHandler(async (req, res) => ...)`: a wrapper of the handler.
    if (direct.length === 0 && e.k === 'call') return e.args.flatMap((inner) => functionsIn(ctx, inner));
    return direct;
  }

  function registered(
    ctx: FnRef,
    e: ExprOf<'call'> | ExprOf<'new'>,
  ): { arg: Expr; what: string; weight: Root['weight'] }[] {
    const callee = bare(e.callee);
    const known = frameworkCall(resolver, ctx, e);
    if (known !== undefined) return known.args.map((arg) => ({ arg, what: known.what, weight: known.weight }));
    const fns = e.args.filter((arg) => mayBeFunction(arg));
    const objects = e.args.filter((arg) => bare(arg).k === 'object' || bare(arg).k === 'new');
    if (fns.length + objects.length === 0) return [];
    const all = (what: string, weight: Root['weight']) => fns.map((arg) => ({ arg, what, weight }));
    if (callee.k === 'global' && callee.name === 'setInterval') return all('timer (setInterval)', 'listens');
    const name = callee.k === 'member' ? callee.prop : undefined;
    const external = resolver.calleesOf(ctx, e).find((c) => c.k === 'external');
    if (external !== undefined && external.k === 'external') {
      const last = external.path[external.path.length - 1];
      if (
        SERVER_MODULES.has(external.module) &&
        (last === 'createServer' || last === 'createSecureServer' || last === undefined || last === 'serve')
      )
        return all('request handler', 'serves');
      if (SOCKET_MODULES.has(external.module) && last === 'createServer') return all('connection handler', 'serves');
      if (external.module === 'vscode' && (last?.startsWith('register') === true || /^on[A-Z]/.test(last ?? '')))
        return [...fns, ...objects].map((arg) => ({
          arg,
          what: `${last ?? ''} callback of the editor`,
          weight: 'serves' as const,
        }));
      if (external.module === 'electron' && (last === 'handle' || last === 'on')) return all('IPC handler', 'serves');
      if (external.module === 'node-cron' || external.module === 'cron') return all('scheduled task', 'listens');
    }
    if (callee.k !== 'member' || name === undefined) return [];
    const on = resolver.entityOf(ctx, callee.obj);
    const [first] = e.args;
    const event = first?.k === 'const' && typeof first.value === 'string' ? first.value : undefined;
    if (HTTP_VERBS.has(name)) {
      const server = isServer(on);
      const path = event !== undefined && /^(\/|\*)/.test(event);
      const local = on.k === 'instance' || on.k === 'object' || on.k === 'function';
      // `server.route({ method, url, handler })`
      if (server && name === 'route')
        return [...fns, ...objects].map((arg) => ({ arg, what: 'request handler', weight: 'serves' as const }));
      if (server || (path && !local)) return all('request handler', 'serves');
      // A router of the project's own: its handlers are called by the function that calls the stored ones.
      return [];
    }
    if (name === 'addHook' && isServer(on)) return all('request hook', 'serves');
    if (name === 'setRequestHandler' || name === 'onRequest') return all('request handler', 'serves');
    if (LISTEN.has(name) && event !== undefined) {
      if (ONE_SHOT.test(event) || isProcess(on)) return [];
      if (isServer(on) || event === 'request')
        return all(event === 'request' ? 'request handler' : `'${event}' listener`, 'serves');
      if (on.k === 'externalInstance' && SOCKET_MODULES.has(on.module)) return all(`'${event}' listener`, 'serves');
      if (isParentPort(on)) return [];
      return all(`'${event}' listener`, event === 'connection' || event === 'message' ? 'serves' : 'listens');
    }
    return [];
  }

  function headOfFunction(ref: FnRef): readonly [number, number] {
    const fn = fnOf(program, ref);
    return fn.nameAt[1] > fn.nameAt[0] ? fn.nameAt : [fn.at[0], fn.bodyAt[0]];
  }

  function isServer(on: Entity): boolean {
    if (on.k === 'externalInstance')
      return SERVER_MODULES.has(on.module) && !/request|get\(\)/i.test(on.name.replace(/^.*\./, ''))
        ? true
        : /^(Express|Router|Application|FastifyInstance|Koa|Hono|Elysia)$/.test(on.name);
    return (
      on.k === 'external' &&
      SERVER_MODULES.has(on.module) &&
      on.path.length === 0 &&
      on.module !== 'http' &&
      on.module !== 'https'
    );
  }
}

/** A function that is a handler by what it is: its parameter types, its decorator, its exported name. */
function namedHandler(program: Program, ref: FnRef, fn: FunctionFacts): string | undefined {
  for (const decorator of fn.decorators) {
    const what = HANDLER_DECORATORS.get(decoratorName(factsOf(program, ref.file), decorator));
    if (what !== undefined) return what;
  }
  const [first, second] = fn.params;
  if (first === undefined) return undefined;
  if (typeNames(first.type).some((name) => REQUEST_TYPES.test(name)))
    return second !== undefined || fn.params.length === 1 ? 'request handler' : undefined;
  if (
    second !== undefined &&
    typeNames(first.type).includes('Request') &&
    typeNames(second.type).some((name) => name === 'Response' || name === 'ServerResponse')
  )
    return 'request handler';
  const facts = program.files.get(ref.file);
  const nameOfParam = (p: typeof first | undefined): string =>
    p?.target.k === 'bind' ? (facts?.bindings[p.target.b]?.name ?? '') : '';
  if (
    second !== undefined &&
    first.type === undefined &&
    REQ_NAME.test(nameOfParam(first)) &&
    RES_NAME.test(nameOfParam(second))
  )
    return 'request handler';
  const declared = facts?.bindings.find((b) => b.owner === fn.parent && b.init?.k === 'func' && b.init.fn === fn.id);
  if (declared?.type !== undefined && typeNames(declared.type).some((name) => HANDLER_TYPES.test(name)))
    return 'request handler';
  if (
    fn.parent === 0 &&
    /^(GET|POST|PUT|PATCH|DELETE)$/.test(fn.name) &&
    facts?.exports.some((e) => e.name === fn.name) === true
  )
    return 'request handler';
  return undefined;
}

function typeNames(type: TypeRef | undefined): readonly string[] {
  if (type === undefined) return [];
  if (type.k === 'ref') return [type.name.slice(type.name.lastIndexOf('.') + 1)];
  return type.k === 'union' ? type.of.flatMap(typeNames) : [];
}

function mayBeFunction(arg: Expr): boolean {
  const e = bare(arg);
  return e.k === 'func' || e.k === 'var' || e.k === 'member' || e.k === 'call' || e.k === 'array';
}

function isProcess(on: Entity): boolean {
  return (on.k === 'global' && on.path[0] === 'process') || (on.k === 'external' && on.module === 'process');
}

function isParentPort(on: Entity): boolean {
  return on.k === 'external' && on.module === 'worker_threads';
}

/** `app.get('/x', ` without the handler that follows. */
export function headOf(e: ExprOf<'call'> | ExprOf<'new'>): readonly [number, number] {
  const [first] = e.args;
  const end = e.args.find((arg) => bare(arg).k === 'func')?.at[0] ?? e.at[1];
  return [e.at[0], first === undefined ? e.at[1] : Math.max(e.callee.at[1], Math.min(end, e.at[1]))];
}
