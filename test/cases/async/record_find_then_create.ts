import { PrismaClient } from '@prisma/client';
import { Repository } from 'typeorm';
import mongoose from 'mongoose';
import knex from 'knex';

declare const app: { post(path: string, handler: (req: any, res: any) => Promise<void>): void };
declare function hash(text: string): Promise<string>;

const prisma = new PrismaClient();
const db = knex({});
const User = mongoose.model('User', new mongoose.Schema({ email: String }));

app.post('/prisma', async (req, res) => {
  const { email } = req.body;
  const found = await prisma.user.findUnique({ where: { email } });
  if (found) return res.status(409).end();
  await prisma.user.create({ data: { email, password: await hash(req.body.password) } });
  //| race-across-await: with the same key can both find nothing in user
  res.end();
});

app.post('/mongoose', async (req, res) => {
  const existing = await User.findOne({ email: req.body.email }).lean().exec();
  if (existing) throw new Error('taken');
  const user = new User({ email: req.body.email });
  await user.save();
  //| race-across-await: nothing in User
  res.end();
});

app.post('/knex', async (req, res) => {
  const row = await db('users').where({ name: req.body.name }).first();
  if (!row) await db('users').insert({ name: req.body.name }).returning('*');
  //| race-across-await: nothing in users
  res.end();
});

export class Users {
  constructor(private readonly userRepository: Repository<{ email: string }>) {}

  async register(email: string) {
    const user = await this.userRepository.findOne({ where: { email } });
    if (user !== null) throw new Error('taken');
    const made = this.userRepository.create({ email });
    return this.userRepository.save(made);
    //| race-across-await: nothing in userRepository
  }

  async settings() {
    const known = await prisma.settings.findFirst();
    return known ?? (await prisma.settings.create({ data: { theme: 'dark' } }));
    //| race-across-await: nothing in settings
  }
}

async function findUser(db2: any, email: string) {
  return db2.collection('users').findOne({ email });
}

async function createUser(db2: any, email: string) {
  await db2.collection('users').insertOne({ email, at: Date.now() });
}

app.post('/helpers', async (req, res) => {
  if (!(await findUser(req.db, req.body.email))) {
    await createUser(req.db, req.body.email);
    //| race-across-await: nothing in users
  }
  res.end();
});
