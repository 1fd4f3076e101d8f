import { useState } from 'react';

/** One question at a time: whether it is under way, and what came of it. */
export function useAsking<T>(): { busy: boolean; problem: unknown; answer: T | null; ask: (question: () => Promise<T>, done?: (answer: T) => void) => void; complain: (problem: unknown) => void } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [answer, setAnswer] = useState<T | null>(null);
  const run = async (question: () => Promise<T>, done?: (answer: T) => void) => {
    setBusy(true);
    setProblem(null);
    try {
      const got = await question();
      setAnswer(got);
      done?.(got);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, answer, ask: (question, done) => void run(question, done), complain: setProblem };
}
