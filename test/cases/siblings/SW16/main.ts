function* averager(): Generator<number, void, number> {
  let sum = 0;
  let count = 0;
  for (;;) {
    sum += yield count === 0 ? 0 : sum / count;
    count += 1;
  }
}

const temperatures = averager();
const pressures = averager();
temperatures.next();
pressures.next();
for (const value of [3, 4, 5]) {
  console.log(temperatures.next(value).value, pressures.next(value * 100).value);
}
