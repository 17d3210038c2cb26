// The state is asked for between the await and the timer: after `hangUp` none is armed.
type State = 'offer' | 'sent' | 'ended';

export class Call {
  private state: State = 'offer';
  private timeout: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: () => Promise<void>) {}

  async invite(): Promise<void> {
    await this.send();
    if (this.state === 'offer') {
      this.state = 'sent';
      this.timeout = setTimeout(() => this.hangUp(), 60_000);
    }
  }

  hangUp(): void {
    this.state = 'ended';
    clearTimeout(this.timeout);
    this.timeout = undefined;
  }
}
