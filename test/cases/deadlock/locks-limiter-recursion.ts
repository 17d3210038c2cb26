// Every level keeps a slot while it waits for slots of the level below.
import pLimit from 'p-limit';

interface Page {
  readonly links: readonly Page[];
}
const limit = pLimit(4);

export function crawl(page: Page): Promise<number> {
  return limit(async () => {
    const below = await Promise.all(page.links.map((link) => crawl(link)));
    //| self-deadlock
    return below.length;
  });
}
