/**
 * Repositories, models and query builders: which calls look for a record of a store, which make one, and what the
 * store itself does against two of a kind. TypeORM, Prisma, Sequelize, Mongoose, the MongoDB driver, Knex, Objection,
 * Drizzle, and what is built like them.
 */

/** Methods that look for a record, or tell how many there are. */
export const FINDS: Readonly<Record<string, 'one' | 'list' | 'count'>> = {
  findOne: 'one',
  findOneBy: 'one',
  findUnique: 'one',
  findFirst: 'one',
  findById: 'one',
  findByPk: 'one',
  findByEmail: 'one',
  findByName: 'one',
  findBy: 'list',
  exists: 'one',
  existsBy: 'one',
  exist: 'one',
  first: 'one',
  select: 'list',
  find: 'list',
  findMany: 'list',
  findAll: 'list',
  count: 'count',
  countBy: 'count',
  countDocuments: 'count',
};

/** Methods that make one. */
export const CREATES: ReadonlySet<string> = new Set([
  'create',
  'insert',
  'save',
  'insertOne',
  'createOne',
  'persist',
  'add',
]);

/** Steps of a query that say more about it, or carry it out. */
export const QUERY_STEPS: ReadonlySet<string> = new Set([
  'query',
  'where',
  'andWhere',
  'whereNull',
  'select',
  'from',
  'values',
  'returning',
  'lean',
  'exec',
  'execute',
  'populate',
  'limit',
  'orderBy',
  'sort',
  'first',
  'findOne',
  'into',
  'toArray',
  'then',
  'table',
  'get',
]);

/** Steps by which the store itself sees to it that there is only one. */
export const CONFLICT_STEPS =
  /conflict|ignore|upsert|duplicate|merge|forUpdate|forShare|forNoKeyUpdate|setLock|transacting|session|useTransaction/i;

/** Options of a call by which it runs in a transaction, under a lock of the row, or makes a record only if there is none. */
export const GUARDED_OPTIONS = /^(transaction|trx|tx|t|session|lock|upsert|ignoreDuplicates|skipDuplicates|forUpdate)$/;

/** What the error of a second record with the same key is told by. */
export const DUPLICATE_ERROR =
  /^(P2002|11000|11001|23505|E11000|ER_DUP_ENTRY|SQLITE_CONSTRAINT\w*|1062)$|unique|duplicate|conflict|already_?exists/i;

/** What a repository, a model or a handle of a database is called. */
export const REPOSITORY_NAME =
  /(repo|repository|model|prisma|collection|coll|dao|table)$|^(repo|repository|dao)[A-Z]|(Repo|Repository|Model|Collection|Dao|Table)s?$/i;
export const DATABASE_NAME =
  /^_?(db|database|knex|prisma|prismaClient|prismaService|orm|drizzle|conn|connection|mongo)$/i;

/** Code that is run once, by hand or at the start: nobody else is there yet. */
export const RUN_ONCE_FILE =
  /(^|\/)(seeds?|seeders?|migrations?|fixtures?|scripts?|bin|cli|commands|tests?|__tests__|__mocks__|e2e|spec)\/|(seed(er|s)?|migrat\w*|fixtures?)\.[cm]?[jt]sx?$/i;
export const RUN_ONCE_NAME =
  /seed|bootstrap|migrat|^on(Module|Application)(Init|Bootstrap)|^(init|setup|main|install)/i;

/** Methods that change a record by what they are given. */
export const ROW_UPDATES: ReadonlySet<string> = new Set([
  'update',
  'updateOne',
  'updateById',
  'findByIdAndUpdate',
  'findOneAndUpdate',
]);

/** Fields by which a store tells whether a record is still the one that was read. */
export const OPTIMISTIC_FIELD = /version|revision|^_?rev$|^__v$|etag|updated_?at/i;

/** Decorators under which all calls of a method are one transaction. */
export const TRANSACTION_DECORATOR = /^(Transactional|Transaction|UseTransaction|InTransaction)$/;
