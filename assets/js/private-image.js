// An image that only its readers may have. Until it is here its place is kept; when it is refused, the server's sentence
// stands there instead.
import { createElement as h, useEffect, useState } from "react";

export function PrivateImage({ src, alt, width, height, lost, looks, eager }) {
  const [state, setState] = useState("loading");
  const [problem, setProblem] = useState("");
  useEffect(() => {
    setState("loading");
    setProblem("");
  }, [src]);
  const onError = async () => {
    setState("failed");
    try {
      const answer = await fetch(src);
      setProblem(answer.ok ? lost : await answer.text());
    } catch {
      setProblem(lost);
    }
  };
  if (state === "failed") return h("p", { role: "alert", className: looks.problem }, problem);
  return h("img", {
    src,
    alt,
    width: width || undefined,
    height: height || undefined,
    loading: eager ? "eager" : "lazy",
    className: looks.image,
    "data-loading": state === "loading",
    onLoad: () => setState("shown"),
    onError,
  });
}
