// A native <details> that behaves as a menu: Escape and a press elsewhere close it, and so does following a link in it.
import { createElement, useEffect, useRef } from "react";

export function Menu({ children, ...rest }) {
  const ref = useRef(null);
  useEffect(() => {
    const menu = ref.current;
    const close = () => (menu.open = false);
    const press = ({ target }) => menu.contains(target) || close();
    const click = ({ target }) => target.closest("a") && close();
    const key = (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      close();
      menu.querySelector("summary").focus();
    };
    document.addEventListener("pointerdown", press);
    menu.addEventListener("click", click);
    menu.addEventListener("keydown", key);
    return () => document.removeEventListener("pointerdown", press);
  }, []);
  return createElement("details", { ...rest, ref }, children);
}
