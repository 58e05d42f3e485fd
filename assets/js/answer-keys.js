// A list that is answered by one key: arrows (or j and k) go from row to row, and a letter presses the button of the row
// that has the focus and the same data-key. Letters typed into a field stay letters. When the row that had the focus is
// answered and goes, the next one takes the focus, so that nobody starts again from the top.
import { createElement, useEffect, useRef } from "react";

const lost = () => document.activeElement === null || document.activeElement === document.body;

export function AnswerKeys({ children, ...rest }) {
  const ref = useRef(null);
  const place = useRef(-1);
  const rows = () => [...ref.current.querySelectorAll("[data-row]")];
  useEffect(() => {
    // A dialog that closes in the same moment gives the focus back first.
    const gone = new MutationObserver(() =>
      requestAnimationFrame(() => place.current >= 0 && ref.current && lost() && rows()[Math.min(place.current, rows().length - 1)]?.focus()),
    );
    gone.observe(ref.current, { childList: true });
    return () => {
      gone.disconnect();
      requestAnimationFrame(() => place.current >= 0 && lost() && document.getElementById("content")?.focus());
    };
  }, []);

  const onFocus = ({ target }) => (place.current = rows().indexOf(target.closest("[data-row]")));
  const onKeyDown = (event) => {
    const { target, key } = event;
    const row = target.closest("[data-row]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey || target.matches("textarea, select, input:not([type=checkbox])")) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[key];
    const button = key.length === 1 && row.querySelector(`[data-key="${CSS.escape(key.toLowerCase())}"]`);
    if (step) rows()[Math.min(rows().length - 1, Math.max(0, rows().indexOf(row) + step))].focus();
    else if (button) button.click();
    else return;
    event.preventDefault();
  };
  return createElement("ul", { ...rest, ref, onFocus, onKeyDown }, children);
}
