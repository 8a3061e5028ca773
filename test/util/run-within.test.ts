import { expect, it } from 'vitest';
import { runWithin } from '../../src/util/run-within.ts';

it('runs what ends in time', () => {
  let ran = 0;
  expect(runWithin(1000, () => void ran++)).toBe(true);
  expect(ran).toBe(1);
});

it('cuts off a pattern that backtracks for ever', () => {
  const started = performance.now();
  expect(runWithin(50, () => void /^(\w+\s?)*$/.test(`${'word '.repeat(30)}!`))).toBe(false);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(runWithin(1000, () => undefined)).toBe(true);
});

it('throws on what is thrown inside', () => {
  expect(() =>
    runWithin(1000, () => {
      throw new Error('inside');
    }),
  ).toThrow('inside');
});

it('may be called from inside itself', () => {
  const order: string[] = [];
  runWithin(1000, () => {
    order.push('outer');
    runWithin(1000, () => void order.push('inner'));
  });
  expect(order).toEqual(['outer', 'inner']);
});
