export class S {
  protected root: Promise<string | undefined>;
  constructor(cli: any) {
    this.root = cli.get();
    this.root.then(async (root) => {
      if (!root) {
        const data = await this.read();
        if (data) {
          this.root = Promise.resolve(data);
          //| race-across-await: this.root
        }
      }
    });
  }
  setRoot(uri: string) {
    this.root = Promise.resolve(uri);
    return this.root;
  }
  private async read(): Promise<string> {
    return (await fetch('x')).text();
  }
}
