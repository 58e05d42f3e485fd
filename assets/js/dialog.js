// A native <dialog>: opened by the server (`open`) or by any control with data-opens="<id>", closed by data-closes,
// Escape or a press on the backdrop. The browser keeps focus inside and gives it back.
import { createElement, useEffect, useRef } from "react";

export function Dialog({ open, times, onClose, children, ...rest }) {
  const ref = useRef(null);
  const tell = useRef(null);
  const untold = useRef(false);
  // The server hears once of each closing, and in the moment a person closes it: the browser's own `close` waits for the
  // next frame, and could come after the control that opens the dialog again.
  tell.current = () => {
    if (untold.current) onClose?.();
    untold.current = false;
  };
  const show = () => {
    if (!ref.current.open) ref.current.showModal();
    untold.current = true;
  };
  useEffect(() => {
    if (open) show();
    if (open === false && ref.current.open) {
      untold.current = false;
      ref.current.close();
    }
    // A person who closes it and opens it again at once may be quicker than the server's two answers, which then arrive as
    // one; `times` tells the second opening from the first.
  }, [open, times]);
  useEffect(() => {
    const dialog = ref.current;
    let pressed = null;
    const shut = () => {
      tell.current();
      dialog.close();
    };
    const press = (event) => (pressed = event.target);
    const click = ({ target }) => {
      if (target.closest?.(`[data-opens="${dialog.id}"]`)) show();
      else if (target === dialog && pressed === dialog) shut();
      else if (dialog.contains(target) && target.closest("[data-closes]")) shut();
    };
    document.addEventListener("pointerdown", press);
    document.addEventListener("click", click);
    return () => {
      document.removeEventListener("pointerdown", press);
      document.removeEventListener("click", click);
    };
  }, []);
  const onCancel = ({ target }) => target === ref.current && tell.current();
  const closed = ({ target }) => target === ref.current && !target.open && tell.current();
  return createElement("dialog", { ...rest, ref, onCancel, onClose: closed }, children);
}
