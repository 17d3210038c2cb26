import { createSync } from './sync.ts';

const formatSync = createSync(new URL('./worker.ts', import.meta.url));
console.log(formatSync('a  b'), formatSync(' c '));
process.exit(0);
