// Own data, sums that the store makes, compare and set, transactions and locks.
import { Mutex } from 'async-mutex';

interface Account {
  id: string;
  name: string;
  balance: number;
  version: number;
}
interface Repository<T> {
  findOne(options: object): Promise<T | null>;
  save(row: T): Promise<T>;
  update(where: object, data: object): Promise<void>;
  increment(where: object, field: string, by: number): Promise<void>;
}
interface Manager {
  findOne(type: unknown, options: object): Promise<Account | null>;
  save(row: Account): Promise<void>;
}
declare const Account: unknown;
declare const Transactional: () => MethodDecorator;
declare const prisma: any;
declare const dataSource: { transaction(work: (manager: Manager) => Promise<void>): Promise<void> };

export class Accounts {
  private readonly mutex = new Mutex();
  constructor(private readonly accountRepository: Repository<Account>) {}

  async rename(id: string, name: string): Promise<void> {
    const account = await this.accountRepository.findOne({ where: { id } });
    if (account === null) throw new Error('no account');
    account.name = name;
    await this.accountRepository.save(account);
  }

  async deposit(id: string, amount: number): Promise<void> {
    await this.accountRepository.increment({ id }, 'balance', amount);
  }

  async compareAndSet(id: string, amount: number): Promise<void> {
    const account = await this.accountRepository.findOne({ where: { id } });
    if (account === null) throw new Error('no account');
    const { update } = this.accountRepository;
    await this.accountRepository.update(
      { id, version: account.version },
      { balance: account.balance + amount, version: account.version + 1 },
    );
    console.log(update.name);
  }

  async locked(id: string, amount: number): Promise<void> {
    const account = await this.accountRepository.findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (account === null) throw new Error('no account');
    account.balance += amount;
    await this.accountRepository.save(account);
  }

  async exclusive(id: string, amount: number): Promise<void> {
    await this.mutex.runExclusive(async () => {
      const account = await this.accountRepository.findOne({ where: { id } });
      if (account === null) throw new Error('no account');
      account.balance += amount;
      await this.accountRepository.save(account);
    });
  }

  @Transactional()
  async decorated(id: string, amount: number): Promise<void> {
    const account = await this.accountRepository.findOne({ where: { id } });
    if (account === null) throw new Error('no account');
    account.balance += amount;
    await this.accountRepository.save(account);
  }
}

export async function transfer(id: string, amount: number): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const account = await manager.findOne(Account, { where: { id } });
    if (account === null) throw new Error('no account');
    account.balance -= amount;
    await manager.save(account);
  });
  await prisma.$transaction(async (tx: any) => {
    const wallet = await tx.wallet.findUnique({ where: { id } });
    await tx.wallet.update({ where: { id }, data: { coins: wallet.coins - 1 } });
  });
  await prisma.wallet.update({ where: { id }, data: { coins: { decrement: 1 } } });
}
