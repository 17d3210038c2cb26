/**
 * External records that code reads, decides on and writes back: files and the resources of stores and
 * repositories. An operation names the argument that identifies the record.
 */

export type RecordOp =
  /** Gives the content. */
  | 'read'
  /** Tells whether it is there. */
  | 'check'
  /** Replaces the content. */
  | 'write'
  /** Adds to it; never loses what is there. */
  | 'append'
  | 'remove'
  /** Makes it and fails if it is there. */
  | 'create'
  /** Makes it if it is missing; doing it twice does no harm. */
  | 'ensure';

interface FsEntry {
  readonly op: RecordOp;
  readonly path: number;
  readonly content?: number;
  /** Rejects (or throws) when there is no such file. */
  readonly throws?: true;
}

const FS: Readonly<Record<string, FsEntry>> = {
  readFile: { op: 'read', path: 0, throws: true },
  readJson: { op: 'read', path: 0, throws: true },
  readJSON: { op: 'read', path: 0, throws: true },
  access: { op: 'check', path: 0, throws: true },
  stat: { op: 'check', path: 0, throws: true },
  lstat: { op: 'check', path: 0, throws: true },
  exists: { op: 'check', path: 0 },
  pathExists: { op: 'check', path: 0 },
  writeFile: { op: 'write', path: 0, content: 1 },
  outputFile: { op: 'write', path: 0, content: 1 },
  writeJson: { op: 'write', path: 0, content: 1 },
  writeJSON: { op: 'write', path: 0, content: 1 },
  outputJson: { op: 'write', path: 0, content: 1 },
  outputJSON: { op: 'write', path: 0, content: 1 },
  copyFile: { op: 'write', path: 1 },
  rename: { op: 'write', path: 1 },
  appendFile: { op: 'append', path: 0, content: 1 },
  unlink: { op: 'remove', path: 0 },
  rm: { op: 'remove', path: 0 },
  mkdir: { op: 'create', path: 0 },
  symlink: { op: 'create', path: 1 },
  ensureDir: { op: 'ensure', path: 0 },
};

const FS_MODULES: ReadonlySet<string> = new Set(['fs', 'fs/promises', 'fs-extra', 'graceful-fs', 'node:fs']);

export const isFileModule = (module: string): boolean => FS_MODULES.has(module);

export interface RecordCall {
  readonly op: RecordOp;
  readonly path: number;
  readonly content?: number;
  readonly throws: boolean;
  /** The call itself does it before it returns (`readFileSync`). */
  readonly sync: boolean;
}

export function fileOperation(module: string, path: readonly string[]): RecordCall | undefined {
  const name = path.at(-1) ?? '';
  if (WHOLE_MODULES[module] !== undefined && (name === '' || name === 'default' || /^(write|load|read)/.test(name)))
    return recordCall(name.startsWith('read') ? 'readFile' : WHOLE_MODULES[module]);
  return FS_MODULES.has(module) ? recordCall(name) : undefined;
}

/** Packages that do one thing to files: read them, or write them at once. */
const WHOLE_MODULES: Readonly<Record<string, string>> = {
  'write-file-atomic': 'writeFile',
  'fast-write-atomic': 'writeFile',
  atomically: 'writeFile',
  jsonfile: 'writeFile',
  'write-json-file': 'writeFile',
  'load-json-file': 'readFile',
};

/** A file system that was handed in: `deps.rename`, `this.fs.readFile`. */
export function handedFileOperation(name: string, receiver: string | undefined): RecordCall | undefined {
  if (receiver !== undefined && !/^_?(fs|fsp|fse|fsPromises|fileSystem)$/i.test(receiver)) return undefined;
  return /^(readFile|writeFile|rename|copyFile|readJson|writeJson|outputFile)$/.test(name)
    ? recordCall(name)
    : undefined;
}

function recordCall(name: string): RecordCall | undefined {
  const sync = name.endsWith('Sync');
  const known = FS[sync ? name.slice(0, -4) : name];
  return known === undefined ? undefined : { ...known, throws: known.throws === true, sync };
}

export const PATH_MODULES: ReadonlySet<string> = new Set([
  'path',
  'node:path',
  'path/posix',
  'node:path/posix',
  'path/win32',
  'pathe',
  'upath',
  'url',
  'node:url',
]);
/** Functions of path modules whose result depends on their arguments alone. */
export const PATH_FUNCTIONS: ReadonlySet<string> = new Set([
  'join',
  'resolve',
  'normalize',
  'dirname',
  'basename',
  'extname',
  'relative',
  'format',
  'fileURLToPath',
  'pathToFileURL',
]);
/** Functions that tell where this process, this user or this application has its files. */
export const PLACES: ReadonlySet<string> = new Set([
  'homedir',
  'tmpdir',
  'cwd',
  'getPath',
  'getAppPath',
  'hostname',
  'asAbsolutePath',
]);
/** Methods that make one text of another. */
export const TEXT_METHODS: ReadonlySet<string> = new Set([
  'replace',
  'replaceAll',
  'slice',
  'substring',
  'trim',
  'toLowerCase',
  'toUpperCase',
  'toString',
  'padStart',
  'concat',
  'digest',
]);
/** Functions whose results are new each time. */
export const FRESH_NAMES =
  /uuid|random|nanoid|unique|mkdtemp|tmp(Name|File|Dir|Path)|temp(Name|File|Dir|Path)|ulid|cuid|(make|next|new|generate|create)\w*(Id|Name|Key|Path|File)$|^now$|^hrtime$/i;

/** What a store is called by those who use it. */
export const STORE_NAME =
  /stor(e|es|age)\b|cache\b|\b(repo|repository|db|database|kv|keys|prefs|preferences|settings)\b|[a-z](Repo|Repository|Db|Database|Cache|Store|Storage)\b/;

/** Code that talks to a database inside a transaction or with a row lock is the database's business. */
export const TRANSACTIONAL =
  /transaction|^(tx|trx|txn|t|manager|queryRunner|entityManager|session)$|forUpdate|for_update/i;

/** Decorators that make a class the shape of database rows. */
export const ENTITY_DECORATORS: ReadonlySet<string> = new Set([
  'Entity',
  'ChildEntity',
  'ViewEntity',
  'Table',
  'TableInheritance',
  'Embeddable',
  'modelOptions',
]);

/** Classes of libraries whose instances are database rows: every query makes new ones for the activation that asks. */
export const ENTITY_BASES: Readonly<Record<string, ReadonlySet<string>>> = {
  sequelize: new Set(['Model']),
  'sequelize-typescript': new Set(['Model']),
  '@sequelize/core': new Set(['Model']),
  typeorm: new Set(['BaseEntity']),
  '@mikro-orm/core': new Set(['BaseEntity']),
  objection: new Set(['Model']),
  mongoose: new Set(['Model', 'Document']),
  '@adonisjs/lucid/orm': new Set(['BaseModel']),
};
