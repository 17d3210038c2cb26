import { setTimeout as delay } from 'node:timers/promises';

interface Link {
  readonly id: number;
  open: boolean;
}

class Uplink {
  private link: Link | null = null;
  private dialled = 0;

  get dials(): number {
    return this.dialled;
  }

  private async dial(): Promise<Link> {
    const id = ++this.dialled;
    await delay(4);
    return { id, open: true };
  }

  async send(text: string): Promise<string> {
    if (this.link === null || !this.link.open) { //~ race-across-await
      this.link = await this.dial(); //~ race-across-await
    }
    return `${text} via ${this.link.id}`;
  }
}

const uplink = new Uplink();
console.log(await Promise.all(['a', 'b', 'c'].map((text) => uplink.send(text))), uplink.dials);
