// Asks the server once, when a moment has come. `at` and `now` are the server's ISO times, so a wrong clock here does not
// matter; a machine that slept asks when it wakes.
import { useEffect, useRef } from "react";

const LONGEST = 2 ** 31 - 1;

export function Wake({ at, now, onTime }) {
  const call = useRef(onTime);
  useEffect(() => {
    call.current = onTime;
  });
  useEffect(() => {
    const due = Date.parse(at);
    if (Number.isNaN(due)) return;
    const skew = now ? Date.parse(now) - Date.now() : 0;
    let timer;
    const look = () => {
      clearTimeout(timer);
      const left = due - Date.now() - skew;
      if (left > 0) timer = setTimeout(look, Math.min(left + 50, LONGEST));
      else {
        document.removeEventListener("visibilitychange", look);
        call.current?.();
      }
    };
    document.addEventListener("visibilitychange", look);
    look();
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [at, now]);
  return null;
}
