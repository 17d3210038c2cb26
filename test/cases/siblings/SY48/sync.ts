import { withBoth } from './both.ts';

await withBoth('outbox', 'drafts', () => console.log('worker'));
