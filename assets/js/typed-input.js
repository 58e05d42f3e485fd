// An input whose text the server keeps: what is typed shows at once, and what the server says later, as after a lost
// connection, shows too, but never under the fingers of whoever is typing.
import { createElement, useEffect, useRef, useState } from "react";

export function TypedInput({ value, onType, ...rest }) {
  const ref = useRef(null);
  const [shown, setShown] = useState(value);
  useEffect(() => {
    if (document.activeElement !== ref.current) setShown(value);
  }, [value]);
  const onChange = ({ target }) => {
    setShown(target.value);
    onType?.(target.value);
  };
  return createElement("input", { ...rest, ref, value: shown ?? "", onChange });
}
