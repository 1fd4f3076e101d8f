import { startTransition, useEffect, useState } from 'react';

const longestWait = 1000;

/**
 * False until what matters most is on screen: what costs time and can wait is drawn after it. That is
 * two frames after it was ready, or a second from the start where it does not come.
 */
export function useDrawn(ready: boolean): boolean {
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    if (drawn) return;
    const done = () => startTransition(() => setDrawn(true));
    let timer = setTimeout(done, longestWait);
    let frame = 0;
    if (ready) {
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          clearTimeout(timer);
          timer = setTimeout(done);
        });
      });
    }
    return () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  }, [ready, drawn]);
  return drawn;
}
