// A native <dialog>: opened by the server (`open`) or by any control with data-opens="<id>", closed by data-closes,
// Escape or a press on the backdrop. The browser keeps focus inside and gives it back.
import { createElement, useEffect, useRef } from "react";

export function Dialog({ open, times, onClose, children, ...rest }) {
  const ref = useRef(null);
  useEffect(() => {
    const dialog = ref.current;
    if (open && !dialog.open) dialog.showModal();
    if (open === false && dialog.open) dialog.close();
    // A person who closes it and opens it again at once may be quicker than the server's two answers, which then arrive as
    // one; `times` tells the second opening from the first.
  }, [open, times]);
  useEffect(() => {
    const dialog = ref.current;
    let pressed = null;
    const press = (event) => (pressed = event.target);
    const click = ({ target }) => {
      if (target.closest?.(`[data-opens="${dialog.id}"]`)) dialog.open || dialog.showModal();
      else if (target === dialog && pressed === dialog) dialog.close();
      else if (dialog.contains(target) && target.closest("[data-closes]")) dialog.close();
    };
    document.addEventListener("pointerdown", press);
    document.addEventListener("click", click);
    return () => {
      document.removeEventListener("pointerdown", press);
      document.removeEventListener("click", click);
    };
  }, []);
  return createElement("dialog", { ...rest, ref, onClose: () => onClose?.() }, children);
}
