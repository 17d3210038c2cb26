// Instances of an ORM's entities are rows that a query has just made for the request that asked.
import { Column, Entity, BaseEntity } from 'typeorm';
import { Model } from 'sequelize';

declare function provider(token: string): Promise<string>;

@Entity()
export class Account {
  @Column()
  checked?: string;

  async validate(token: string): Promise<string> {
    if (this.checked !== undefined) return this.checked;
    this.checked = await provider(token);
    return this.checked;
  }
}

class Row extends Model {}

export class Page extends Row {
  children: string[] = [];

  async remove(id: string): Promise<void> {
    this.children = await without(this.children, id);
  }
}

async function without(list: string[], id: string): Promise<string[]> {
  const resolved = await provider(id);
  return list.filter((x) => x !== resolved);
}

export class Session extends BaseEntity {
  total = 0;

  async add(token: string): Promise<void> {
    this.total = this.total + Number(await provider(token));
  }
}

// The neighbour: what looks like it and is kept by the program.
export class Accounts {
  private checked?: string;

  async validate(token: string): Promise<string> {
    if (this.checked !== undefined) return this.checked;
    this.checked = await provider(token);
    //| race-across-await: this.checked
    return this.checked;
  }
}
