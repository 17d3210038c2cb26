import { createLimiter } from './limiter.ts';

const limit = createLimiter(2);
const sizes = await Promise.all(['a', 'bb', 'ccc', 'dddd'].map((url) => limit(async () => url.length)));
console.log(sizes);
