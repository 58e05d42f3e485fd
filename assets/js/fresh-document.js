// The connection of an open page keeps the cookie that it began with. The page that is reached because that session has
// ended loads itself anew, so that a newer session of the same browser, begun in another tab, is seen.
import { useEffect } from "react";

const loadedHere = () => performance.getEntriesByType("navigation")[0]?.name === location.href;

export function FreshDocument() {
  useEffect(() => {
    if (new URLSearchParams(location.search).has("ended") && !loadedHere()) location.reload();
  }, []);
  return null;
}
