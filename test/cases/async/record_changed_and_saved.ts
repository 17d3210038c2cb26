// A row is looked for, changed by what it held, and saved: two requests start from the same row.
import express from 'express';

interface Account {
  id: string;
  balance: number;
  tags: string[];
}
interface Repository<T> {
  findOne(options: object): Promise<T | null>;
  findOneBy(where: object): Promise<T | null>;
  save(row: T): Promise<T>;
  update(where: object, data: object): Promise<void>;
}
declare const prisma: any;
declare const User: any;
const app = express();

export class Accounts {
  constructor(private readonly accountRepository: Repository<Account>) {}

  async withdraw(id: string, amount: number): Promise<void> {
    const account = await this.accountRepository.findOne({ where: { id } });
    if (account === null || account.balance < amount) throw new Error('not enough');
    account.balance -= amount;
    await this.accountRepository.save(account);
    //| race-across-await: Two calls of Accounts.withdraw with the same key can both read the same record
  }

  async deposit(id: string, amount: number): Promise<void> {
    const account = await this.accountRepository.findOneBy({ id });
    if (account === null) throw new Error('no account');
    await this.accountRepository.update({ id }, { balance: account.balance + amount });
    //| race-across-await
  }

  async tag(id: string, tag: string): Promise<Account> {
    const account = await this.accountRepository.findOneBy({ id });
    if (account === null) throw new Error('no account');
    account.tags = [...account.tags, tag];
    return this.accountRepository.save(account);
    //| race-across-await
  }
}

app.post('/spend/:id', async (req, res) => {
  const wallet = await prisma.wallet.findUnique({ where: { id: req.params.id } });
  await prisma.wallet.update({ where: { id: req.params.id }, data: { coins: wallet.coins - 1 } });
  //| race-across-await: Two requests with the same key can both read the same record of wallet
  res.end();
});

app.post('/visit/:id', async (req, res) => {
  const user = await User.findById(req.params.id);
  user.visits++;
  await user.save();
  //| race-across-await
  res.end();
});
