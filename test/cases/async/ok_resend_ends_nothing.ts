declare function ask(): Promise<string[]>;

export class Sync {
  private needsResend = false;
  private confirmed = new Set<string>();

  resend() {
    this.needsResend = true;
    this.confirmed.clear();
  }

  async round(id: string) {
    this.needsResend = false;
    await ask();
    this.confirmed.add(id);
  }
}
