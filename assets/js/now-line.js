// The line that says what time it is in one day's column. It moves by itself, on the clock of the doctor's zone, and is
// drawn only in the column of today. The position is said by classes, because no inline style is allowed.
import { createElement, useEffect, useState } from "react";

const wall = (zone) => {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(new Date());
  const of = (type) => parts.find((part) => part.type === type).value;
  return { day: `${of("year")}-${of("month")}-${of("day")}`, hour: Number(of("hour")), minute: Number(of("minute")) };
};

export function NowLine({ zone, day, first, last, label, ...rest }) {
  const [now, setNow] = useState(null);
  useEffect(() => {
    const tick = () => setNow(wall(zone));
    const timer = setInterval(tick, 15000);
    tick();
    return () => clearInterval(timer);
  }, [zone]);
  if (!now || now.day !== day || now.hour < first || now.hour >= last) return null;
  const time = `${String(now.hour).padStart(2, "0")}:${String(now.minute).padStart(2, "0")}`;
  const position = `at from-h-${now.hour} from-m-${now.minute - (now.minute % 5)}`;
  return createElement(
    "div",
    { ...rest, className: `${position} ${rest.className}` },
    createElement("span", null, label.replace("{time}", time)),
  );
}
