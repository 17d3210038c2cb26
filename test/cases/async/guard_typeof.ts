// `typeof x === 'undefined'` is a test for absence like any other.
export class Profile {
  private session: { id: string } | undefined;

  constructor(private readonly open: () => Promise<{ id: string }>) {}

  async ensure(): Promise<string> {
    if (typeof this.session === 'undefined') {
      this.session = await this.open();
      //| race-across-await: this.session
    }
    return this.session.id;
  }
}
