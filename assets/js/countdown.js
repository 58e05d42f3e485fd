// Ticks in the browser, so that the server sends nothing. `until` and `now` are the server's ISO times: the difference
// between its clock and this one does not matter. A screen reader hears of it twice: a minute before, and at the end.
import { createElement, useEffect, useRef, useState } from "react";

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export function Countdown({ until, now, warnSeconds, leftText, warnText, endText, onEnd, ...rest }) {
  const [seconds, setSeconds] = useState(null);
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  useEffect(() => {
    const deadline = Date.parse(until);
    if (Number.isNaN(deadline)) return setSeconds(null);
    const skew = now ? Date.parse(now) - Date.now() : 0;
    let timer;
    const tick = () => {
      const left = Math.max(0, Math.ceil((deadline - Date.now() - skew) / 1000));
      setSeconds(left);
      if (left === 0) {
        clearInterval(timer);
        end.current?.();
      }
    };
    timer = setInterval(tick, 1000);
    tick();
    return () => clearInterval(timer);
  }, [until, now]);

  if (seconds === null) return null;
  const ended = seconds === 0;
  const soon = seconds <= warnSeconds;
  return createElement(
    "span",
    { ...rest, "data-tone": ended ? "danger" : soon ? "warning" : "neutral" },
    createElement("span", { role: "timer", "aria-live": "off" }, ended ? endText : leftText.replace("{time}", clock(seconds))),
    createElement("span", { className: "sr-only", "aria-live": "assertive" }, ended ? endText : soon ? warnText : ""),
  );
}
