// Only the leaf work takes a slot.
import pLimit from 'p-limit';

interface Page {
  readonly links: readonly Page[];
}
const limit = pLimit(4);

export async function crawl(page: Page): Promise<number> {
  const size = await limit(async () => page.links.length);
  const below = await Promise.all(page.links.map((link) => crawl(link)));
  return below.length + size;
}
