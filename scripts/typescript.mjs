/**
 * Lets a Node that does not read TypeScript itself (before 22.18) run `.ts` programs, worker threads included:
 * `node --import ./scripts/typescript.mjs examples/prove.ts`. Threads inherit the option. Nothing is checked.
 */
import { register } from 'node:module';

register(new URL('typescript-hooks.mjs', import.meta.url));
