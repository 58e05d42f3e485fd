// Tells the server which clock this browser shows, in a cookie that the page's connection begins with: so it is said as
// soon as the script is loaded, before anything connects. Only visitors' times follow it; an account has a zone of its own.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (typeof document !== "undefined" && zone) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `time_zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

export const BrowserZone = () => null;
