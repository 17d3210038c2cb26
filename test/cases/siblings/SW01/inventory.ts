export class Inventory {
  total = 0;
  private readonly packSize: (sku: string) => Promise<number>;

  constructor(packSize: (sku: string) => Promise<number>) {
    this.packSize = packSize;
  }

  async receive(sku: string, counted: number | undefined): Promise<void> {
    this.total = this.total + (counted === undefined ? await this.packSize(sku) : counted); //~ race-across-await
  }
}
