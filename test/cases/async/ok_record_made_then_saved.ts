// Made and saved, but not because the look found none: another store, another key, dealt with, or only changed.
class User {
  id = 0;
  email = '';
  visits = 0;
}
interface Repository<T> {
  findOne(where: object): Promise<T | null>;
  create(data: object): T;
  save(record: T): Promise<void>;
}

export class Logins {
  constructor(
    private readonly userRepository: Repository<User>,
    private readonly auditRepository: Repository<object>,
  ) {}

  async otherStore(email: string): Promise<void> {
    const user = await this.userRepository.findOne({ email });
    let note = {};
    if (!user) note = this.auditRepository.create({ email });
    await this.auditRepository.save(note);
  }

  async onlyChanged(email: string): Promise<void> {
    const user = await this.userRepository.findOne({ email });
    if (!user) throw new Error(`no ${email}`);
    user.email = user.email.toLowerCase();
    await this.userRepository.save(user);
  }

  async dealtWith(email: string): Promise<void> {
    let user = await this.userRepository.findOne({ email });
    if (!user) user = this.userRepository.create({ email });
    try {
      await this.userRepository.save(user);
    } catch (error) {
      if ((error as { code?: string }).code !== '23505') throw error;
    }
  }

  async always(email: string): Promise<void> {
    const user = this.userRepository.create({ email });
    await this.userRepository.save(user);
  }
}
