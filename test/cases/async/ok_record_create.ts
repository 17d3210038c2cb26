import { PrismaClient } from '@prisma/client';
import mongoose from 'mongoose';
import knex from 'knex';
import { Mutex } from 'async-mutex';
import { v4 as uuid } from 'uuid';

declare const app: { post(path: string, handler: (req: any, res: any) => Promise<void>): void };

const prisma = new PrismaClient();
const db = knex({});
const mutex = new Mutex();
const User = mongoose.model('User', new mongoose.Schema({ email: String }));
const Post = mongoose.model('Post', new mongoose.Schema({ title: String }));

// The second one's error is dealt with.
app.post('/caught', async (req, res) => {
  const { email } = req.body;
  if (await prisma.user.findUnique({ where: { email } })) return res.status(409).end();
  try {
    await prisma.user.create({ data: { email } });
  } catch (error: any) {
    if (error.code === 'P2002') return res.status(409).end();
    throw error;
  }
  res.end();
});

app.post('/reread', async (req, res) => {
  const { email } = req.body;
  let user = await User.findOne({ email });
  if (!user) {
    try {
      user = await User.create({ email });
    } catch {
      user = await User.findOne({ email });
    }
  }
  res.end(user);
});

// The store sees to it.
app.post('/upsert', async (req, res) => {
  const { email } = req.body;
  await prisma.user.upsert({ where: { email }, create: { email }, update: {} });
  const known = await User.findOneAndUpdate({ email }, { email }, { upsert: true });
  const row = await db('users').where({ email }).first();
  if (!row) await db('users').insert({ email }).onConflict('email').ignore();
  res.end(known);
});

app.post('/transaction', async (req, res) => {
  const { email } = req.body;
  await db.transaction(async (trx) => {
    const row = await trx('users').where({ email }).forUpdate().first();
    if (!row) await trx('users').insert({ email });
  });
  await prisma.$transaction(async (tx) => {
    const found = await tx.user.findUnique({ where: { email } });
    if (!found) await tx.user.create({ data: { email } });
  });
  res.end();
});

app.post('/mutex', async (req, res) => {
  const { email } = req.body;
  await mutex.runExclusive(async () => {
    const found = await prisma.user.findUnique({ where: { email } });
    if (!found) await prisma.user.create({ data: { email } });
  });
  res.end();
});

// Another record than the one that was looked for.
app.post('/other', async (req, res) => {
  const user = await User.findOne({ email: req.body.email });
  if (!user) throw new Error('no such user');
  await Post.create({ title: req.body.title, by: user.id });
  const draft = await Post.findOne({ slug: req.params.slug });
  if (!draft) await Post.create({ title: req.body.title });
  res.end();
});

// A key made anew.
app.post('/fresh', async (req, res) => {
  const id = uuid();
  const taken = await prisma.invite.findUnique({ where: { id } });
  if (!taken) await prisma.invite.create({ data: { id, by: req.user } });
  res.end();
});

export async function seedUsers(email: string) {
  const found = await prisma.user.findUnique({ where: { email } });
  if (!found) await prisma.user.create({ data: { email } });
}

// Elements of one list have keys of their own; two calls are what can meet.
async function importAll(emails: readonly string[]) {
  await Promise.all(
    emails.map(async (email) => {
      const found = await User.findOne({ email });
      if (!found) await User.create({ email });
    }),
  );
}
await importAll(process.argv.slice(2));
