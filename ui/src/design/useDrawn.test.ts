import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useDrawn } from './useDrawn';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

it('comes after two frames of what was ready', () => {
  const { result, rerender } = renderHook(({ ready }) => useDrawn(ready), { initialProps: { ready: false } });
  pass(500);
  expect(result.current).toBe(false);
  rerender({ ready: true });
  expect(result.current).toBe(false);
  pass(100);
  expect(result.current).toBe(true);
});

it('comes after a second where nothing gets ready, and stays', () => {
  const { result, rerender } = renderHook(({ ready }) => useDrawn(ready), { initialProps: { ready: false } });
  pass(999);
  expect(result.current).toBe(false);
  pass(1);
  expect(result.current).toBe(true);
  rerender({ ready: true });
  pass(100);
  expect(result.current).toBe(true);
});
