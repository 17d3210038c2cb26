// The record is made where the look found none, and saved where the paths meet again.
class User {
  email = '';
  visits = 0;
}
interface Repository<T> {
  findOne(where: object): Promise<T | null>;
  create(data: object): T;
  save(record: T): Promise<void>;
}

export class Logins {
  constructor(private readonly userRepository: Repository<User>) {}

  async assigned(email: string): Promise<void> {
    let user = await this.userRepository.findOne({ email });
    if (!user) user = this.userRepository.create({ email });
    user.visits++;
    await this.userRepository.save(user);
    //| race-across-await
  }

  async filled(email: string): Promise<void> {
    let user = await this.userRepository.findOne({ email });
    if (user === null) {
      user = new User();
      user.email = email;
    }
    await this.userRepository.save(user);
    //| race-across-await
  }

  async orMade(email: string): Promise<void> {
    const existing = await this.userRepository.findOne({ email });
    const user = existing ?? this.userRepository.create({ email });
    await this.userRepository.save(user);
    //| race-across-await
  }
}
