/** Paths and URLs, as far as they say which file a worker runs. */
import type { Program } from '../../program.ts';
import { directoryOf, normalise } from '../../program.ts';
import { Obj, Unknown, isPrim, plain, type Act, type NativeImpl, type Value } from '../values.ts';
import { toText } from '../ops.ts';
import { defineModule } from './externals.ts';
import { classOf, defineGlobals, namespaceOf } from './globals.ts';
import { defineMethods } from './table.ts';

export function urlOf(href: string): Obj {
  const o = new Obj(undefined, 'url');
  o.props.set('href', href);
  o.props.set('pathname', href.replace(/^[a-z]+:\/\/[^/]*/, '').replace(/[?#].*$/, ''));
  o.props.set('protocol', /^[a-z]+:/.exec(href)?.[0] ?? '');
  o.props.set('search', /\?[^#]*/.exec(href)?.[0] ?? '');
  return o;
}

export const fileUrl = (path: string): string => `file://${path.startsWith('/') ? '' : '/'}${path}`;

function textOf(v: Value): string | undefined {
  const p = plain(v);
  if (p instanceof Obj) {
    const href = p.props.get('href');
    return typeof href === 'string' ? href : undefined;
  }
  const text = isPrim(p) && p !== undefined ? toText(p) : undefined;
  return typeof text === 'string' ? text : undefined;
}

function makeUrl(_act: Act, _self: Value, args: readonly Value[]): Value {
  const relative = textOf(args[0]);
  if (relative === undefined) return new Unknown('data');
  if (/^[a-z]+:/i.test(relative)) return urlOf(relative);
  const base = args[1] === undefined ? undefined : textOf(args[1]);
  if (base === undefined) return new Unknown('data');
  const root = /^[a-z]+:\/\/[^/]*/i.exec(base)?.[0] ?? '';
  const path = base.slice(root.length).replace(/[?#].*$/, '');
  const [file = '', rest = ''] = [relative.replace(/[?#].*$/, ''), /[?#].*$/.exec(relative)?.[0] ?? ''];
  const joined = file.startsWith('/') ? normalise(file) : normalise(`${path.slice(0, path.lastIndexOf('/'))}/${file}`);
  return urlOf(root + (file === '' ? path : joined + (file.endsWith('/') ? '/' : '')) + rest);
}

const hrefOf: NativeImpl = (_act, self) => textOf(self) ?? new Unknown('data');

defineMethods('url', {
  toString: hrefOf,
  toJSON: hrefOf,
});

/** The file of the program that a worker's script name means; undefined when it is not among the files. */
export function scriptFile(act: Act, script: Value): string | undefined {
  const text = textOf(script);
  if (text === undefined || /^(data|blob|https?|node):/.test(text)) return undefined;
  const { program } = act.agent.world;
  const path = text.replace(/^file:\/\//, '').replace(/[?#].*$/, '');
  return (
    existing(program, path) ??
    program.resolve(act.file, path) ??
    program.resolve(act.file, `./${path.replace(/^\.?\//, '')}`) ??
    byEnding(program, path)
  );
}

function existing(program: Program, path: string): string | undefined {
  if (program.files.has(path)) return path;
  const bare = path.replace(/^\//, '');
  return program.files.has(bare) ? bare : undefined;
}

const SOURCE = /\.[cm]?[jt]sx?$/;
const BUILT = new Set(['dist', 'build', 'lib', 'out', 'esm', 'cjs', 'src']);

/** A path from the working directory, or of the built file: the only source that ends the same. */
function byEnding(program: Program, path: string): string | undefined {
  const parts = normalise(path)
    .replace(SOURCE, '')
    .split('/')
    .filter((p) => p !== '' && !BUILT.has(p));
  if (parts.length === 0) return undefined;
  const ending = `/${parts.slice(-2).join('/')}`;
  const short = `/${parts.at(-1) ?? ''}`;
  for (const end of [ending, short]) {
    const found = [...program.files.keys()].filter((f) => `/${f}`.replace(SOURCE, '').endsWith(end));
    if (found.length === 1) return found[0];
  }
  return undefined;
}

// ------------------------------------------------------------------------------------------------ node:path, url

function joined(args: readonly Value[]): string | undefined {
  const parts = args.map(textOf);
  return parts.some((p) => p === undefined) ? undefined : parts.join('/');
}

function onPath(f: (path: string, args: readonly Value[]) => Value) {
  return (_act: Act, _self: Value, args: readonly Value[]): Value => {
    const path = textOf(args[0]);
    return path === undefined ? new Unknown('data') : f(path, args);
  };
}

const base = (path: string): string => path.replace(/\/+$/, '').replace(/^.*\//, '');
const extension = (path: string): string => /(?<=[^/])\.[^./]*$/.exec(base(path))?.[0] ?? '';

function pathModule(): Obj {
  const o = namespaceOf({
    join: (_act, _self, args) => {
      const text = joined(args);
      return text === undefined ? new Unknown('data') : normalise(text) || '.';
    },
    resolve: (act, _self, args) => {
      const parts = args.map(textOf);
      if (parts.some((p) => p === undefined)) return new Unknown('data');
      const from = parts.findLastIndex((p) => p?.startsWith('/') === true);
      const text = parts.slice(Math.max(0, from)).join('/');
      return normalise(from >= 0 ? text : `${directoryOf(act.agent.world.agents[0]?.entry ?? act.file)}/${text}`);
    },
    normalize: onPath((p) => normalise(p) || '.'),
    dirname: onPath((p) => (p.includes('/') ? directoryOf(p) : '.')),
    basename: onPath((p, args) => {
      const suffix = textOf(args[1]);
      const name = base(p);
      return suffix !== undefined && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
    }),
    extname: onPath((p) => extension(p)),
    isAbsolute: onPath((p) => p.startsWith('/')),
    relative: () => new Unknown('data'),
    parse: onPath((p) => {
      const o = new Obj(undefined);
      const ext = extension(p);
      o.props.set('base', base(p));
      o.props.set('ext', ext);
      o.props.set('name', ext === '' ? base(p) : base(p).slice(0, -ext.length));
      o.props.set('dir', p.includes('/') ? directoryOf(p) : '');
      return o;
    }),
    sep: { value: '/' },
    delimiter: { value: ':' },
  });
  o.props.set('posix', o);
  return o;
}

defineModule(['path', 'path/posix'], pathModule);
const urlClass = (): Value => classOf('URL', makeUrl, { canParse: () => new Unknown('data') });

defineModule('url', () => {
  const o = namespaceOf({
    fileURLToPath: (_act, _self, args) => {
      const text = textOf(args[0]);
      return text === undefined ? new Unknown('data') : text.replace(/^file:\/\//, '').replace(/[?#].*$/, '');
    },
    pathToFileURL: (_act, _self, args) => {
      const text = textOf(args[0]);
      return text === undefined ? new Unknown('data') : urlOf(fileUrl(text));
    },
  });
  o.props.set('URL', urlClass());
  return o;
});

defineGlobals({ URL: urlClass });
