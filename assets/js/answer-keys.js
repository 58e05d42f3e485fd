// A list that is answered by one key: arrows (or j and k) go from row to row, and a letter presses the button of the row
// that has the focus and the same data-key. Letters typed into a field stay letters.
import { createElement, useRef } from "react";

export function AnswerKeys({ children, ...rest }) {
  const ref = useRef(null);
  const move = (from, step) => {
    const rows = [...ref.current.querySelectorAll("[data-row]")];
    rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(from) + step))]?.focus();
  };
  const onKeyDown = (event) => {
    const { target, key } = event;
    const row = target.closest("[data-row]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey || target.matches("textarea, select, input:not([type=checkbox])")) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[key];
    const button = key.length === 1 && row.querySelector(`[data-key="${CSS.escape(key.toLowerCase())}"]`);
    if (step) move(row, step);
    else if (button) button.click();
    else return;
    event.preventDefault();
  };
  return createElement("ul", { ...rest, ref, onKeyDown }, children);
}
