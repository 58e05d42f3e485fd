// A field that is saved as it is typed. What was typed and not yet answered for is kept in this tab of the browser, so
// neither a reload nor a lost connection loses it: it is sent again when the page has loaded anew (`load` changed). Each
// text goes with the version that this tab had seen (`version`) and the tab's name, so that the server can tell when
// another tab wrote in between; until a person has chosen (`taken` changed), what was typed here stays here.
import { createElement, useEffect, useRef, useState } from "react";

const SAVE_MS = 700;
const TAB = Math.random().toString(36).slice(2, 12);

const remember = (store, typed) => {
  try {
    if (typed) sessionStorage.setItem(store, JSON.stringify(typed));
    else sessionStorage.removeItem(store);
  } catch {
    // A full or forbidden storage costs what a reload within a second would lose.
  }
};
const remembered = (store) => {
  try {
    return JSON.parse(sessionStorage.getItem(store));
  } catch {
    return null;
  }
};

export function KeptField({ value, version, load, taken, store, lines, focused, onKeep, ...rest }) {
  const [shown, setShown] = useState(value);
  const typed = useRef(null);
  const timer = useRef(0);
  const tell = useRef(null);
  tell.current = onKeep;

  const send = () => {
    clearTimeout(timer.current);
    timer.current = 0;
    if (typed.current) tell.current?.(typed.current.text, typed.current.seen, typed.current.tab);
  };
  const forget = () => {
    clearTimeout(timer.current);
    timer.current = 0;
    typed.current = null;
    remember(store, null);
    setShown(value);
  };

  const seenLoad = useRef(load);
  useEffect(() => {
    const again = seenLoad.current !== load;
    seenLoad.current = load;
    if (!typed.current || typed.current.text === value) forget();
    else if (again) send();
  }, [value, load]);

  const seenTaken = useRef(taken);
  useEffect(() => {
    if (seenTaken.current !== taken) forget();
    seenTaken.current = taken;
  }, [taken, value]);

  useEffect(() => {
    const leave = () => timer.current && send();
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      leave();
    };
  }, []);

  const first = useRef(true);
  if (first.current) {
    first.current = false;
    const before = remembered(store);
    if (before && typeof before.text === "string" && before.text !== value) typed.current = before;
  }
  const field = useRef(null);
  useEffect(() => {
    if (focused) field.current.focus();
    if (!typed.current) return;
    setShown(typed.current.text);
    send();
  }, []);

  const onChange = ({ target }) => {
    setShown(target.value);
    typed.current = { text: target.value, seen: typed.current?.seen ?? version, tab: TAB };
    remember(store, typed.current);
    timer.current ||= setTimeout(send, SAVE_MS);
  };
  const onBlur = () => timer.current && send();
  return createElement(lines ? "textarea" : "input", {
    ...rest,
    ...(lines ? { rows: lines } : { type: "text" }),
    ref: field,
    value: shown ?? "",
    onChange,
    onBlur,
  });
}
