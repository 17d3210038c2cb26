import { UserCache } from './user-cache.ts';

const cache = new UserCache();
const [left, right] = await Promise.all([cache.get('ada'), cache.get('ada')]);
console.log('same object', left === right);
