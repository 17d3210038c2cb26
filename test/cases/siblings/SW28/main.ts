import { KeyedMutex } from './keyed-mutex.ts';

const profiles = new Map<string, { visits: number }>();
const locks = new KeyedMutex();

async function visit(user: string): Promise<number> {
  return locks.run(user, async () => {
    const profile = profiles.get(user) ?? { visits: 0 };
    await Promise.resolve();
    const next = { visits: profile.visits + 1 };
    profiles.set(user, next);
    return next.visits;
  });
}

console.log(await Promise.all(['ada', 'ada', 'grace'].map(visit)));
